import { expect, test } from "vitest";
import type { WantedGranule } from "../../src/fetch/inventory.ts";
import { showTransfers } from "../../src/fetch/show-progress.ts";
import type { BarState } from "../../src/progress/bar.ts";
import type { PartBar, Progress } from "../../src/progress/progress.ts";

const granule = (name: string, size: number, isHere = false): WantedGranule => ({
  product: "sync",
  day: "2008-06-03",
  name,
  path: `dir/${name}`,
  size,
  isHere,
});

test("what is here counts, what goes on too, and what fails no more", () => {
  const shown: [string, number, string][] = [];
  const { onProgress, onResult } = showTransfers(
    {
      total: { update: ({ done, detail = "" }) => shown.push(["total", done, String(detail)]) },
      add: (label) => ({
        update: ({ done, detail = "" }) => shown.push([label, done, String(detail)]),
        remove: () => shown.push([label, -1, "removed"]),
      }),
      line: () => {},
      stop: async () => {},
    },
    [granule("a", 1000, true), granule("b_2008-06-03T01-28-10ZD.hdf", 2000), granule("c", 3000)],
  );
  onProgress({ path: "dir/b_2008-06-03T01-28-10ZD.hdf", bytes: 500, size: 2000, resumedFrom: 400 });
  onProgress({ path: "dir/c", bytes: 9000, size: 9000, resumedFrom: 0 });
  onResult({ path: "dir/b_2008-06-03T01-28-10ZD.hdf", file: "b", fromCache: false });
  onResult({ path: "dir/c", error: new Error("gone") });
  onResult({ path: "dir/a", file: "a", fromCache: true });
  expect(shown).toEqual([
    ["sync 2008-06-03T01-28-10ZD", 500, "500 bytes of 2 kB"],
    ["total", 1500, "1.5 kB of 6 kB,1 of 3 granules"],
    ["sync c", 9000, "9 kB of 9 kB"],
    ["total", 4500, "4.5 kB of 6 kB,1 of 3 granules"],
    ["sync 2008-06-03T01-28-10ZD", -1, "removed"],
    ["total", 6000, "6 kB of 6 kB,2 of 3 granules"],
    ["sync c", -1, "removed"],
    ["total", 3000, "3 kB of 6 kB,2 of 3 granules"],
    ["total", 3000, "3 kB of 6 kB,2 of 3 granules"],
  ]);
});

test("granules of one time are told apart by their names", () => {
  const labels: string[] = [];
  const names = [
    "A_V1-00_2008-06-03T01-28-10ZD.hdf",
    "A_V1-01_2008-06-03T01-28-10ZD.hdf",
    "A_2008-06-03T03-00-00ZD.hdf",
  ];
  const add = (label: string): PartBar => {
    labels.push(label);
    return { update: () => {}, remove: () => {} };
  };
  const { onProgress } = showTransfers(
    { total: { update: () => {} }, add, line: () => {}, stop: async () => {} },
    names.map((name) => granule(name, 10)),
  );
  for (const name of names) onProgress({ path: `dir/${name}`, bytes: 1, size: 10, resumedFrom: 0 });
  expect(labels).toEqual([names[0], names[1], "sync 2008-06-03T03-00-00ZD"]);
});

/** Bars that are not looked at, but for the states of the total. */
function totals() {
  const states: BarState[] = [];
  const progress: Progress = {
    total: { update: (state) => states.push(state) },
    add: () => ({ update: () => {}, remove: () => {} }),
    line: () => {},
    stop: async () => {},
  };
  return { states, progress };
}

test("what is here and is looked at again counts once", () => {
  const { states, progress } = totals();
  const display = showTransfers(progress, [granule("a", 1000, true), granule("b", 2000)]);
  display.onProgress({ path: "dir/a", bytes: 1000, size: 1000, resumedFrom: 1000 });
  expect(states.at(-1)).toMatchObject({ done: 1000, total: 3000 });
  display.onResult({ path: "dir/a", file: "a", fromCache: true });
  display.onProgress({ path: "dir/b", bytes: 2000, size: 2000, resumedFrom: 0 });
  expect(states.at(-1)).toMatchObject({ done: 3000, total: 3000 });
  display.onResult({ path: "dir/b", file: "b", fromCache: false });
  expect(states.at(-1)).toMatchObject({ done: 3000, total: 3000, detail: ["3 kB of 3 kB", "2 of 2 granules"] });
  expect([display.doneCount, display.received]).toEqual([2, 2000]);
});

test("what came is counted without what was here, and with what came in vain", () => {
  const { progress } = totals();
  const display = showTransfers(progress, [granule("a", 1000)]);
  for (const [bytes, resumedFrom] of [
    [600, 600],
    [800, 600],
    // It has changed, and begins anew.
    [0, 0],
    [1000, 0],
  ] as const) {
    display.onProgress({ path: "dir/a", bytes, size: 1000, resumedFrom });
  }
  expect(display.received).toBe(1200);
});

test("it waits until something comes", () => {
  const { states, progress } = totals();
  const display = showTransfers(progress, [granule("a", 1000)]);
  const isWaiting = (bytes: number) => {
    display.onProgress({ path: "dir/a", bytes, size: 1000, resumedFrom: 0 });
    return states.at(-1)?.isWaiting;
  };
  expect(isWaiting(100)).toBe(false);
  display.onWait();
  expect(states.at(-1)?.isWaiting).toBe(true);
  expect(isWaiting(100)).toBe(true);
  expect(isWaiting(101)).toBe(false);
});
