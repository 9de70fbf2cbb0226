import { type JsonValue, jsonScalar, jsonText } from "../format/json.ts";
import { joinPieces } from "../output.ts";
import { type ColumnValues, type DumpHeader, dtypeOf, peek, type Slab, shapeOf, type Values } from "./values.ts";

/** An array as JSON: a header and nested lists, a line per innermost list. Masked values are null. */
export async function* arrayJson(header: DumpHeader, values: Values): AsyncGenerator<string> {
  const { first, all } = await peek(values.slabs());
  const shape = shapeOf(values);
  const dimensions = values.axes.map(({ name }) => name);
  yield `{\n${members({ ...header, dtype: dtypeOf(first.data), shape, dimensions }, "  ")}  "values": `;
  yield* nestedLists(all, shape, "  ");
  yield "\n}\n";
}

/** The columns of a table as JSON, by name. */
export async function* tableJson(header: DumpHeader, columns: readonly ColumnValues[]): AsyncGenerator<string> {
  const fields = columns.map((column) => ({ name: column.name, dtype: column.dtype, shape: shapeOf(column) }));
  yield `{\n${members({ ...header, fields }, "  ")}  "columns": {`;
  for (const [i, column] of columns.entries()) {
    yield `${i === 0 ? "" : ","}\n    ${jsonScalar(column.name)}: `;
    yield* nestedLists(column.slabs(), shapeOf(column), "    ");
  }
  yield `${columns.length === 0 ? "" : "\n  "}}\n}\n`;
}

function members(header: Readonly<Record<string, JsonValue>>, indent: string): string {
  return Object.entries(header)
    .map(([key, value]) => `${indent}${jsonScalar(key)}: ${[...jsonText(value, { compact: true })].join("")},\n`)
    .join("");
}

/** Lists nested as the shape says, from slabs of the values in C order. @param indent of the line it starts on */
export async function* nestedLists(
  slabs: AsyncIterable<Slab>,
  shape: readonly number[],
  indent: string,
): AsyncGenerator<string> {
  const nesting = new Nesting(shape, indent);
  let position = 0;
  for await (const slab of slabs) {
    const start = position;
    yield* joinPieces(slabPieces(slab, start, nesting));
    position += slab.data.length;
  }
  if (position === 0) yield emptyLists(shape);
}

function* slabPieces({ data, valid }: Slab, start: number, nesting: Nesting): Generator<string> {
  for (let i = 0; i < data.length; i++) {
    yield nesting.before(start + i);
    yield valid?.[i] === 0 ? "null" : jsonScalar(data[i]!);
    yield nesting.after(start + i);
  }
}

/** Lists of which one has length 0: `[[], []]` for shape [2, 0]. */
function emptyLists([length = 0, ...inner]: readonly number[]): string {
  return `[${length === 0 ? "" : Array<string>(length).fill(emptyLists(inner)).join(", ")}]`;
}

/** The brackets, commas and line breaks around each value. */
class Nesting {
  /** Values within one list, from the outermost level to the innermost. */
  readonly #sizes: readonly number[];
  /** Line break and indent of each level. */
  readonly #breaks: readonly string[];
  readonly #rowLength: number;

  constructor(shape: readonly number[], indent: string) {
    this.#sizes = shape.map((_, axis) => shape.slice(axis).reduce((product, length) => product * length, 1));
    this.#breaks = shape.map((_, level) => `\n${indent}${"  ".repeat(level)}`);
    this.#rowLength = shape.at(-1) ?? 1;
  }

  before(position: number): string {
    if (position % this.#rowLength !== 0) return ", ";
    // The outermost list starts behind its label, all others on a line of their own.
    const opening = this.#sizes.map((size, level) => {
      return position % size === 0 ? `${level === 0 ? "" : this.#breaks[level]}[` : "";
    });
    return (position === 0 ? "" : ",") + opening.join("");
  }

  after(position: number): string {
    const next = position + 1;
    if (next % this.#rowLength !== 0) return "";
    const innermost = this.#sizes.length - 1;
    const closing = this.#sizes.map((size, level) => {
      return next % size === 0 ? `${level === innermost ? "" : this.#breaks[level]}]` : "";
    });
    return closing.reverse().join("");
  }
}
