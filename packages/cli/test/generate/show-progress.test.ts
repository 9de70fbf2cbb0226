import type { GenerationProgress } from "@atcs/dataset/generate";
import { expect, test } from "vitest";
import { showGeneration } from "../../src/generate/show-progress.ts";
import type { BarState } from "../../src/progress/bar.ts";
import type { Progress } from "../../src/progress/progress.ts";

const state: GenerationProgress = {
  phase: "plan",
  done: 1,
  total: 6,
  instances: 0,
  skipped: 0,
  bytesFetched: 0,
  bytesLeft: 0,
  current: [],
  secondsLeft: undefined,
};

test("a bar for each granule under way, and one for all", () => {
  const bars = new Map<string, BarState | undefined>();
  let total: BarState | undefined;
  const progress = {
    total: {
      update: (next: BarState) => {
        total = next;
      },
    },
    add: (label: string) => ({
      update: (next: BarState) => void bars.set(label, next),
      remove: () => void bars.delete(label),
    }),
  } as unknown as Progress;
  const show = showGeneration(progress);
  show(state);
  expect(total).toEqual({ done: 1, total: 6, detail: "listing, 1 of 6 directories" });
  const granule = "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf";
  const current = [
    { granule, phase: "make", share: 0.5 },
    { granule: "next", phase: "fetch", share: 0.9 },
  ] as const;
  show({ ...state, phase: "make", total: 4, current, instances: 16, skipped: 1, bytesFetched: 2e6 });
  expect([...bars.keys()]).toEqual(["2008-06-03T01-28-10ZD", "next"]);
  expect(bars.get("next")).toEqual({ done: 0.9, total: 1, detail: "fetching" });
  expect(total).toEqual({ done: 1.5, total: 4, detail: "1 of 4 granules, 16 instances, 1 skipped, 2 MB fetched" });
  show({ ...state, phase: "finish", total: 4, done: 4, instances: 48 });
  expect(bars.size).toBe(0);
});
