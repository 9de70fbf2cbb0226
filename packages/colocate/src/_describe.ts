import { quote } from "./_quote.ts";

/** A value of any kind, fit for a message that refuses it: `12`, `null`, `the text "16"`, `an array`, `a Date`. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return `the text ${quote(value)}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return "a bigint";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return "an array";
  return isDate(value) ? "a Date" : "an object";
}

/** Of any window or frame, unlike `instanceof`. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}
