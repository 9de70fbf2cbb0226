import type { WrittenEvaluation } from "@atcs/train";
import { summaryLines } from "../dataset/summary-lines.ts";
import type { JsonValue } from "../format/json.ts";
import { countText } from "../format/value.ts";
import { scoreParts } from "./scores.ts";

/** What `atcs evaluate` prints for people. */
export function evaluationText({ evaluation, directory, files }: WrittenEvaluation): Iterable<string> {
  const { task, heightBins, split, subset, overall, instances } = evaluation;
  return summaryLines([
    ["task", `${task}, height bins ${heightBins[0]} to ${heightBins[1] - 1}`],
    ["instances", `${instances.length} of split ${split}, ${subset}, with ${countText(overall.points, "label point")}`],
    ...scoreParts(overall).map((part, i) => [i === 0 ? "scores" : "", part] as const),
    ["written", `${directory}, ${countText(files.length, "file")}`],
  ]);
}

/** What `atcs evaluate --json` prints. */
export function evaluationJson({ evaluation, directory, files }: WrittenEvaluation): JsonValue {
  return { directory, files: [...files], ...(JSON.parse(JSON.stringify(evaluation)) as Record<string, JsonValue>) };
}
