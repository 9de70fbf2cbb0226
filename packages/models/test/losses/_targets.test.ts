import { taskTargets } from "@atcs/dataset";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { oneHotTargets } from "../../src/losses/_targets.ts";
import { type Task, tasks } from "../../src/tasks.ts";
import { makeProblem } from "./support/problems.ts";

describe.each(["cpu", "wasm"] as const)("oneHotTargets on the %s backend", (backend) => {
  beforeAll(() => useBackend(backend), 60_000);

  /** The class of each bin, 255 if it has none. */
  const classesOf = (targets: tf.Tensor3D) =>
    targets.arraySync().flatMap((point) => point.map((ofClass) => (ofClass.includes(1) ? ofClass.indexOf(1) : 255)));

  it.each(tasks)("agrees with the data set's own targets of %s", (task) => {
    const { points, bins, cloudScenario } = makeProblem(task, "usual", 40, 3);
    const targets = oneHotTargets(cloudScenario, task, { points, bins: task === "bin_seg_2d" ? 1 : bins });
    expect(classesOf(targets)).toEqual([...taskTargets(cloudScenario, bins, task)]);
    // One class at most.
    expect(Math.max(...tf.sum(targets, 2).dataSync())).toBe(1);
  });

  it.each<[Task, number[]]>([
    ["seg_3d", [255, 255, 8, 0]],
    ["bin_seg_3d", [255, 255, 1, 0]],
    ["bin_seg_2d", [255, 1]],
  ])("takes what is no cloud type in a tensor as unknown: %s", (task, expected) => {
    const types = tf.tensor2d([9, -1, 8, 0], [2, 2], "int32");
    const targets = oneHotTargets(types, task, { points: 2, bins: task === "bin_seg_2d" ? 1 : 2 });
    expect(classesOf(targets)).toEqual(expected);
  });
});

describe("oneHotTargets", () => {
  beforeAll(() => useBackend("cpu"), 60_000);

  const disposed = () => {
    const types = tf.tensor2d([[0]], [1, 1], "int32");
    types.dispose();
    return types;
  };

  it.each<[string, () => unknown, Task, ErrorConstructor, string]>([
    ["too few", () => new Uint8Array(5), "seg_3d", RangeError, "cloudScenario has 5 cloud types: expected [2, 3]"],
    [
      "half points",
      () => new Uint8Array(5),
      "bin_seg_2d",
      RangeError,
      "cloudScenario has 5 cloud types: expected [2, K]",
    ],
    ["none", () => new Uint8Array(0), "bin_seg_2d", RangeError, "cloudScenario has 0 cloud types: expected [2, K]"],
    ["type 9", () => Uint8Array.of(0, 0, 0, 0, 9, 0), "bin_seg_3d", RangeError, "cloudScenario is 9 at point 1, bin 1"],
    [
      "a plain array",
      () => [0, 0, 0, 0, 0, 0],
      "seg_3d",
      TypeError,
      "cloudScenario is an array: expected a Uint8Array",
    ],
    ["nothing", () => undefined, "seg_3d", TypeError, "cloudScenario is undefined"],
    ["floats", () => tf.zeros([2, 3]), "seg_3d", TypeError, "cloudScenario is float32: expected int32"],
    [
      "another shape",
      () => tf.zeros([3, 2], "int32"),
      "seg_3d",
      RangeError,
      "cloudScenario has shape [3, 2]: expected [2, 3]",
    ],
    ["no bins", () => tf.zeros([2, 0], "int32"), "bin_seg_2d", RangeError, "shape [2, 0]: expected [2, K]"],
    ["a disposed tensor", disposed, "seg_3d", TypeError, "cloudScenario is disposed"],
  ])("refuses %s", (_, cloudScenario, task, type, message) => {
    const make = () =>
      oneHotTargets(cloudScenario() as Uint8Array, task, { points: 2, bins: task === "bin_seg_2d" ? 1 : 3 });
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });
});
