import { expect, test } from "vitest";
import { graphParameters } from "../../src/graph/parameters.ts";
import { describeNetwork } from "../../src/networks/networks.ts";
import { checkWeightBytes, checkWeights } from "../../src/onnx/_weights.ts";

const config = { channels: 2, task: "bin_seg_2d", maxWidth: 3 } as const;
const parameters = graphParameters(describeNetwork("single_pixel", config));

function weightsWith(changes: Readonly<Record<string, unknown>>): Map<string, Float32Array> {
  const zeros = parameters.map(({ name, shape }): [string, Float32Array] => [
    name,
    new Float32Array(shape.reduce((product, length) => product * length, 1)),
  ]);
  const all: [string, unknown][] = [...zeros, ...Object.entries(changes)];
  return new Map(all.filter(([, values]) => values !== undefined)) as Map<string, Float32Array>;
}

const first = parameters[0]!;

test("weights of the network pass", () => {
  expect(() => checkWeights(parameters, weightsWith({}))).not.toThrow();
});

test.each([
  ["too few values", new Float32Array(5), /has 5 values: expected 6 of shape \[1, 1, 2, 3\]/],
  ["too many values", new Float32Array(7), /has 7 values/],
  ["another type", new Float64Array(6), /is an object: expected a Float32Array/],
  ["no array", 6, /is 6: expected a Float32Array/],
  ["infinity", new Float32Array(6).fill(Number.POSITIVE_INFINITY, 4), /is Infinity at 4: expected finite numbers/],
  ["NaN", new Float32Array(6).fill(Number.NaN, 5), /is NaN at 5/],
])("%s", (_, values, message) => {
  const error = { code: "MODEL_WEIGHTS", layer: first.layer, message: expect.stringMatching(message) };
  expect(() => checkWeights(parameters, weightsWith({ [first.name]: values }))).toThrow(expect.objectContaining(error));
});

test("missing and surplus weights", () => {
  const missing = weightsWith({});
  missing.delete(first.name);
  expect(() => checkWeights(parameters, missing)).toThrow(/is missing/);
  const surplus = weightsWith({ "other/kernel": new Float32Array(1) });
  expect(() => checkWeights(parameters, surplus)).toThrow(/no parameter the text "other\/kernel"/);
});

test("a negative variance", () => {
  const name = parameters.find((each) => each.name.endsWith("/moving_variance"))!.name;
  const weights = weightsWith({ [name]: Float32Array.of(1, -0.5, 1) });
  expect(() => checkWeights(parameters, weights)).toThrow(/is -0.5 at 1: a variance is not negative/);
});

test("what is no map", () => {
  expect(() => checkWeights(parameters, {} as never)).toThrow(TypeError);
  expect(() => checkWeights(parameters, undefined as never)).toThrow(TypeError);
});

test("2 GiB are too much, a little less is not", () => {
  const parameter = (count: number) => ({ ...first, shape: [count] });
  expect(() => checkWeightBytes([parameter(2 ** 28), parameter(2 ** 28)])).toThrow(/take 2147483648 bytes/);
  expect(() => checkWeightBytes([parameter(2 ** 28), parameter(2 ** 28 - 2 ** 20)])).not.toThrow();
});
