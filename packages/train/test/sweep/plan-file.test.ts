import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expandRuns } from "../../src/sweep/expand-runs.ts";
import { createSweep, readSweep, readSweepOptions } from "../../src/sweep/plan-file.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const plan = expandRuns({ dataset: "/data", angles: [1, 2], options: { fields: ["I865P"] } });

describe("the directory of a sweep", () => {
  test("keeps the plan, and takes the same one again", async () => {
    const sweep = join(folder, "same");
    expect(await createSweep(sweep, plan)).toBe(sweep);
    expect(await readSweep(sweep)).toEqual(plan);
    const before = readFileSync(join(sweep, "sweep.json"));
    await createSweep(sweep, plan);
    expect(readFileSync(join(sweep, "sweep.json"))).toEqual(before);
    expect(readdirSync(sweep).sort()).toEqual(["logs", "runs", "states", "sweep.json"]);
  });

  test("takes the same plan with its options in another order", async () => {
    const sweep = join(folder, "order");
    const options = { epochs: 2, baseWidth: 8 };
    await createSweep(sweep, expandRuns({ dataset: "/data", angles: [1], options }));
    const other = expandRuns({
      dataset: "/data",
      angles: [1],
      options: { baseWidth: 8, epochs: 2, patience: undefined },
    });
    await createSweep(sweep, other);
    expect(await readSweep(sweep)).toEqual(other);
    await expect(createSweep(sweep, other, { singal: 1 } as object)).rejects.toThrow(/createSweep has no option/);
  });

  test("refuses another plan", async () => {
    const sweep = join(folder, "other");
    await createSweep(sweep, plan);
    const other = expandRuns({ dataset: "/data", angles: [1, 2], options: { fields: ["I670P"] } });
    const code = "TRAIN_RUN";
    await expect(createSweep(sweep, other)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/another sweep/),
    });
    expect(await readSweep(sweep)).toEqual(plan);
  });

  test("made by several at once, has one plan", async () => {
    const sweep = join(folder, "race");
    const made = await Promise.allSettled(
      [1, 2, 3].map((n) => createSweep(sweep, expandRuns({ dataset: "/data", angles: [n] }))),
    );
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await readSweep(sweep)).runs).toHaveLength(1);
  });

  test("is not made in place of a file", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(createSweep(file, plan)).rejects.toMatchObject({ code: "TRAIN_IO" });
  });

  test("that is none is refused", async () => {
    const none = join(folder, "none");
    const message = expect.stringMatching(/none: it is no sweep: there is no sweep\.json in it/);
    await expect(readSweep(none)).rejects.toMatchObject({ code: "TRAIN_RUN", message });
    expect(existsSync(none)).toBe(false);
  });

  test.each([
    ["no JSON", "{", /sweep\.json: it is no JSON/],
    ["a list", "[]", /expected an object such as/],
    ["no runs", "{}", /it is no plan of a sweep/],
    [
      "a run that leads elsewhere",
      '{"dataset":"d","runs":[{"name":"../x","seed":0}]}',
      /it is no plan of a sweep \(.*named/,
    ],
  ])("with a damaged plan is refused: %s", async (name, text, problem) => {
    const sweep = join(folder, `damaged ${name}`);
    mkdirSync(sweep);
    writeFileSync(join(sweep, "sweep.json"), text);
    const message = expect.stringMatching(problem);
    await expect(readSweep(sweep)).rejects.toMatchObject({ code: "TRAIN_CONFIG", message });
  });
});

describe("a file of options", () => {
  const write = (name: string, value: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
    return file;
  };

  test("is what it says, or the plan of another sweep", async () => {
    const options = { options: { epochs: 2 }, seeds: [1], runs: [{ name: "a" }] };
    expect(await readSweepOptions(write("own.json", options))).toEqual(options);
    const { version: _, ...rest } = plan;
    expect(await readSweepOptions(write("plan.json", plan))).toEqual(rest);
  });

  test.each([
    ["none.json", undefined, "TRAIN_IO", /none\.json: it cannot be read \(there is none\)/],
    ["text.json", "runs", "TRAIN_CONFIG", /it is no JSON/],
    ["new.json", { version: 2 }, "TRAIN_CONFIG", /its version is 2: expected 1/],
    ["long.json", " ".repeat(2 ** 24 + 1), "TRAIN_CONFIG", /too large/],
  ])("%s is refused", async (name, value, code, message) => {
    const file = value === undefined ? join(folder, name) : write(name, value);
    await expect(readSweepOptions(file)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
