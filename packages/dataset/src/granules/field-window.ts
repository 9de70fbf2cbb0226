import type { FieldArray, GridBox, WindowField } from "@atcs/colocate";
import { type DataArray, LimitError, type OperationOptions } from "@atcs/hdf";
import { countPixels } from "./_boxes.ts";
import { countArrays } from "./_count-arrays.ts";
import type { GranuleErrorDetails } from "./errors.ts";
import type { ParasolField, StoredField } from "./parasol-field.ts";

/** One box of the grid, or several. */
export type GridBoxes = GridBox | readonly GridBox[];

/** Part of a field, as stored: the `WindowField` that `cutPatch` of `@atcs/colocate` takes, with where it is from. */
export interface FieldWindow extends WindowField {
  /** Name of the field in the granule. */
  readonly name: string;
  /** Shape [pixels, views]: the boxes one after the other, each row by row. */
  readonly data: FieldArray;
  /** Values of a pixel. */
  readonly views: number;
  /** physical = scale * count + offset */
  readonly scale: number;
  readonly offset: number;
  /** Counts that mean "no value", in the type of the data. */
  readonly invalid: readonly number[];
  readonly field: ParasolField;
  readonly boxes: readonly GridBox[];
  /** Number of pixels of all boxes. */
  readonly pixels: number;
}

/** Part of a field in physical units; a `WindowField` of `@atcs/colocate` as well. */
export interface PhysicalWindow extends Omit<FieldWindow, "name" | "data" | "scale" | "offset" | "invalid"> {
  /** Name of the field in the granule. */
  readonly name: string;
  /** Shape [pixels, views], NaN where there is no value; float32 for counts of up to 16 bits, else float64. */
  readonly data: Float32Array | Float64Array;
}

/** Options of {@link readFieldWindow}. */
export interface ReadWindowOptions extends OperationOptions {
  readonly fileName: string;
  /** Boxes may be many: their sum is bounded as one read is. */
  readonly maxBytes: number;
}

/** Read boxes that lie in the grid, one after the other. @throws LimitError, GranuleAttributeError, errors of `read` */
export async function readFieldWindow(
  stored: StoredField,
  boxes: readonly GridBox[],
  { fileName, maxBytes, signal }: ReadWindowOptions,
): Promise<FieldWindow> {
  const { field, dataset } = stored;
  const { name, dtype, path, views } = field;
  const { scale, offset, invalid } = stored.packing();
  const pixels = countPixels(boxes);
  const bytes = pixels * views * countArrays[dtype].BYTES_PER_ELEMENT;
  checkBytes(bytes, { file: fileName, object: path }, maxBytes);
  const data = new countArrays[dtype](pixels * views);
  let at = 0;
  for (const { row, col, rows, cols } of boxes) {
    const selection = [[row, row + rows] as const, [col, col + cols] as const];
    const part = (await dataset.read(selection, { signal })).data;
    copyCounts(part, data, at);
    at += part.length;
  }
  return { name, data, views, scale, offset, invalid, field, boxes, pixels };
}

/** @throws LimitError when arrays of the boxes hold more than that */
export function checkBytes(bytes: number, place: GranuleErrorDetails, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new LimitError(`the boxes hold ${bytes} bytes, the limit is ${maxBytes}: read fewer, or raise maxBytes`, place);
}

/** Source and target are of the same type, but for 64-bit integers. */
function copyCounts(source: DataArray, target: FieldArray, at: number): void {
  if (source instanceof BigInt64Array || source instanceof BigUint64Array) {
    for (let i = 0; i < source.length; i++) target[at + i] = Number(source[i]!);
  } else {
    target.set(source, at);
  }
}
