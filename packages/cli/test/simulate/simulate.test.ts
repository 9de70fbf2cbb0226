import { parseTime } from "@atcs/colocate";
import { type ArchiveProgress, type ArchiveSummary, GranuleWriteError } from "@atcs/simulator";
import { describe, expect, test } from "vitest";
import { toFailure } from "../../src/errors.ts";
import { showArchiveProgress } from "../../src/simulate/show-progress.ts";
import { type Simulate, simulateWithProgress } from "../../src/simulate/simulate.ts";
import { captureIo } from "../support/io.ts";

const day = parseTime("2008-06-03");
const options = { out: "archive", from: day, to: day };
const summary: ArchiveSummary = {
  missingDays: [],
  granules: [],
  granulesWritten: 0,
  granulesKept: 0,
  filesWritten: 0,
  bytesWritten: 0,
  dark: [],
};

async function run(simulate: Simulate, terminal = false): Promise<{ stderr: string; error?: unknown }> {
  const { io, stderr } = captureIo();
  if (terminal) Object.assign(io.stderr, { isTTY: true, columns: 100 });
  const { signal } = new AbortController();
  const result = await simulateWithProgress(options, simulate, { io, signal, json: false }).then(
    () => ({}),
    (error: unknown) => ({ error }),
  );
  return { stderr: stderr(), ...result };
}

const state: ArchiveProgress = {
  granules: 4,
  granulesDone: 1,
  bytes: 5_000_000,
  current: [{ granule: "2008-06-03T01-32-24ZD", share: 0.5 }],
};

test("the bars show it, and are gone at the end", async () => {
  const { stderr, error } = await run(async ({ onProgress }) => {
    onProgress?.(state);
    await new Promise((resolve) => setTimeout(resolve, 150));
    return summary;
  }, true);
  expect(error).toBeUndefined();
  expect(stderr).toMatch(
    /2008-06-03T01-32-24ZD {2}█+░+ {3}50 %\natcs simulate {10}█+░+ {3}37 % {2}1 of 4 granules, 5 MB/,
  );
  expect(stderr.endsWith("\u001b[J")).toBe(true);
});

test("bars come and go with the granules", () => {
  const shown: [string, number | string][] = [];
  const show = showArchiveProgress({
    total: { update: ({ done, detail = "" }) => shown.push([String(detail), done]) },
    add: (label) => ({
      update: ({ done }) => shown.push([label, done]),
      remove: () => shown.push([label, "removed"]),
    }),
    line: () => {},
    stop: async () => {},
  });
  show({ granules: 2, granulesDone: 0, bytes: 0, current: [{ granule: "a", share: 0.25 }] });
  show({ granules: 2, granulesDone: 1, bytes: 1000, current: [{ granule: "b", share: 0 }] });
  show({ granules: 2, granulesDone: 2, bytes: 2000, current: [] });
  expect(shown).toEqual([
    ["a", 0.25],
    ["0 of 2 granules, 0 bytes", 0.25],
    ["a", "removed"],
    ["b", 0],
    ["1 of 2 granules, 1 kB", 1],
    ["b", "removed"],
    ["2 of 2 granules, 2 kB", 2],
  ]);
});

describe("errors", () => {
  const failureOf = (error: unknown) => toFailure(error, "simulate", new AbortController().signal);

  test("options that cannot be are wrong usage; the same error later is not", async () => {
    const before = await run(async () => {
      throw new RangeError("latRange must cover 0.1 degrees");
    });
    expect(failureOf(before.error)).toMatchObject({ exitCode: 2, message: "latRange must cover 0.1 degrees" });
    const later = await run(async ({ onProgress }) => {
      onProgress?.(state);
      throw new RangeError("offset is out of bounds");
    });
    expect(failureOf(later.error)).toMatchObject({ exitCode: 1, code: "INTERNAL" });
  });

  test("a granule that fails is named", async () => {
    const { error } = await run(async () => {
      throw new GranuleWriteError("2008-06-03T01-32-24ZD", "a.h5: cannot be written (no space left on the device)", {
        file: "a.h5",
      });
    });
    expect(failureOf(error)).toEqual({
      exitCode: 1,
      code: "SIMULATOR_GRANULE",
      message: "granule 2008-06-03T01-32-24ZD: a.h5: cannot be written (no space left on the device)",
      hint: "What is complete stays: run the command again when the cause is gone.",
      file: "a.h5",
    });
  });
});
