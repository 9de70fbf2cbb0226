import { certain, compare, likely } from "./_finding.ts";
import { numberText } from "./_text.ts";
import type { Finding } from "./types.ts";

/** What the time differences of a sync granule say. */
export function differenceFindings(differences: Float32Array | undefined): Finding[] {
  const known = differences?.filter((seconds) => !Number.isNaN(seconds)) ?? new Float32Array();
  if (known.length === 0)
    return [compare("time differences", "none is known", certain("one for each profile"), { matters: true })];
  known.sort();
  const [min, max] = [known[0]!, known.at(-1)!];
  const isMinutes = known.every((seconds) => seconds % 60 === 0);
  const resolution = isMinutes ? "whole minutes" : "finer than a minute";
  const isClose = Math.max(-min, max) <= 3600;
  return [
    compare(
      "time differences",
      `${numberText(min)} to ${numberText(max)} s, CALIOP minus PARASOL`,
      likely("some minutes", () => isClose),
      {
        note: "seconds are assumed",
        matters: !isClose,
      },
    ),
    compare("sign of time differences", min > 0 ? "positive" : max < 0 ? "negative" : "both", likely("negative"), {
      note: "only how large it is counts",
    }),
    compare("resolution of time differences", resolution, likely("whole minutes"), { note: "any is read" }),
  ];
}
