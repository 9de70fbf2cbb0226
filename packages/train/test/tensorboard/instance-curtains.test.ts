import { expect, test } from "vitest";
import { instanceCurtains, shownInstances } from "../../src/tensorboard/instance-curtains.ts";

test("instances from the whole of the list are shown", () => {
  expect([...shownInstances([3, 1, 4, 15, 9, 26, 5, 35])]).toEqual([3, 4, 9, 5]);
  expect([...shownInstances([3, 1], 4)]).toEqual([3, 1]);
  expect(shownInstances([])).toEqual(new Set());
});

const batch = {
  ids: Int32Array.of(7, 8, 9),
  batchIndex: Int32Array.of(0, 0, 2),
  bins: 2,
  cloudScenario: Uint8Array.of(0, 1, 2, 3, 4, 255),
};

test("truth and prediction of an instance are copied out of a batch; without points there are none", () => {
  const prediction = Float32Array.of(0, 0.125, 0.25, 0.375, 0.5, 0.625);
  const curtains = instanceCurtains(batch, prediction, new Set([8, 9, 5]));
  prediction.fill(0);
  const [truth, own] = [Uint8Array.of(4, 255), Float32Array.of(0.5, 0.625)];
  expect(curtains).toEqual([{ instanceId: 9, count: 1, bins: 2, truth, prediction: own }]);
});

test("one prediction for each column", () => {
  const [curtain] = instanceCurtains(batch, Float32Array.of(0.25, 0.5, 0.75), new Set([7]));
  const [truth, prediction] = [Uint8Array.of(0, 1, 2, 3), Float32Array.of(0.25, 0.5)];
  expect(curtain).toEqual({ instanceId: 7, count: 2, bins: 2, truth, prediction });
});
