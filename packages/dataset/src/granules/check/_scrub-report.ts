import { scrub } from "./_text.ts";
import type { GranuleReport } from "./types.ts";

/** A report without directories and addresses, wherever in a file they stood. */
export function scrubbed(report: GranuleReport): GranuleReport {
  return scrubValue(report) as GranuleReport;
}

function scrubValue(value: unknown): unknown {
  if (typeof value === "string") return scrub(value);
  if (Array.isArray(value)) return value.map(scrubValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, scrubValue(member)]));
}
