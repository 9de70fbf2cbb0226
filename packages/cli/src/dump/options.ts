import { extname } from "node:path";
import { InvalidArgumentError } from "commander";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { parseSlice, type SlicePart } from "./slice.ts";

/** The forms in which values are printed. */
export const formats = ["json", "csv", "npy"] as const;
export type Format = (typeof formats)[number];

/** Options of `atcs dump`, checked. */
export interface DumpOptions {
  readonly slice: readonly SlicePart[];
  readonly format: Format;
  /** File to write; undefined for standard output. */
  readonly output: string | undefined;
  readonly unpack: boolean;
  readonly bytes: boolean;
  readonly fields: readonly string[] | undefined;
  readonly maxBytes: number;
}

/** What commander gives. */
export interface RawDumpOptions {
  readonly slice?: string;
  readonly format?: Format;
  readonly output?: string;
  readonly unpack?: boolean;
  readonly bytes?: boolean;
  readonly fields?: string;
  readonly maxBytes?: number;
}

export const defaultMaxBytes: number = 2 ** 30;

/** @throws UsageError for options that contradict each other */
export function checkOptions(raw: RawDumpOptions, json: boolean, io: Io): DumpOptions {
  const output = raw.output === "-" ? undefined : raw.output;
  const format = raw.format ?? (json && output === undefined ? "json" : formatOf(output));
  if (json && output === undefined && format !== "json") {
    throw new UsageError(
      `--json prints JSON, which contradicts --format ${format}: leave one out, or write to a file with -o`,
    );
  }
  if (format === "npy" && output === undefined && io.stdout.isTTY === true) {
    throw new UsageError("npy is binary and not for a terminal: write it to a file with -o OUT.npy");
  }
  if (raw.unpack && raw.bytes) throw new UsageError("--unpack and --bytes contradict each other: leave one out");
  return {
    slice: parseSlice(raw.slice ?? ""),
    format,
    output,
    unpack: raw.unpack ?? false,
    bytes: raw.bytes ?? false,
    fields: raw.fields?.split(",").map((name) => name.trim()),
    maxBytes: raw.maxBytes ?? defaultMaxBytes,
  };
}

/** The format that a file name asks for. @throws UsageError when its ending is that of another format */
function formatOf(output: string | undefined): Format {
  const ending = output === undefined ? "" : extname(output).slice(1).toLowerCase();
  if (ending === "") return "json";
  const format = formats.find((each) => each === ending);
  if (format !== undefined) return format;
  throw new UsageError(`.${ending} is not a format of this command: add --format ${formats.join(" or ")}`);
}

/** "500000", "500M", "2G" as bytes. */
export function parseByteSize(text: string): number {
  const match = /^(\d+)([kMG]?)$/i.exec(text);
  const factor = { "": 1, k: 1e3, m: 1e6, g: 1e9 }[match?.[2]?.toLowerCase() ?? ""] ?? Number.NaN;
  const bytes = Number(match?.[1]) * factor;
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new InvalidArgumentError("Expected a number of bytes such as 500000, 500M or 2G.");
  }
  return bytes;
}
