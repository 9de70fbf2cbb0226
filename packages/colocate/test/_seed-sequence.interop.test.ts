import { expect, test } from "vitest";
import { findPython, runPython } from "../../../test/support/python.ts";
import { mixSeed } from "../src/_seed-sequence.ts";

const { python, reason } = findPython("numpy");

const script = `
import json, sys
import numpy as np
print(json.dumps([np.random.SeedSequence(words).generate_state(4).tolist() for words in json.load(sys.stdin)]))
`;

test.skipIf(python === undefined)(`as NumPy's SeedSequence ${reason}`, () => {
  const lists = Array.from({ length: 200 }, (_, i) =>
    Array.from({ length: 1 + (i % 12) }, (_, k) => Math.imul(i + 1, 0x9e3779b1 + 2 * k) >>> 0),
  );
  const states = JSON.parse(runPython(python!, script, [], JSON.stringify(lists))) as number[][];
  expect(lists.map((words) => [...mixSeed(words)])).toEqual(states);
});
