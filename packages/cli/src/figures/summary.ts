import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { countText } from "../format/value.ts";
import type { FiguresSummary } from "./figures.ts";

/** What `atcs figures` prints for people. */
export function* summaryText({
  dataset,
  instances,
  examples,
  files,
  withoutImages,
}: FiguresSummary): Generator<string> {
  const lines: [string, string][] = [
    ["dataset", `${dataset}, ${countText(instances, "instance")}`],
    ["examples", examples.length === 0 ? "none" : examples.join(", ")],
    ...(withoutImages
      ? [["images", "none: the dataset lacks radiances around 469 to 645 nm"] as [string, string]]
      : []),
    ["written", countText(files.length, "file")],
  ];
  for (const [name, value] of lines) yield `${name.padEnd(10)}${escapeControls(value)}\n`;
  for (const file of files) yield `  ${escapeControls(file)}\n`;
}

/** What `atcs figures --json` prints. */
export function summaryJson({ examples, files, ...rest }: FiguresSummary): JsonValue {
  return { ...rest, examples: [...examples], files: [...files] };
}
