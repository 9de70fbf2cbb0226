import { numberFormatter } from "../format/value.ts";
import { joinPieces } from "../output.ts";
import type { ColumnValues, Slab, Values } from "./values.ts";

/** Options of CSV output. */
export interface CsvOptions {
  /** Applied to text before it is quoted; a terminal must not get control characters. @default as it is */
  readonly escape?: ((text: string) => string) | undefined;
}

/**
 * An array as CSV. Up to two axes: the plain matrix without a header, as numpy.loadtxt reads it (one axis: a value per
 * line). More: the indices of the leading axes, then the values along the last one, under a header.
 * Masked values are empty.
 */
export async function* arrayCsv({ axes, slabs }: Values, options: CsvOptions = {}): AsyncGenerator<string> {
  const leading = axes.length > 2 ? axes.slice(0, -1) : [];
  const rowLength = axes.length < 2 ? 1 : axes.at(-1)!.count;
  if (leading.length > 0) {
    const names = leading.map(({ name }, i) => name || `axis${i}`);
    const { start, step } = axes.at(-1)!;
    const header = [...names, ...Array.from({ length: rowLength }, (_, i) => String(start + i * step))];
    yield `${header.map((text) => quoteCsv(text, options)).join(",")}\n`;
  }
  let position = 0;
  for await (const slab of slabs()) {
    const first = position;
    yield* joinPieces(rowPieces(slab, first, rowLength, leading, options));
    position += slab.data.length;
  }
}

function* rowPieces(
  slab: Slab,
  first: number,
  rowLength: number,
  leading: Values["axes"],
  options: CsvOptions,
): Generator<string> {
  const cell = cellFormatter(slab, options);
  for (let i = 0; i < slab.data.length; i++) {
    const column = (first + i) % rowLength;
    if (column > 0) yield ",";
    else if (leading.length > 0) yield `${indicesOf((first + i) / rowLength, leading).join(",")},`;
    yield cell(i);
    if (column === rowLength - 1) yield "\n";
  }
}

/** Indices in the file of a row. */
function indicesOf(row: number, leading: Values["axes"]): number[] {
  const indices: number[] = [];
  let rest = row;
  for (const { start, step, count } of leading.toReversed()) {
    indices.unshift(start + (rest % count) * step);
    rest = Math.floor(rest / count);
  }
  return indices;
}

/** Records as CSV: a header with the names of the fields, `name[0]`, `name[1]`, ... for fields of several elements. */
export async function* tableCsv(
  columns: readonly ColumnValues[],
  records: AsyncIterable<readonly Slab[]>,
  options: CsvOptions = {},
): AsyncGenerator<string> {
  const widths = columns.map(({ axes }) => (axes.at(-1)?.name === "" ? axes.at(-1)!.count : 1));
  const names = columns.flatMap(({ name }, i) => {
    const width = widths[i]!;
    return width === 1 ? [name] : Array.from({ length: width }, (_, element) => `${name}[${element}]`);
  });
  yield `${names.map((name) => quoteCsv(name, options)).join(",")}\n`;
  for await (const slabs of records) yield* joinPieces(recordPieces(slabs, widths, options));
}

function* recordPieces(slabs: readonly Slab[], widths: readonly number[], options: CsvOptions): Generator<string> {
  const cells = slabs.map((slab) => cellFormatter(slab, options));
  const count = (slabs[0]?.data.length ?? 0) / (widths[0] ?? 1);
  for (let record = 0; record < count; record++) {
    const row = cells.flatMap((cell, i) => {
      const width = widths[i]!;
      return Array.from({ length: width }, (_, element) => cell(record * width + element));
    });
    yield `${row.join(",")}\n`;
  }
}

function cellFormatter({ data, valid }: Slab, options: CsvOptions): (index: number) => string {
  const format = numberFormatter(data);
  return (index) => {
    if (valid?.[index] === 0) return "";
    const value = data[index]!;
    return typeof value === "string" ? quoteCsv(value, options) : format(value);
  };
}

/** RFC 4180: quoted where it has to be, and where leading or trailing blanks could get lost. */
function quoteCsv(text: string, options: CsvOptions): string {
  const shown = options.escape?.(text) ?? text;
  return /[",\r\n]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
