import { expect, it } from "vitest";
import { cloudTypeCount, type Task, taskOutputs, tasks } from "../src/index.ts";

it("every task has its outputs", () => {
  expect(tasks).toEqual(["seg_3d", "bin_seg_3d", "bin_seg_2d"]);
  expect(Object.isFrozen(tasks)).toBe(true);
  expect(tasks.map((task) => taskOutputs(task, 99))).toEqual([
    { classes: cloudTypeCount, bins: 99 },
    { classes: 1, bins: 99 },
    { classes: 1, bins: 1 },
  ]);
});

it.each([0, -1, 1.5, Number.NaN, 32_768])("%d bins are refused", (bins) => {
  expect(() => taskOutputs("bin_seg_2d", bins)).toThrow(RangeError);
});

it("what is no task and what is no number is refused", () => {
  expect(() => taskOutputs("toString" as Task, 3)).toThrow(TypeError);
  expect(() => taskOutputs("seg_3d", "125" as unknown as number)).toThrow('bins is the text "125"');
});
