import type { SplitToValidate, ValidatedSplit, ValidationReport } from "@atcs/dataset";
import type { Context } from "../command.ts";
import { CommandError } from "../errors.ts";
import { countText } from "../format/value.ts";
import { createProgress } from "../progress/progress.ts";
import { type FoundSplit, findSplits } from "./find-splits.ts";
import type { DatasetLibrary } from "./library.ts";
import { checkSplitName } from "./local-file.ts";

/** Options of `atcs validate` as commander parsed them. */
export interface ValidateCommandOptions {
  readonly split?: string;
}

/** What was found, in which dataset. */
export interface DatasetReport extends ValidationReport {
  readonly dataset: string;
  readonly layout: "npy" | "h5" | "zarr";
}

/** Check all of a dataset, and its splits or one of them. */
export async function validate(
  directory: string,
  { split: only }: ValidateCommandOptions,
  library: DatasetLibrary,
  { io, signal }: Context,
): Promise<DatasetReport> {
  if (only !== undefined) checkSplitName(library, only);
  const { source, store } = await library.openSource(directory, { signal });
  const progress = createProgress(io, { label: "atcs validate" });
  try {
    const found = await findSplits(library, store, only, signal);
    const report = await library.validateDataset(source, {
      splits: found.flatMap(readable),
      signal,
      onProgress: ({ done, total, damaged }) => {
        const detail = `${done} of ${countText(total, "instance")}${damaged === 0 ? "" : `, ${damaged} damaged`}`;
        progress.total.update({ done, total, detail });
      },
    });
    const splits = found.map((each) => withErrors(each, report.splits));
    const ok = report.ok && splits.every(({ problems }) => problems.length === 0);
    return { dataset: directory, layout: source.layout, ...report, splits, ok };
  } finally {
    await progress.stop();
    await source.close();
  }
}

function readable({ name, split, statistics }: FoundSplit): SplitToValidate[] {
  return split === undefined ? [] : [{ name, split, statistics }];
}

/** What was found of a split, and why its files cannot be read. */
function withErrors({ name, errors }: FoundSplit, validated: readonly ValidatedSplit[]): ValidatedSplit {
  const split = validated.find((each) => each.name === name) ?? { name, train: 0, val: 0, unused: 0, problems: [] };
  return { ...split, problems: [...errors.map(({ message }) => message), ...split.problems] };
}

/** @throws CommandError when anything is wrong */
export function reportDamage({ ok, dataset, instances, damaged, splits, problems }: DatasetReport): void {
  if (ok) return;
  const wrongSplits = splits.filter((split) => split.problems.length > 0).map(({ name }) => name);
  const parts = [
    ...problems,
    ...(damaged.length === 0
      ? []
      : [`${damaged.length} of ${countText(instances, "instance")} ${damaged.length === 1 ? "is" : "are"} damaged`]),
    ...(wrongSplits.length === 0 ? [] : [`something is wrong with ${countText(wrongSplits.length, "split")}`]),
  ];
  throw new CommandError(`${dataset}: ${parts.join(", and ")}`, {
    code: "VALIDATE_FAILED",
    hint: hintOf(damaged),
    file: dataset,
  });
}

function hintOf(damaged: DatasetReport["damaged"]): string {
  if (damaged.length === 0) return "Make it again.";
  const isUnreadable = damaged.some(({ problems }) => problems.some(({ code }) => code === "DATASET_IO"));
  const again = "Make or fetch them again.";
  return isUnreadable
    ? `${again} First look at the disk or server: some cannot be read now, which is no damage.`
    : again;
}
