import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { padTo, textWidth } from "../format/line.ts";
import { byteSizeText, countText } from "../format/value.ts";
import type { Inventory, WantedGranule } from "./inventory.ts";
import type { FetchRequest } from "./options.ts";

/** Why a path was not fetched, for people and programs. */
export interface ExplainedFailure {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What came of a run. */
export interface Outcome {
  /** The archive, without a password. */
  readonly url: string;
  readonly inventory: Inventory;
  /** Undefined after a dry run. */
  readonly fetched: Fetched | undefined;
  readonly failed: readonly ExplainedFailure[];
}

/** What was fetched, and what was here. */
export interface Fetched {
  readonly files: number;
  /** Of these files. */
  readonly bytes: number;
  /** That came in this run, also of files that are not complete: fewer than `bytes` where transfers went on. */
  readonly received: number;
  /** Files that were here. */
  readonly kept: number;
}

/** Granules of a product within a month. */
interface Row {
  readonly product: string;
  readonly from: string;
  readonly to: string;
  readonly files: number;
  readonly bytes: number;
  readonly filesHere: number;
  readonly bytesHere: number;
}

/** What `atcs fetch` prints for people. */
export function* summaryText(request: FetchRequest, outcome: Outcome): Generator<string> {
  const { inventory, fetched, failed, url } = outcome;
  const { granules } = inventory;
  const days = [...new Set([request.from, request.to])].join(" to ");
  const lines: [string, string][] = [
    ["archive", url],
    ["mirror", request.out],
    ["granules", `${countText(granules.length, "file")}, ${byteSizeText(bytesOf(granules))}, ${days}`],
  ];
  if (fetched !== undefined) {
    const { files, bytes, received } = fetched;
    const now = received === bytes ? "" : `; ${byteSizeText(received)} came in this run`;
    lines.push(["fetched", `${countText(files, "file")}, ${byteSizeText(bytes)}${now}`]);
    if (fetched.kept > 0)
      lines.push([
        "kept",
        `${countText(fetched.kept, "file")} that ${fetched.kept === 1 ? "was" : "were"} here already`,
      ]);
  }
  if (failed.length > 0) lines.push(["failed", failedText(outcome)]);
  for (const [name, value] of lines) yield `${name.padEnd(10)}${escapeControls(value)}\n`;
  if (fetched === undefined && granules.length > 0) yield* tableText(rowsOf(request, granules));
}

/** "1 directory and 2 files". */
export function failedText({ inventory, failed }: Outcome): string {
  const directories = inventory.failed.length;
  const files = failed.length - directories;
  const counts = [
    directories > 0 ? countText(directories, "directory", "directories") : "",
    files > 0 ? countText(files, "file") : "",
  ];
  return counts.filter((text) => text !== "").join(" and ");
}

/** What a run would fetch, by product and month. */
function* tableText(rows: readonly Row[]): Generator<string> {
  const header = ["product", "days", "files", "size", "here already"];
  const body = rows.map(({ product, from, to, files, bytes, filesHere, bytesHere }) => [
    product,
    [...new Set([from, to])].join(" to "),
    String(files),
    byteSizeText(bytes),
    filesHere === 0 ? "-" : `${filesHere}, ${byteSizeText(bytesHere)}`,
  ]);
  const widths = header.map((title, i) => Math.max(title.length, ...body.map((cells) => textWidth(cells[i]!))));
  yield "\n";
  for (const cells of [header, ...body]) {
    yield `${cells
      .map((cell, i) => padTo(cell, widths[i]!))
      .join("  ")
      .trimEnd()}\n`;
  }
}

/** What `atcs fetch --json` prints. */
export function summaryJson(request: FetchRequest, { url, inventory, fetched, failed }: Outcome): JsonValue {
  const { granules, emptyDays } = inventory;
  const { out, from, to } = request;
  return {
    archive: url,
    out,
    from,
    to,
    dryRun: fetched === undefined,
    files: granules.length,
    bytes: bytesOf(granules),
    fetched: fetched?.files ?? 0,
    fetchedBytes: fetched?.received ?? 0,
    kept: fetched?.kept ?? granules.filter(({ isHere }) => isHere).length,
    failed: failed.map(({ path, code, message, hint }) => ({ path, code, message, hint })),
    products: rowsOf(request, granules).map((row) => ({ ...row })),
    emptyDays: Object.fromEntries(emptyDays),
  };
}

/** What the user may not expect: days without granules, as ranges. */
export function summaryWarnings(request: FetchRequest, { emptyDays, hidden }: Inventory): string[] {
  const { refresh } = request;
  return request.products.flatMap(({ id, sensor, directory }) => {
    const ranges = dayRanges(emptyDays.get(id) ?? []);
    if (ranges.length === 0) return [];
    const shown = ranges.slice(0, 5).join(", ");
    const more = ranges.length > 5 ? ` and ${ranges.length - 5} more` : "";
    const place = hidden.has(id) ? `; whether it has ${sensor}/${directory} at all, it does not show` : "";
    const again = refresh ? "" : " (--refresh asks again for what was listed within a day)";
    return [`the archive has no granules of ${id} on ${shown}${more}${place}${again}`];
  });
}

function bytesOf(granules: readonly WantedGranule[]): number {
  return granules.reduce((sum, { size }) => sum + size, 0);
}

/** By product and month; months without granules have no row. */
function rowsOf(request: FetchRequest, granules: readonly WantedGranule[]): Row[] {
  const rows: Row[] = [];
  for (const { id } of request.products) {
    const months = new Map<string, WantedGranule[]>();
    for (const granule of granules) {
      if (granule.product !== id) continue;
      const month = granule.day.slice(0, 7);
      const ofMonth = months.get(month);
      if (ofMonth === undefined) months.set(month, [granule]);
      else ofMonth.push(granule);
    }
    for (const ofMonth of months.values()) rows.push(rowOf(id, ofMonth));
  }
  return rows;
}

function rowOf(product: string, granules: readonly WantedGranule[]): Row {
  const here = granules.filter(({ isHere }) => isHere);
  return {
    product,
    from: granules[0]!.day,
    to: granules.at(-1)!.day,
    files: granules.length,
    bytes: bytesOf(granules),
    filesHere: here.length,
    bytesHere: bytesOf(here),
  };
}

/** Days in order as "2008-06-03" and "2008-06-05 to 2008-06-07". */
function dayRanges(days: readonly string[]): string[] {
  const ranges: [first: string, last: string][] = [];
  for (const day of days) {
    const range = ranges.at(-1);
    if (range !== undefined && Date.parse(day) - Date.parse(range[1]) === 86_400_000) range[1] = day;
    else ranges.push([day, day]);
  }
  return ranges.map(([first, last]) => (first === last ? first : `${first} to ${last}`));
}
