import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { GroupedScores, pointGroups } from "../../src/metrics/index.ts";
import { type Task, tasks } from "../../src/tasks.ts";

const { python, reason } = findPython("sklearn", "numpy");
const script = readFileSync(new URL("_sklearn.py", import.meta.url), "utf8");

interface TaskTruth {
  readonly prediction: number[];
  /** What scikit-learn says, by the names of Summary. */
  readonly summary: Record<string, unknown>;
  /** Counts and rates by latitude band. */
  readonly bands: Record<string, unknown>;
}

type Truth = { bins: number; firstBin: number; truth: number[]; height: number[]; lat: number[] } & Record<
  Task,
  TaskTruth
>;

describe.skipIf(python === undefined)(`scores are those of scikit-learn ${reason}`, () => {
  describe.each([1, 2])("seed %i", (seed) => {
    const random = (): Truth => JSON.parse(runPython(python!, script, [String(seed)]));
    const data = python === undefined ? undefined : random();

    test.each(tasks)("%s", (task) => {
      const { bins, firstBin, lat, ...truths } = data!;
      const truth = Uint8Array.from(truths.truth);
      const { prediction, summary, bands } = truths[task];
      const scores = new GroupedScores({ task, bins, firstBin });
      scores.add(
        {
          truth,
          prediction: task === "seg_3d" ? Uint8Array.from(prediction) : Float32Array.from(prediction),
          heights: Int16Array.from(truths.height),
        },
        pointGroups({ truth, bins, lat }),
      );
      const { overall, groups } = scores.summary();
      expect(overall).toMatchObject(closeTo(summary) as object);
      expect(groups.latitude).toMatchObject(closeTo(bands) as object);
      if (task !== "bin_seg_2d") expect(Object.keys(groups.latitude!)).toHaveLength(Object.keys(bands).length);
    });
  });
});

/** The same with fractions that match within rounding. */
function closeTo(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : expect.closeTo(value, 12);
  if (Array.isArray(value)) return value.map(closeTo);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, closeTo(part)]));
}
