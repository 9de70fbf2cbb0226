import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Io } from "../../src/io.ts";
import { createProgress, type Progress } from "../../src/progress/progress.ts";
import { captureIo, failingStream } from "../support/io.ts";

let time = 0;
beforeEach(() => {
  time = 0;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => vi.useRealTimers());

function start(terminal?: { columns: number; rows?: number }, env: Io["env"] = {}): [Progress, () => string] {
  const { io, stderr } = captureIo({ env });
  if (terminal !== undefined) Object.assign(io.stderr, { isTTY: true }, terminal);
  const progress = createProgress(io, { label: "all", now: () => time });
  return [progress, stderr];
}

/** Time passes, and pending writes are made. */
async function pass(milliseconds: number): Promise<void> {
  time += milliseconds;
  await vi.advanceTimersByTimeAsync(milliseconds);
  await new Promise((resolve) => setImmediate(resolve));
}

const escapeCharacter = "\u001b";

/** What a terminal shows after this output: the lines, without those that were erased. */
function screen(output: string): string[] {
  const lines = [""];
  let row = 0;
  let column = 0;
  for (let i = 0; i < output.length; i++) {
    const character = output[i]!;
    if (character === escapeCharacter) {
      const [sequence, count, what] = /^\[(\d*)([AJ])/.exec(output.slice(i + 1))!;
      i += sequence.length;
      if (what === "A") row -= Number(count);
      else lines.splice(row, lines.length, lines[row]!.slice(0, column));
    } else if (character === "\r") {
      column = 0;
    } else if (character === "\n") {
      row++;
      column = 0;
      lines[row] ??= "";
    } else {
      lines[row] = lines[row]!.slice(0, column) + character + lines[row]!.slice(column + 1);
      column++;
    }
  }
  return lines;
}

describe("on a terminal", () => {
  const terminal = { columns: 60, rows: 10 };

  test("bars are drawn over, and gone at the end", async () => {
    const [progress, stderr] = start(terminal);
    progress.total.update({ done: 1, total: 4, detail: "1 of 4" });
    await pass(100);
    const part = progress.add("granule");
    part.update({ done: 0.5, total: 1 });
    await pass(100);
    expect(screen(stderr())).toEqual([
      `granule  ${"█".repeat(5)}${"░".repeat(6)}   50 %`,
      expect.stringMatching(/^all {6}█+░+ {3}25 % {2}1 of 4$/),
    ]);
    part.remove();
    progress.total.update({ done: 2, total: 4, detail: "2 of 4" });
    await pass(200);
    expect(screen(stderr())).toEqual([expect.stringMatching(/^all {2}█+░+ {3}50 % {2}2 of 4$/)]);
    await progress.stop();
    expect(screen(stderr())).toEqual([""]);
  });

  test("a thousand updates are a few drawings, and the last one is shown", async () => {
    const [progress, stderr] = start(terminal);
    for (let i = 1; i <= 1000; i++) {
      progress.total.update({ done: i, total: 1000 });
      if (i % 100 === 0) await pass(10);
    }
    await pass(100);
    expect(stderr().split("%").length - 1).toBeLessThan(5);
    expect(screen(stderr())[0]).toContain("100 %");
    await progress.stop();
  });

  test("lines stay above the bars", async () => {
    const [progress, stderr] = start(terminal);
    progress.total.update({ done: 0, total: 2 });
    await pass(100);
    progress.line("a warning");
    progress.line("another \u001b[2J");
    await pass(100);
    expect(screen(stderr())).toEqual(["a warning", "another \\x1b[2J", expect.stringMatching(/^all {2}░+ {4}0 %$/)]);
    await progress.stop();
    expect(screen(stderr())).toEqual(["a warning", "another \\x1b[2J", ""]);
  });

  test("no more bars than the terminal has lines", async () => {
    const [progress, stderr] = start({ columns: 60, rows: 5 });
    for (let i = 0; i < 20; i++) progress.add(`part ${i}`).update({ done: 0, total: 1 });
    progress.total.update({ done: 0, total: 1 });
    await pass(100);
    const lines = screen(stderr());
    expect(lines.map((line) => line.slice(0, 6).trim())).toEqual(["part 0", "part 1", "part 2", "all"]);
    await progress.stop();
    expect(screen(stderr())).toEqual([""]);
  });

  test("lines are narrower than the terminal, also after it has changed", async () => {
    const { io, stderr } = captureIo();
    const stream = Object.assign(io.stderr, { isTTY: true, columns: 100, rows: 10 });
    const progress = createProgress(io, { label: "all", now: () => time });
    progress.total.update({ done: 1, total: 2, detail: "1 of 2 granules" });
    await pass(100);
    stream.columns = 30;
    progress.total.update({ done: 1, total: 2, detail: "1 of 2 granules" });
    await pass(100);
    expect(screen(stderr())[0]!.length).toBeLessThan(30);
    await progress.stop();
  });

  test("the time left follows the pace since the first update", async () => {
    const [progress, stderr] = start({ columns: 100 });
    // Three quarters were there before: only the rest takes time.
    progress.total.update({ done: 75, total: 100 });
    await pass(1000);
    progress.total.update({ done: 76, total: 100 });
    await pass(3900);
    expect(stderr()).not.toContain("left");
    time += 5100;
    progress.total.update({ done: 80, total: 100 });
    await pass(100);
    expect(screen(stderr())[0]).toMatch(/80 % {2}40 s left$/);
    await progress.stop();
  });

  test("or since a tenth of the work, which may take less than 5 s", async () => {
    const [progress, stderr] = start({ columns: 100 });
    progress.total.update({ done: 0, total: 100 });
    await pass(1000);
    progress.total.update({ done: 9, total: 100 });
    await pass(1000);
    expect(stderr()).not.toContain("left");
    progress.total.update({ done: 10, total: 100 });
    await pass(100);
    expect(screen(stderr())[0]).toMatch(/10 % {2}18 s left$/);
    await progress.stop();
  });

  test("of what waits nobody says how long it takes", async () => {
    const [progress, stderr] = start({ columns: 100 });
    progress.total.update({ done: 0, total: 100 });
    time += 10_000;
    progress.total.update({ done: 50, total: 100, isWaiting: true });
    await pass(100);
    expect(screen(stderr())[0]).toMatch(/50 %$/);
    progress.total.update({ done: 50, total: 100 });
    await pass(100);
    expect(screen(stderr())[0]).toMatch(/50 % {2}10 s left$/);
    await progress.stop();
  });

  test("nothing is drawn after the end", async () => {
    const [progress, stderr] = start(terminal);
    const part = progress.add("part");
    part.update({ done: 0, total: 1 });
    await progress.stop();
    const before = stderr();
    part.update({ done: 1, total: 1 });
    part.remove();
    progress.line("late");
    progress.total.update({ done: 1, total: 1 });
    await pass(1000);
    await progress.stop();
    expect(stderr()).toBe(before);
  });
});

describe("elsewhere", () => {
  test.each([
    ["no terminal", undefined, {}],
    ["a dumb one", { columns: 80 }, { TERM: "dumb" }],
  ])("%s: a line now and then, of the whole", async (_, terminal, env) => {
    const [progress, stderr] = start(terminal, env);
    progress.add("part").update({ done: 0, total: 1 });
    for (let second = 1; second <= 180; second++) {
      time += 1000;
      progress.total.update({ done: second, total: 200, detail: `${second} of 200` });
    }
    progress.line("a warning");
    await progress.stop();
    progress.line("late");
    const lines = stderr().split("\n");
    expect(lines.slice(0, 2)).toEqual(["all: 5 %, 3 min 10 s left, 10 of 200", "all: 10 %, 3 min left, 20 of 200"]);
    // Every 10 s in the first minute, then every minute.
    expect(lines).toHaveLength(6 + 2 + 1 + 1);
    expect(lines.slice(-2)).toEqual(["a warning", ""]);
    expect(stderr()).not.toContain(escapeCharacter);
  });

  test("work of a moment prints nothing", async () => {
    const [progress, stderr] = start();
    progress.total.update({ done: 1, total: 2 });
    await progress.stop();
    expect(stderr()).toBe("");
  });
});

test("a stream that is gone fails nothing", async () => {
  const { io } = captureIo();
  const stderr = Object.assign(failingStream("EPIPE"), { isTTY: true, columns: 80 });
  const progress = createProgress({ ...io, stderr }, { label: "all", now: () => time });
  progress.total.update({ done: 1, total: 2 });
  progress.line("text");
  await progress.stop();
});
