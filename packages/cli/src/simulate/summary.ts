import type { ArchiveSummary, PlannedGranule, SimulateArchiveOptions } from "@atcs/simulator";
import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { byteSizeText, countText } from "../format/value.ts";
import { dayText } from "./options.ts";

/** What was asked for, as far as the summary repeats it. */
export type SimulatedOptions = Pick<SimulateArchiveOptions, "out" | "from" | "to" | "seed" | "latRange">;

/** What `atcs simulate` prints for people. */
export function* summaryText({ out, from, to }: SimulatedOptions, summary: ArchiveSummary): Generator<string> {
  const { granules, granulesWritten, granulesKept, filesWritten, bytesWritten } = summary;
  const days = [...new Set([dayText(from), dayText(to)])].join(" to ");
  const kept = granulesKept === 0 ? "" : `, ${granulesWritten === 0 ? "all" : granulesKept} there already`;
  const lines: [string, string][] = [
    ["archive", `${out}, ${days}`],
    ["granules", `${countText(granules.length, "half orbit")}${kept}`],
    ["written", `${countText(filesWritten, "file")}, ${byteSizeText(bytesWritten)}`],
  ];
  const gaps = describeGaps(summary);
  if (gaps !== "") lines.push(["gaps", gaps]);
  for (const [name, value] of lines) yield `${name.padEnd(10)}${escapeControls(value)}\n`;
}

const gapNames: readonly (readonly [PlannedGranule["imperfections"][number], string])[] = [
  ["missingParasol", "without PARASOL"],
  ["missingCldclass", "without CLDCLASS"],
  ["missingSync", "without PAR-RB2"],
  ["truncated", "with a file cut short"],
  ["noCloudData", "without cloud data"],
];

function describeGaps({ missingDays, granules }: ArchiveSummary): string {
  const parts = missingDays.length === 0 ? [] : [`${countText(missingDays.length, "day")} missing`];
  for (const [kind, text] of gapNames) {
    const count = granules.filter(({ imperfections }) => imperfections.includes(kind)).length;
    if (count > 0) parts.push(`${count} ${text}`);
  }
  return parts.join(", ");
}

/** What may not be as the user meant it. */
export function summaryWarnings({ dark }: Pick<ArchiveSummary, "dark">): string[] {
  if (dark.length === 0) return [];
  const images =
    dark.length === 1 ? `the image of ${dark[0]} has` : `${dark.length} images, such as that of ${dark[0]}, have`;
  return [`${images} no pixel with a view: these latitudes lie in the polar night`];
}

/** What `atcs simulate --json` prints. */
export function summaryJson(options: SimulatedOptions, summary: ArchiveSummary): JsonValue {
  const { out, from, to, seed = 0, latRange = [-90, 90] } = options;
  const { missingDays, granulesWritten, granulesKept, filesWritten, bytesWritten, dark } = summary;
  return {
    out,
    from: dayText(from),
    to: dayText(to),
    seed,
    latRange,
    granulesWritten,
    granulesKept,
    filesWritten,
    bytesWritten,
    missingDays,
    dark,
    granules: summary.granules.map(({ granule, dayNight, files, imperfections }) => ({
      granule,
      dayNight,
      files: files.map(({ kind, path, keptShare }) => ({ kind, path, truncated: keptShare < 1 })),
      imperfections,
    })),
  };
}
