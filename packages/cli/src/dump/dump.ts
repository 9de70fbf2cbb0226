import { type ArrayNode, type Dataset, type HdfFile, type Image, LimitError, type Table } from "@atcs/hdf";
import type { Context } from "../command.ts";
import { UsageError } from "../errors.ts";
import { escapeControls } from "../format/escape.ts";
import { byteSizeText } from "../format/value.ts";
import { arrayCsv, type CsvOptions, tableCsv } from "./csv.ts";
import { datasetValues } from "./dataset-values.ts";
import { arrayJson, tableJson } from "./json.ts";
import { arrayNpy } from "./npy.ts";
import type { DumpOptions } from "./options.ts";
import { toSelection } from "./slabs.ts";
import type { AxisRange } from "./slice.ts";
import { tableValues } from "./table-values.ts";
import { type DumpHeader, shapeOf } from "./values.ts";

/** What is written, and what it is. */
export interface Dump {
  readonly header: DumpHeader;
  /** Shape of the values; of a table, the number of records. */
  readonly shape: readonly number[];
  readonly pieces: AsyncIterable<string | Uint8Array>;
}

/**
 * The values at a path in the form asked for. Nothing is read before the pieces are.
 * @throws UsageError for options that do not fit what is there; NotFoundError; LimitError for a larger selection than
 * `maxBytes`
 */
export function dumpPieces(file: HdfFile, path: string, options: DumpOptions, context: Context): Dump {
  const node = findArray(file, path);
  // On a terminal, text from a file must not act.
  const csv = options.output === undefined && context.io.stdout.isTTY === true ? { escape: escapeControls } : {};
  return node.kind === "table"
    ? dumpTable(file, node, options, csv, context.signal)
    : dumpDataset(file, node, options, csv, context.signal);
}

function findArray(file: HdfFile, path: string): Dataset | Image | Table {
  const node = file.get(path);
  // Throws, and names what there is.
  if (node === undefined) return file.dataset(path);
  if (node.kind !== "group") return node;
  const keys = node.keys();
  const shown = keys.slice(0, 10).map((key) => JSON.stringify(key));
  if (keys.length > shown.length) shown.push("...");
  const members = shown.length === 0 ? "it is empty" : `choose one of its members ${shown.join(", ")}`;
  throw new UsageError(`"${path}" is a group and has no values: ${members}`);
}

function dumpDataset(
  file: HdfFile,
  dataset: ArrayNode,
  options: DumpOptions,
  csv: CsvOptions,
  signal: AbortSignal,
): Dump {
  if (options.fields !== undefined) {
    throw new UsageError(`--fields is for tables: "${dataset.path}" is not a table`);
  }
  const values = datasetValues(dataset, { ...options, signal });
  checkSize(file, dataset.path, values.byteLength, options.maxBytes);
  const header = headerOf(file, dataset.path, values.ranges);
  const shape = shapeOf(values);
  if (options.format === "json") return { header, shape, pieces: arrayJson(header, values) };
  return { header, shape, pieces: options.format === "csv" ? arrayCsv(values, csv) : arrayNpy(values) };
}

function dumpTable(file: HdfFile, table: Table, options: DumpOptions, csv: CsvOptions, signal: AbortSignal): Dump {
  if (options.unpack || options.bytes) {
    throw new UsageError(`--${options.unpack ? "unpack" : "bytes"} is for data sets: "${table.path}" is a table`);
  }
  const { range, columns, byteLength, records } = tableValues(table, { ...options, signal });
  checkSize(file, table.path, byteLength, options.maxBytes);
  const header = headerOf(file, table.path, [range]);
  const shape = range.dropped ? [] : [range.count];
  if (options.format === "json") return { header, shape, pieces: tableJson(header, columns) };
  if (options.format === "csv") return { header, shape, pieces: tableCsv(columns, records(), csv) };
  const [column] = columns;
  if (column === undefined || columns.length > 1) {
    const names = columns.map(({ name }) => JSON.stringify(name)).join(", ");
    throw new UsageError(`a npy file holds one column: choose it with --fields NAME, one of ${names}`);
  }
  return { header, shape: shapeOf(column), pieces: arrayNpy(column) };
}

function headerOf(file: HdfFile, path: string, ranges: readonly AxisRange[]): DumpHeader {
  return { file: file.fileName, path, selection: toSelection(ranges) };
}

function checkSize(file: HdfFile, path: string, bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new LimitError(
    `the selection has ${byteSizeText(bytes)} (${bytes} bytes), more than the limit of ${byteSizeText(maxBytes)}`,
    { file: file.fileName, object: path },
  );
}
