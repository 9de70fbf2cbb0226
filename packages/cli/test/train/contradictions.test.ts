import type { TrainOptions } from "@atcs/train";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { refuseContradictions } from "../../src/train/contradictions.ts";
import { runConfig } from "./support.ts";

const meanings = {
  fieldsOf: (scheme: string) => (scheme === "tri1" ? ["I865P", "Q865P"] : ["phi"]),
  effectiveWeights: async () => [0.25, 1.75],
};
const check = (given: Partial<TrainOptions>) => refuseContradictions({ out: "run", ...given }, runConfig, meanings);

describe("options of a run that goes on", () => {
  test.each<[Partial<TrainOptions>]>([
    [{}],
    [{ dataset: "elsewhere", seed: 0, split: "default", augment: true }],
    [{ fields: "tri1", omitAngles: [12, 3], heightBins: [4, 103], clip: "physical" }],
    [{ network: "unet_2d", blocks: "max", classWeights: "effective", loss: "cross_entropy" }],
    // These may change.
    [{ engine: "cpu", workers: 1, loaderWorkers: 0, prefetch: 0, epochs: 100 }],
  ])("%j is the same", async (given) => {
    await expect(check(given)).resolves.toBeUndefined();
  });

  test.each<[Partial<TrainOptions>, string]>([
    [{ seed: 1 }, "--seed 0, not --seed 1"],
    [{ fields: "no_geom" }, "--fields I865P,Q865P, not --fields no_geom"],
    // Of a file.
    [{ omitAngles: 5 as never }, "--omit-angles 3,12, not --omit-angles 5"],
    [{ omitAngles: [] }, "--omit-angles 3,12, not --omit-angles none"],
    [{ heightBins: [0, 125] }, "--height-bins 4:103, not --height-bins 0:125"],
    [{ clip: false }, "--clip physical, not --clip none"],
    [{ augment: false }, "--augment, not --no-augment"],
    [{ validityMask: true }, "--no-validity-mask, not --validity-mask"],
    [{ blocks: 4 }, "--blocks 5, not --blocks 4"],
    [{ classWeights: "none" }, "--class-weights 0.25,1.75, not --class-weights none"],
    [{ gamma: 2 }, "no --gamma, not --gamma 2"],
  ])("%j is another training", async (given, difference) => {
    const error = await check(given).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toBe(
      `the run run was started with ${difference}: leave that out, or start another run`,
    );
  });
});
