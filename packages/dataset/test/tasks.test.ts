import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDatasetError } from "../src/errors.ts";
import { type Task, taskShape, tasks, taskTargets } from "../src/tasks.ts";

// Four points of three bins: cirrus over nothing known, clear, clear but for an unknown bin, unknown.
const cloudScenario = Uint8Array.of(1, 255, 255, 0, 0, 0, 0, 255, 0, 255, 255, 255);

describe("taskTargets", () => {
  test.each([
    ["seg_3d", [1, 255, 255, 0, 0, 0, 0, 255, 0, 255, 255, 255]],
    ["bin_seg_3d", [1, 255, 255, 0, 0, 0, 0, 255, 0, 255, 255, 255]],
    ["bin_seg_2d", [1, 0, 0, 255]],
  ] as const)("%s", (task, targets) => {
    expect([...taskTargets(cloudScenario, 3, task)]).toEqual(targets);
  });

  test("every cloud type is a cloud of the binary tasks", () => {
    const types = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 255);
    expect([...taskTargets(types, 10, "bin_seg_3d")]).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, 255]);
    expect([...taskTargets(types, 1, "bin_seg_2d")]).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, 255]);
  });

  test("they are a copy", () => {
    const types = Uint8Array.of(3);
    taskTargets(types, 1, "seg_3d")[0] = 7;
    expect(types[0]).toBe(3);
  });

  test("no points have no targets", () => {
    for (const task of tasks) expect(taskTargets(new Uint8Array(0), 125, task)).toHaveLength(0);
  });

  test("the shape is that of taskShape, and 2-D targets are the largest of the known 3-D ones", () => {
    const type = fc.constantFrom(0, 0, 0, 1, 8, 255);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(type, { maxLength: 40 }), (bins, types) => {
        const points = Math.floor(types.length / bins);
        const truth = Uint8Array.from(types.slice(0, points * bins));
        for (const task of tasks) {
          expect(taskTargets(truth, bins, task)).toHaveLength(points * taskShape(task, bins).bins);
        }
        const flat = taskTargets(truth, bins, "bin_seg_2d");
        for (let p = 0; p < points; p++) {
          const known = taskTargets(truth.slice(p * bins, (p + 1) * bins), bins, "bin_seg_3d").filter((t) => t !== 255);
          expect(flat[p]).toBe(known.length === 0 ? 255 : Math.max(...known));
        }
      }),
    );
  });

  test("what is no cloud type is refused, with its place", () => {
    const error = thrown(() => taskTargets(Uint8Array.of(0, 0, 0, 9), 2, "bin_seg_3d"));
    expect(isDatasetError(error, "DATASET_INSTANCE")).toBe(true);
    expect(String(error)).toContain("cloud type 9 at point 1, bin 1: expected 0 to 8, or 255");
  });

  test("half a point is refused", () => {
    expect(
      isDatasetError(
        thrown(() => taskTargets(new Uint8Array(5), 2, "seg_3d")),
        "DATASET_INSTANCE",
      ),
    ).toBe(true);
  });

  test("wrong arguments", () => {
    expect(() => taskTargets(cloudScenario, 3, "seg" as Task)).toThrow(TypeError);
    expect(() => taskTargets([0, 1] as unknown as Uint8Array, 1, "seg_3d")).toThrow(TypeError);
    for (const bins of [0, -1, 1.5, Number.NaN, 32_768]) {
      expect(() => taskTargets(cloudScenario, bins, "seg_3d")).toThrow(RangeError);
    }
  });
});

test("taskShape", () => {
  expect(taskShape("seg_3d", 99)).toEqual({ classes: 9, outputs: 9, bins: 99 });
  expect(taskShape("bin_seg_3d", 99)).toEqual({ classes: 2, outputs: 1, bins: 99 });
  expect(taskShape("bin_seg_2d", 99)).toEqual({ classes: 2, outputs: 1, bins: 1 });
});

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
