import type { Compression } from "@atcs/hdf";
import { shorten } from "../_message-text.ts";

const personal = [
  // Addresses of people, and absolute paths of whoever made or moved the file.
  /[\w.+-]+@[\w-]+(\.[\w-]+)+/g,
  /(?<![\w.])(?:[A-Za-z]:[\\/]|\\\\|~?\/(?=[\w.~-]+\/))[^\s"'(),;]+/g,
];

/** Text of a file for a report that will be public. */
export function scrub(text: string): string {
  return personal.reduce((rest, pattern) => rest.replace(pattern, "(left out)"), text);
}

/** Text of an attribute in quotation marks, at most its beginning. */
export function quoted(text: string): string {
  return JSON.stringify(shorten(scrub(text)));
}

/** Lengths of axes: "3240 x 6480 x 16". */
export function lengthsText(lengths: readonly number[]): string {
  return lengths.length === 0 ? "scalar" : lengths.join(" x ");
}

/** How a data set is compressed: "shuffle + deflate 9". */
export function compressionText(compression: readonly Compression[]): string {
  if (compression.length === 0) return "none";
  return compression
    .map(({ name, parameters }) => ("level" in parameters ? `${name} ${parameters.level}` : name))
    .join(" + ");
}

/** A number: codes and other integers exactly, fractions with as many digits as float32 has, times with some more. */
export function numberText(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(Math.abs(value) < 1e6 ? 7 : 12)));
}

/** A share of a whole: "12.3 %", and "0 %" only for nothing. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return "none";
  const percent = (100 * part) / whole;
  if (part > 0 && percent < 0.1) return "under 0.1 %";
  if (part < whole && percent > 99.9) return "over 99.9 %";
  return `${Number(percent.toFixed(1))} %`;
}
