import fc from "fast-check";
import { expect, test } from "vitest";
import { GroupedScores, pointGroups, ScoreBoard } from "../../src/metrics/index.ts";
import { pickPoints, randomBatch } from "./_random-batch.ts";

/** A batch, and for each of its points the worker and a number by which to sort. */
const divided = randomBatch.chain((random) => {
  const perPoint = fc.array(fc.tuple(fc.nat(3), fc.nat()), { minLength: random.points, maxLength: random.points });
  return fc.tuple(fc.constant(random), perPoint);
});

/** The points of each of four workers, some of which may have none. */
function shares(perPoint: readonly (readonly [worker: number, order: number])[]): number[][] {
  const order = [...perPoint.keys()].sort((a, b) => perPoint[a]![1] - perPoint[b]![1]);
  return [0, 1, 2, 3].map((worker) => order.filter((p) => perPoint[p]![0] === worker));
}

test("however points are divided and in whatever order, the scores are the same", () => {
  fc.assert(
    fc.property(divided, ([random, perPoint]) => {
      const { task, bins, batch } = random;
      const whole = new ScoreBoard({ task, bins }).add(batch);
      const parts = shares(perPoint).map((points) => {
        const part = new ScoreBoard({ task, bins }).add(pickPoints(random, points));
        return ScoreBoard.fromJSON(JSON.parse(JSON.stringify(part)));
      });
      const [a, b, c, d] = parts as [ScoreBoard, ScoreBoard, ScoreBoard, ScoreBoard];
      const merged = new ScoreBoard({ task, bins }).merge(d.merge(b)).merge(a).merge(c);
      expect(merged.toJSON()).toEqual(whole.toJSON());
      expect(merged.summary()).toEqual(whole.summary());
    }),
  );
});

test("so are grouped scores, down to the order of the groups", () => {
  fc.assert(
    fc.property(divided, ([random, perPoint]) => {
      const { task, bins, batch } = random;
      const lat = perPoint.map(([, order]) => (order % 180) - 90);
      const whole = new GroupedScores({ task, bins }).add(batch, pointGroups({ truth: batch.truth, bins, lat }));
      const merged = new GroupedScores({ task, bins });
      for (const share of shares(perPoint).reverse()) {
        const part = pickPoints(random, share);
        const groups = pointGroups({ truth: part.truth, bins, lat: share.map((p) => lat[p]!) });
        const scores = new GroupedScores({ task, bins }).add(part, groups);
        merged.merge(GroupedScores.fromJSON(JSON.parse(JSON.stringify(scores))));
      }
      expect(JSON.stringify(merged)).toBe(JSON.stringify(whole));
      expect(merged.summary()).toEqual(whole.summary());
    }),
  );
});

test("the groups of a break-down that all points are in add up to the whole", () => {
  fc.assert(
    fc.property(divided, ([random, perPoint]) => {
      const { task, bins, batch } = random;
      const scores = new GroupedScores({ task, bins });
      scores.add(batch, { worker: perPoint.map(([worker]) => String(worker)) });
      const { overall, groups } = scores.summary();
      for (const name of ["tp", "fp", "fn", "tn", "points", "unlabelled"] as const) {
        const sum = Object.values(groups.worker ?? {}).reduce((total, summary) => total + summary[name], 0);
        expect(sum).toBe(overall[name]);
      }
    }),
  );
});

test("predictions in unknown bins change nothing, but for those of bin_seg_2d, which are of columns", () => {
  fc.assert(
    fc.property(
      randomBatch.filter(({ task }) => task !== "bin_seg_2d"),
      ({ task, bins, batch }) => {
        const prediction = batch.prediction.slice();
        for (let i = 0; i < prediction.length; i++) if (batch.truth[i] === 255) prediction[i] = 1;
        const changed = new ScoreBoard({ task, bins }).add({ ...batch, prediction });
        expect(changed.toJSON()).toEqual(new ScoreBoard({ task, bins }).add(batch).toJSON());
      },
    ),
  );
});

test("the truth as its own prediction is without fault", () => {
  fc.assert(
    fc.property(randomBatch, ({ bins, batch: { truth, heights } }) => {
      const prediction = truth.map((type) => (type === 255 ? 0 : type));
      const scores = new ScoreBoard({ task: "seg_3d", bins }).add({ truth, prediction, heights }).summary();
      expect(scores.fp + scores.fn).toBe(0);
      for (const name of [
        "dice",
        "cloud_mask_accuracy",
        "cloud_scenario_accuracy",
        "cloud_top_height_bin_accuracy",
      ] as const) {
        expect(scores[name]).toBe(scores.points === 0 ? null : 1);
      }
      expect(scores.cloud_top_height_bin_offset ?? 0).toBe(0);
    }),
  );
});
