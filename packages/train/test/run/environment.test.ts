import { readFileSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addEnvironment, thisEnvironment } from "../../src/run/environment.ts";
import { temporaryFolder } from "../support/temporary.ts";

const file = join(temporaryFolder(), "environment.json");
const given = { epoch: 3, engine: "wasm", device: "WebAssembly SIMD", workers: 2 } as const;

test("versions and the machine are told, but neither user nor computer", () => {
  const environment = thisEnvironment(given, new Date(0));
  expect(environment).toMatchObject({
    ...given,
    started: "1970-01-01T00:00:00.000Z",
    cpu: { cores: expect.any(Number) },
  });
  expect(Object.keys(environment.versions)).toEqual([
    ...["@atcs/train", "@atcs/models", "@atcs/dataset", "@tensorflow/tfjs", "node"],
  ]);
  expect(environment.versions["@tensorflow/tfjs"]).toMatch(/^4\.\d+\.\d+$/);
  const values = Object.values({ ...environment.system, ...environment.versions });
  for (const name of [hostname(), userInfo().username]) expect(values).not.toContain(name);
});

test("each start adds an entry, and a damaged file is no obstacle", async () => {
  for (const epoch of [0, 5]) await addEnvironment(file, { ...thisEnvironment(given), epoch });
  expect(JSON.parse(readFileSync(file, "utf8")).map(({ epoch }: { epoch: number }) => epoch)).toEqual([0, 5]);
  writeFileSync(file, "[{");
  await addEnvironment(file, thisEnvironment(given));
  expect(JSON.parse(readFileSync(file, "utf8"))).toHaveLength(1);
});
