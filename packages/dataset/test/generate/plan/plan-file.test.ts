import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSoftware } from "../../../src/generate/_version.ts";
import { resolveArgs } from "../../../src/generate/options.ts";
import { formatPlan, freezePlan, readPlan } from "../../../src/generate/plan/plan-file.ts";
import type { GenerationPlan } from "../../../src/generate/plan/types.ts";
import { temporaryFolder } from "../_support.ts";

const folder = temporaryFolder();
const args = resolveArgs({});
const file = { name: "a.hdf", path: "x/a.hdf", size: 1 };
const plan: GenerationPlan = {
  software: readSoftware(),
  args,
  granules: [
    { ordinal: 0, name: "a.hdf", day: "2008-06-03", timeOffsetSec: 0, sync: file, cldclass: file, parasol: file },
  ],
  unmatched: [],
};

test("the first process makes the plan, the others wait and read it", async () => {
  let made = 0;
  const make = async (): Promise<GenerationPlan> => {
    made++;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return plan;
  };
  const frozen = await Promise.all([1, 2, 3].map(() => freezePlan(folder, args, make)));
  expect(made).toBe(1);
  expect(new Set(frozen.map(({ digest }) => digest)).size).toBe(1);
  expect(frozen[0]!.plan).toEqual(plan);
  expect(readdirSync(folder)).toEqual(["plan.json"]);
  expect(readFileSync(join(folder, "plan.json"), "utf8")).toBe(formatPlan(plan));
});

test("a failure leaves nothing behind, and the next process tries again", async () => {
  const other = join(folder, "failed");
  await expect(freezePlan(other, args, () => Promise.reject(new Error("no session")))).rejects.toThrow();
});

test("plans of other options, another version, or none", async () => {
  await expect(readPlan(folder, { ...args, patchSize: 50 })).rejects.toThrow(/patchSize is 100 there and 50 here/);
  await expect(readPlan(join(folder, "nowhere"), args)).resolves.toBeUndefined();
  writeFileSync(
    join(folder, "plan.json"),
    formatPlan({ ...plan, software: { name: "@atcs/dataset", version: "9.9.9" } }),
  );
  await expect(readPlan(folder, args)).rejects.toThrow(/version 9.9.9 made it/);
  for (const text of ["", "{", "[]", "null", '{"args": {}}']) {
    writeFileSync(join(folder, "plan.json"), text);
    await expect(readPlan(folder, args)).rejects.toMatchObject({ code: "DATASET_GENERATION" });
  }
});
