import { expect, test } from "vitest";
import type { WantedGranule } from "../../src/fetch/inventory.ts";
import { showTransfers } from "../../src/fetch/show-progress.ts";
import type { PartBar } from "../../src/progress/progress.ts";

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
      total: { update: ({ done, detail = "" }) => shown.push(["total", done, detail]) },
      add: (label) => ({
        update: ({ done, detail = "" }) => shown.push([label, done, detail]),
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
    ["total", 1500, "1 of 3 granules, 1.5 kB of 6 kB"],
    ["sync c", 9000, "9 kB of 9 kB"],
    ["total", 4500, "1 of 3 granules, 4.5 kB of 6 kB"],
    ["sync 2008-06-03T01-28-10ZD", -1, "removed"],
    ["total", 6000, "2 of 3 granules, 6 kB of 6 kB"],
    ["sync c", -1, "removed"],
    ["total", 3000, "2 of 3 granules, 3 kB of 6 kB"],
    ["total", 3000, "2 of 3 granules, 3 kB of 6 kB"],
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
