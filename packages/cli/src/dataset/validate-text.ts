import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { countText } from "../format/value.ts";
import { summaryLines } from "./summary-lines.ts";
import type { DatasetReport } from "./validate.ts";

/** What `atcs validate` prints for people. */
export function* validateText(report: DatasetReport): Generator<string> {
  const { dataset, layout, instances, height, width, channels, points, bins, problems, damaged, splits } = report;
  const { strayFiles: strays } = report;
  const images = height === undefined ? "none can be read" : `${height} x ${width} pixels, ${channels} channels`;
  yield* summaryLines([
    ["dataset", `${dataset}, ${countText(instances, "instance")}, ${layout}`],
    ["images", images],
    ["labels", bins === undefined ? "none can be read" : `${countText(points, "point")} of ${bins} height bins`],
    ...splits.map((split) => ["split", splitText(split)] as const),
    ["damaged", damaged.length === 0 ? "none" : `${damaged.length} of ${instances}`],
    ...(strays === undefined || strays.count === 0 ? [] : [["note", strayText(strays)] as const]),
    ...(strays === undefined || strays.unreadFolders.length === 0
      ? []
      : [["note", `not looked into for files of no instance: ${strays.unreadFolders.join(", ")}`] as const]),
    ...problems.map((problem) => ["problem", problem] as const),
  ]);
  for (const { name, problems: own } of splits) {
    for (const problem of own) yield `\nsplit ${escapeControls(`${name}: ${problem}`)}`;
  }
  for (const { id, problems: own } of damaged) {
    for (const { file, problem } of own) {
      yield `\ninstance ${id}: ${escapeControls(`${file === undefined ? "" : `${file}: `}${problem}`)}`;
    }
  }
  if (damaged.length > 0 || splits.some((split) => split.problems.length > 0)) yield "\n";
}

function strayText({ count, examples }: NonNullable<DatasetReport["strayFiles"]>): string {
  const names = `${examples.join(", ")}${count > examples.length ? ", ..." : ""}`;
  return `${countText(count, "file")} of no instance in input and output: ${names}`;
}

function splitText({ name, train, val, unused, problems }: DatasetReport["splits"][number]): string {
  const parts = [`${train} for training`, `${val} for validation`, ...(unused > 0 ? [`${unused} in neither`] : [])];
  const verdict = problems.length === 0 ? "no half orbit on both sides" : countText(problems.length, "problem");
  return `${name}: ${parts.join(", ")}; ${verdict}`;
}

/** What `atcs validate --json` prints. */
export function validateJson(report: DatasetReport): JsonValue {
  return JSON.parse(JSON.stringify(report)) as JsonValue;
}
