import type { SweepEvent, TrainEvent } from "@atcs/train";
import { expect, test } from "vitest";
import { showSweep } from "../../src/sweep/show-progress.ts";

const about = { kind: "run", name: "a", index: 0, runs: 2 } as const;
const batch: TrainEvent = {
  ...{ kind: "batch", epoch: 1, batch: 1, batches: 4, loss: 0.5, dice: null, imagesPerSecond: 4 },
  ...{ secondsLeft: 3, memory: 1e6 },
};

/** Bars that are there after some events, and what of the whole was shown. */
function barsAfter(isOne: boolean, events: readonly SweepEvent[]): { bars: string[]; total: number[] } {
  const bars: string[] = [];
  const total: number[] = [];
  const show = showSweep(
    {
      total: { update: ({ done }) => total.push(done) },
      add: (label) => {
        bars.push(label);
        const remove = (): void => void (bars.includes(label) && bars.splice(bars.indexOf(label), 1));
        return { update: () => {}, remove };
      },
      line: () => {},
      stop: async () => {},
    },
    isOne,
  );
  for (const event of events) show(event);
  return { bars, total };
}

const started: SweepEvent[] = [
  { ...about, status: "started" },
  { kind: "training", name: "a", event: batch },
];

test("bars of the sweep, the run and its epoch", () => {
  expect(barsAfter(false, started)).toEqual({ bars: ["a", "epoch 1"], total: [0] });
  // A single run is the whole: its training has that bar.
  expect(barsAfter(true, started)).toEqual({ bars: ["epoch 1"], total: [1] });
});

test("a run that fails within an epoch leaves no bar behind", () => {
  const failed: SweepEvent = { ...about, status: "failed", message: "the loss is NaN" };
  expect(barsAfter(false, [...started, failed])).toEqual({ bars: [], total: [0, 1] });
  const next: SweepEvent = { ...about, name: "b", index: 1, status: "started" };
  expect(barsAfter(false, [...started, failed, next]).bars).toEqual(["b"]);
});
