import type { Column, Field, Table } from "@atcs/hdf";
import { CommandError } from "../errors.ts";
import { splitIntoSlabs } from "./slabs.ts";
import { type AxisRange, resolveSlice, type SlicePart } from "./slice.ts";
import type { Axis, ColumnValues, Slab } from "./values.ts";

/** How to take the records of a table. */
export interface TableOptions {
  readonly slice: readonly SlicePart[];
  /** Names of columns. @default all */
  readonly fields?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** The selected records of a table, column by column or record by record. */
export interface TableValues {
  readonly range: AxisRange;
  readonly columns: readonly ColumnValues[];
  readonly byteLength: number;
  /** Stretches of all columns at once. */
  records(): AsyncGenerator<readonly Slab[]>;
}

const slabBytes = 2 ** 24;

/** @throws UsageError for a slice that does not fit, CommandError for a field that is not there */
export function tableValues(table: Table, { slice, fields: names, signal }: TableOptions): TableValues {
  const fields = names === undefined ? [...table.fields] : names.map((name) => findField(table, name));
  const range = resolveSlice(slice, [table.count])[0]!;
  const recordBytes = fields.reduce((sum, field) => sum + fieldBytes(field), 0);
  const parts = (bytes: number): Generator<AxisRange[]> =>
    splitIntoSlabs([range], null, Math.max(1, Math.floor(slabBytes / Math.max(1, bytes * range.step))));
  return {
    range,
    byteLength: range.count * recordBytes,
    columns: fields.map((field) => ({
      name: field.name,
      dtype: field.dtype,
      axes: columnAxes(field, range),
      async *slabs(): AsyncGenerator<Slab> {
        for (const [part] of parts(fieldBytes(field))) {
          yield everyNth(await table.readField(field.name, bounds(part!), { signal }), part!.step);
        }
      },
    })),
    async *records(): AsyncGenerator<Slab[]> {
      for (const [part] of parts(recordBytes)) {
        const columns = await table.read({ ...bounds(part!), fields: fields.map(({ name }) => name) }, { signal });
        yield fields.map(({ name }) => everyNth(columns[name]!, part!.step));
      }
    },
  };
}

function findField(table: Table, name: string): Field {
  const field = table.fields.find((candidate) => candidate.name === name);
  if (field !== undefined) return field;
  const known = table.fields.map((candidate) => JSON.stringify(candidate.name)).join(", ");
  throw new CommandError(`table "${table.path}" has no field ${JSON.stringify(name)}`, {
    code: "HDF_NOT_FOUND",
    hint: `Its fields are ${known}.`,
  });
}

/** Fields of uchar8 are numbers. */
function isText({ dtype }: Field): boolean {
  return dtype === "char8" || dtype === "string";
}

function fieldBytes({ dtype, order }: Field): number {
  return order * (Number(/(8|16|32|64)$/.exec(dtype)?.[1] ?? 8) / 8);
}

/** Records, and the elements of a record where a field has several; text is one value. */
function columnAxes(field: Field, { start, step, count, dropped }: AxisRange): Axis[] {
  const records = dropped ? [] : [{ name: "record", start, step, count }];
  const hasElements = field.order > 1 && !isText(field);
  return hasElements ? [...records, { name: "", start: 0, step: 1, count: field.order }] : records;
}

function bounds({ start, count, step }: AxisRange): { start: number; stop: number } {
  return { start, stop: count === 0 ? start : start + (count - 1) * step + 1 };
}

/** Tables are read without gaps: leave out the records in between. */
function everyNth({ data, shape }: Column, step: number): Slab {
  if (step === 1) return { data, valid: null };
  const order = shape[1] ?? 1;
  const keep = (_: unknown, i: number): boolean => Math.floor(i / order) % step === 0;
  return { data: Array.isArray(data) ? data.filter(keep) : filterArray(data, keep), valid: null };
}

function filterArray<D extends Exclude<Slab["data"], readonly string[]>>(
  data: D,
  keep: (_: unknown, i: number) => boolean,
): D {
  return (data as unknown as { filter(keep: (_: unknown, i: number) => boolean): D }).filter(keep);
}
