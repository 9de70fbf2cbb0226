import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPython, runPython } from "../../../test/support/python.ts";
import { encodeCheckpoint } from "../src/checkpoint/checkpoint.ts";
import { noSums } from "../src/checkpoint/progress-json.ts";
import { initialSchedule } from "../src/schedule/reduce-on-plateau.ts";
import { smallConfig } from "./support/run-config.ts";
import { randomState } from "./support/small-state.ts";
import { temporaryFolder } from "./support/temporary.ts";

const { python, reason } = findPython("numpy");
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test.skipIf(python === undefined)(`the lines of Python in the README read a checkpoint ${reason}`, () => {
  const file = join(temporaryFolder(), "last.safetensors");
  const state = randomState(smallConfig);
  const progress = { epoch: 1, epochSums: noSums, schedule: initialSchedule(1e-3), best: null };
  writeFileSync(file, Buffer.concat(encodeCheckpoint({ state, progress }, smallConfig)));
  const [, script = ""] = /^```python\n(.*?)^```$/ms.exec(readme) ?? [];
  const numbers = [...state.parameters.values()].reduce((sum, { length }) => sum + length, 0);
  expect(runPython(python!, script, [file])).toBe(`7 ${numbers}\n`);
});
