import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type RawPredictOptions, toPredictRequest } from "../../src/predict/options.ts";

describe("what to predict", () => {
  test("at labels, or at all pixels", () => {
    const raw: RawPredictOptions = { run: "run", subset: "train", checkpoint: "last", batchSize: 4 };
    expect(toPredictRequest(raw)).toMatchObject({
      kind: "labels",
      predictor: { run: "run", checkpoint: "last" },
      options: { subset: "train", batchSize: 4 },
    });
    expect(toPredictRequest({ ...raw, dense: true }).kind).toBe("dense");
  });

  test("a half orbit", () => {
    const raw: RawPredictOptions = {
      run: "run",
      granule: "a.h5",
      out: "b.h5",
      latRange: [0, 10],
      engine: "cpu",
      json: true,
    };
    expect(toPredictRequest(raw)).toMatchObject({
      kind: "granule",
      predictor: { run: "run", engine: "cpu" },
      options: { granule: "a.h5", out: "b.h5", latRange: [0, 10] },
    });
  });

  test("without a network", () => {
    const raw: RawPredictOptions = { baseline: "climatology", dataset: "data", out: "clim", task: "bin_seg_3d" };
    expect(toPredictRequest(raw)).toMatchObject({
      kind: "climatology",
      options: { dataset: "data", task: "bin_seg_3d" },
    });
  });

  test.each<[RawPredictOptions, RegExp]>([
    [{}, /^predict by what\? Give --run, or --baseline climatology$/],
    [{ run: "a", tileSize: 4 }, /^--tile-size is no option of predict$/],
    [{ run: "a", granule: "b" }, /^predict --granule needs --out$/],
    [{ granule: "b", out: "c" }, /^predict --granule needs --run$/],
    [{ run: "a", granule: "b", out: "c", dense: true }, /^--dense is no option of predict --granule$/],
    [{ baseline: "climatology", out: "c" }, /^predict --baseline needs --dataset$/],
    [{ baseline: "climatology", dataset: "d", out: "c", run: "a" }, /^--run is no option of predict --baseline$/],
    [{ run: "a", heightBins: [0, 9] }, /^--height-bins is no option of predict$/],
  ])("%j is wrong usage", (raw, message) => {
    expect(() => toPredictRequest(raw)).toThrow(UsageError);
    expect(() => toPredictRequest(raw)).toThrow(message);
  });
});
