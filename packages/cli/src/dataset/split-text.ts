import { cloudTypes } from "@atcs/colocate";
import type { JsonValue } from "../format/json.ts";
import { countText } from "../format/value.ts";
import type { SplitSide, SplitSummary } from "./split-dataset.ts";
import { percentText, summaryLines } from "./summary-lines.ts";

/** What `atcs split` prints for people. */
export function splitText(summary: SplitSummary): Iterable<string> {
  const { dataset, file, train, val, trainCounts, removed } = summary;
  const total = train.instances + val.instances;
  const sideText = ({ instances, orbits }: SplitSide): string =>
    `${countText(instances, "instance")} of ${countText(orbits, "half orbit")}, ${percentText(instances / total)}`;
  const { points, cloudyPoints, classCounts } = trainCounts;
  const known = classCounts.reduce((sum, count) => sum + count, 0);
  const types = [...cloudTypes]
    .map(({ name }, type) => [name, classCounts[type] ?? 0] as const)
    .map(([name, count]) => `${name} ${known === 0 ? "0 %" : percentText(count / known)}`);
  return summaryLines([
    ["dataset", `${dataset}, ${countText(total, "instance")}`],
    ["train", sideText(train)],
    ["val", sideText(val)],
    ["points", `${points} for training, ${points === 0 ? "none" : percentText(cloudyPoints / points)} with any cloud`],
    ["bins", types.slice(0, 5).join(", ")],
    ["", types.slice(5).join(", ")],
    ["written", file],
    ...(removed === undefined ? [] : [["removed", `${removed}, of the training set before`] as const]),
  ]);
}

/** What may not be as the user meant it. */
export function splitWarnings({ train, val }: SplitSummary): string[] {
  const empty = train.instances === 0 ? "training" : val.instances === 0 ? "validation" : undefined;
  return empty === undefined ? [] : [`the dataset is of one half orbit, so that nothing is left for ${empty}`];
}

/** What `atcs split --json` prints. */
export function splitJson({ trainCounts, train, val, removed, ...rest }: SplitSummary): JsonValue {
  const { classCounts, cloudyPoints, points } = trainCounts;
  return {
    ...rest,
    train: { ...train },
    val: { ...val },
    trainCounts: { points, cloudyPoints, classCounts: [...classCounts] },
    removed: removed ?? null,
  };
}
