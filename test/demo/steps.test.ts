import { expect, test } from "vitest";
import { load, type Step } from "./_load.ts";

interface Settings {
  readonly networks: Readonly<Record<string, unknown>>;
}
const { fullSettings, quickSettings } = await load<Record<"fullSettings" | "quickSettings", Settings>>("settings.mjs");
const { makeSteps, flags } = await load<{
  makeSteps(settings: Settings): Step[];
  flags(options: Record<string, unknown>): string[];
}>("steps.mjs");
const { commandText, durationText } = await load<{
  commandText(words: readonly string[], environment?: readonly string[], widest?: number): string;
  durationText(seconds: number): string;
}>("command-text.mjs");

test.each([
  ["full", fullSettings],
  ["quick", quickSettings],
])("the %s demo has the steps of the whole job, each with a name of its own", (_, settings) => {
  const steps = makeSteps(settings);
  const names = steps.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const commands = new Set(steps.map(({ words }) => words[0]));
  expect([...commands]).toEqual([
    ...["simulate", "serve", "generate", "split", "stats", "validate", "figures"],
    ...["predict", "evaluate", "train", "leaderboard"],
  ]);
  for (const network of Object.keys(settings.networks)) expect(names).toContain(`train ${network}`);
  for (const { words, isResumable, name } of steps) {
    expect(words).not.toContain("undefined");
    if (isResumable && name !== "simulate") expect(words).toContain("--resume");
  }
});

test("options become flags", () => {
  const options = { patchSize: 32, augment: true, latRange: "40,43" };
  expect(flags(options)).toEqual(["--patch-size", "32", "--augment", "--lat-range", "40,43"]);
});

test("commands are shown as one would type them, an option beside its value", () => {
  expect(commandText(["split", "my data", "--seed", "0"], ["X=…"])).toBe("X=… atcs split 'my data' --seed 0");
  const long = commandText(["train", ...Array.from({ length: 30 }, (_, i) => [`--option-${i}`, `value-${i}`]).flat()]);
  const lines = long.split("\n");
  expect(lines.length).toBeGreaterThan(4);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(112);
  for (const line of lines.slice(1)) expect(line).toMatch(/^ {2}--option-/);
  const narrow = commandText(["train", "--epochs", "3", "--seed", "1", "--network", "simple_conv"], [], 30).split("\n");
  expect(narrow).toEqual(["atcs train --epochs 3 --seed 1 \\", "  --network simple_conv"]);
  expect(long.replaceAll(" \\\n ", "")).toContain("--option-29 value-29");
});

test.each([
  [0.44, "0.4 s"],
  [9.97, "10 s"],
  [59.6, "1 min 0 s"],
  [125, "2 min 5 s"],
])("%d seconds are %s", (seconds, text) => expect(durationText(seconds)).toBe(text));
