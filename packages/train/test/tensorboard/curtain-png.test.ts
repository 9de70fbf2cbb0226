import { cloudMaskClasses, cloudTypeClasses, type FigureClass } from "@atcs/dataset/figures";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { curtainPng } from "../../src/tensorboard/curtain-png.ts";
import type { InstanceCurtain } from "../../src/tensorboard/instance-curtains.ts";

const curtain = (
  count: number,
  bins: number,
  truth: number[],
  prediction: Uint8Array | Float32Array,
): InstanceCurtain => ({
  ...{ instanceId: 1, count, bins, truth: Uint8Array.from(truth), prediction },
});

/** Colours in the middle of each cell of both panels, row by row from the top. */
function colours(content: InstanceCurtain): { truth: number[][]; prediction: number[][] } {
  const { png, width, height } = curtainPng(content);
  const image = decode(png);
  expect([image.width, image.height, image.channels, image.depth]).toEqual([width, height, 3, 8]);
  const panelHeight = (height - 6) / 2;
  const panel = (top: number): number[][] =>
    Array.from({ length: content.count * content.bins }, (_, cell) => {
      const [bin, point] = [Math.floor(cell / content.count), cell % content.count];
      const row = top + Math.floor(((bin + 0.5) / content.bins) * panelHeight);
      const column = Math.floor(((point + 0.5) / content.count) * width);
      const at = 3 * (row * width + column);
      return Array.from(image.data.subarray(at, at + 3));
    });
  return { truth: panel(0), prediction: panel(panelHeight + 6) };
}

const rgb = (classes: readonly FigureClass[], ...ids: number[]): number[][] =>
  ids.map((id) => [...classes.find((one) => one.id === id)!.rgb]);

test("classes: bins from the top, points from the left, unknown in grey", () => {
  const found = colours(curtain(2, 3, [0, 1, 2, 3, 8, 255], Uint8Array.of(8, 7, 6, 5, 4, 0)));
  expect(found.truth).toEqual(rgb(cloudTypeClasses, 0, 3, 1, 8, 2, 255));
  expect(found.prediction).toEqual(rgb(cloudTypeClasses, 8, 5, 7, 4, 6, 0));
});

test("probabilities: from the colour of no cloud to that of a cloud", () => {
  const found = colours(curtain(2, 2, [0, 5, 255, 1], Float32Array.of(0, 1, 0.5, 1)));
  expect(found.truth).toEqual(rgb(cloudMaskClasses, 0, 255, 1, 1));
  const [clear, cloud] = rgb(cloudMaskClasses, 0, 1);
  const middle = clear!.map((value, i) => Math.round((value + cloud![i]!) / 2));
  expect(found.prediction).toEqual([clear, middle, cloud, cloud]);
});

test("one probability for each column fills it", () => {
  const found = colours(curtain(2, 2, [0, 0, 3, 0], Float32Array.of(0, 1)));
  expect(found.truth).toEqual(rgb(cloudMaskClasses, 0, 1, 0, 0));
  expect(found.prediction).toEqual(rgb(cloudMaskClasses, 0, 1, 0, 1));
});

test("the size is bounded", () => {
  const large = curtain(30_000, 3, Array<number>(90_000).fill(0), new Uint8Array(90_000));
  const { width, height, png } = curtainPng(large);
  expect([width, height]).toEqual([2048, 246]);
  expect(png.length).toBeLessThan(20_000);
});

test.each<[string, InstanceCurtain]>([
  ["expected 1 or more points", curtain(0, 2, [], new Uint8Array())],
  ["here 2 of 2", curtain(2, 2, [0, 0, 0], new Uint8Array(4))],
  ["3 predicted values: expected 4, or 2", curtain(2, 2, [0, 0, 0, 0], new Uint8Array(3))],
  ["class 9: expected one of 0, 1", curtain(1, 1, [9], new Uint8Array(1))],
  ["class 9: expected one of 0, 1", curtain(1, 1, [9], Float32Array.of(0))],
  ["class 9: expected one of 0, 1", curtain(1, 1, [0], Uint8Array.of(9))],
  ["probability NaN", curtain(1, 1, [0], Float32Array.of(Number.NaN))],
  ["probability 1.5", curtain(1, 1, [0], Float32Array.of(1.5))],
])("refused: %s", (message, content) => {
  expect(() => curtainPng(content)).toThrow(RangeError);
  expect(() => curtainPng(content)).toThrow(message);
});
