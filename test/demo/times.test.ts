import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { load, type Step } from "./_load.ts";

interface TimesLike {
  clear(steps: readonly Step[]): void;
  isDone(step: Step): boolean;
  begin(step: Step): void;
  add(step: Step, seconds: number, isDone: boolean): void;
  secondsOf(step: Step): number;
}
const { Times, withKeys, diskBytes } = await load<{
  Times: new (directory: string) => TimesLike;
  withKeys(steps: readonly Omit<Step, "key">[]): Step[];
  diskBytes(directory: string): number;
}>("times.mjs");

const plain = [
  { name: "make", title: "", words: ["make", "1"], outputs: ["made"], isResumable: true },
  { name: "draw", title: "", words: ["draw"], outputs: ["drawn"] },
];
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "demo times "));
});
afterEach(() => rmSync(directory, { recursive: true }));

function doAll(steps: readonly Step[]): void {
  const times = new Times(directory);
  for (const step of steps) {
    times.begin(step);
    for (const name of step.outputs) writeFileSync(join(directory, name), step.name);
    times.add(step, 2, true);
  }
}

test("what is done is known the next time, with its time", () => {
  const steps = withKeys(plain);
  doAll(steps);
  const times = new Times(directory);
  expect(steps.map((step) => times.isDone(step))).toEqual([true, true]);
  expect(times.secondsOf(steps[0]!)).toBe(2);
  rmSync(join(directory, "drawn"));
  expect(steps.map((step) => times.isDone(step))).toEqual([true, false]);
});

test("other words make this command and all after it necessary again, without what there was", () => {
  doAll(withKeys(plain));
  const changed = withKeys([{ ...plain[0]!, words: ["make", "2"] }, plain[1]!]);
  const times = new Times(directory);
  expect(changed.map((step) => times.isDone(step))).toEqual([false, false]);
  times.begin(changed[0]!);
  expect(existsSync(join(directory, "made"))).toBe(false);
  expect(times.secondsOf(changed[0]!)).toBe(0);
});

test("a command that was stopped goes on, if it can, and its times add up", () => {
  const steps = withKeys(plain);
  for (const [i, step] of steps.entries()) {
    const stopped = new Times(directory);
    stopped.begin(step);
    writeFileSync(join(directory, step.outputs[0]!), "half");
    stopped.add(step, 3, false);
    const times = new Times(directory);
    expect(times.isDone(step)).toBe(false);
    times.begin(step);
    expect(existsSync(join(directory, step.outputs[0]!))).toBe(i === 0);
    times.add(step, 4, true);
    expect(times.secondsOf(step)).toBe(i === 0 ? 7 : 4);
  }
});

test("a directory that holds other things is left alone", () => {
  writeFileSync(join(directory, "thesis.tex"), "years of work");
  expect(() => new Times(directory)).toThrow(/holds something else than a demo: choose an empty directory with --out/);
  expect(readFileSync(join(directory, "thesis.tex"), "utf8")).toBe("years of work");
});

test("to begin anew removes what the demo has made and nothing else", () => {
  const steps = withKeys(plain);
  doAll(steps);
  mkdirSync(join(directory, "mine"));
  const times = new Times(directory);
  times.clear(steps);
  expect(existsSync(join(directory, "made"))).toBe(false);
  expect(existsSync(join(directory, "mine"))).toBe(true);
  expect(new Times(directory).isDone(steps[0]!)).toBe(false);
});

test("disk is that of all files", () => {
  mkdirSync(join(directory, "a", "b"), { recursive: true });
  writeFileSync(join(directory, "a", "b", "c"), new Uint8Array(1000));
  writeFileSync(join(directory, "d"), new Uint8Array(23));
  expect(diskBytes(directory)).toBe(1023);
});
