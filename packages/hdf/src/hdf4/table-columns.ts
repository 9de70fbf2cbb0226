import { breathe } from "../_breathe.ts";
import type { DataArray } from "../types.ts";
import { allocateArray } from "./allocate.ts";
import type { Hdf4Container, LinearElement } from "./container.ts";
import { copyRun } from "./copy-run.ts";
import { pieceLength } from "./extents.ts";
import { bytesOf, toHostOrder } from "./number-types.ts";
import type { VdataField, VdataHeader } from "./vdata-header.ts";

/**
 * Read fields of the records [start, stop), each into an array of its own.
 * @param element the data of the Vdata; undefined when it has none
 */
export async function readColumns(
  container: Hdf4Container,
  element: LinearElement | undefined,
  header: VdataHeader,
  fields: readonly VdataField[],
  start: number,
  stop: number,
  signal?: AbortSignal,
): Promise<DataArray[]> {
  const arrays = fields.map(({ type, order }) => allocateArray(container, type, (stop - start) * order, header.name));
  const targets = arrays.map(bytesOf);
  if (element !== undefined && stop > start) {
    if (header.interlace === "full") await readRecords(element, header, fields, start, stop, targets, signal);
    else await readFields(element, header, fields, start, targets, signal);
  }
  for (const [i, target] of targets.entries()) toHostOrder(target, (fields[i] as VdataField).type);
  return arrays;
}

/** Full interlace: record by record. */
async function readRecords(
  element: LinearElement,
  { recordSize }: VdataHeader,
  fields: readonly VdataField[],
  start: number,
  stop: number,
  targets: readonly Uint8Array[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const most = Math.max(1, Math.floor(pieceLength / recordSize));
  for (let first = start; first < stop; first += most) {
    const count = Math.min(most, stop - first);
    const bytes = await element.read(first * recordSize, count * recordSize, signal);
    for (const [i, { offset, size }] of fields.entries()) {
      if (size > 0) copyRun(bytes, offset, recordSize, targets[i] as Uint8Array, (first - start) * size, count, size);
    }
    await breathe(signal);
  }
}

/** No interlace: all records of the first field, then all of the second, ... */
async function readFields(
  element: LinearElement,
  { count }: VdataHeader,
  fields: readonly VdataField[],
  start: number,
  targets: readonly Uint8Array[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [i, { offset, size }] of fields.entries()) {
    const target = targets[i] as Uint8Array;
    const from = offset * count + start * size;
    for (let done = 0; done < target.length; done += pieceLength) {
      const length = Math.min(pieceLength, target.length - done);
      target.set(await element.read(from + done, length, signal), done);
      await breathe(signal);
    }
  }
}
