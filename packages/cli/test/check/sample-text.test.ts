import type { ValueSample } from "@atcs/dataset/granules";
import { expect, test } from "vitest";
import { sampleText } from "../../src/check/sample-text.ts";

const sample: ValueSample = { elements: 4, fill: 0, missing: 0, values: 4, min: 0, max: 100, distinct: undefined };

test.each<[Partial<ValueSample>, string]>([
  [{}, "4 elements: values 0 to 100"],
  [
    {
      distinct: [
        [0, 3],
        [100, 1],
      ],
    },
    "4 elements: values 0, 100",
  ],
  [{ min: 0.10000000149, max: 486610096.5 }, "4 elements: values 0.1 to 486610096.5"],
  [{ elements: 10_000, fill: 1, values: 9999 }, "10000 elements: fill under 0.1 %, values 0 to 100"],
  [{ elements: 10_000, missing: 9999, values: 1 }, "10000 elements: missing over 99.9 %, values 0 to 100"],
  [{ elements: 1, fill: 1, values: 0, min: null, max: null }, "1 element: fill 100 %, no value"],
])("%j", (changes, text) => {
  expect(sampleText({ ...sample, ...changes })).toBe(text);
});
