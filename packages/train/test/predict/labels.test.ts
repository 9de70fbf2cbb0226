import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AtcsDataset, npyBytes, readNpy } from "@atcs/dataset";
import { loadModel } from "@atcs/models";
import { fileSystem } from "@atcs/models/node";
import { tensor4d } from "@tensorflow/tfjs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { predictDense } from "../../src/predict/dense.ts";
import { type PredictOptions, predictLabels, type WrittenPredictions } from "../../src/predict/labels.ts";
import { PredictionFiles } from "../../src/predict/prediction-files.ts";
import { smallFields, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { localPredictor, smallRun } from "./support.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const npy = (file: string): ReturnType<typeof readNpy> => readNpy(readFileSync(at(file)));
const metaOf = (directory: string): Record<string, unknown> =>
  JSON.parse(readFileSync(at(`${directory}/meta.json`), "utf8"));

beforeAll(async () => {
  await writeSmallDataset(at("dataset"));
  await smallRun(at("dataset"), at("run"), { epochs: 2, checkpointEvery: 1 });
  await smallRun(at("dataset"), at("types"), { epochs: 1, task: "seg_3d" });
  await smallRun(at("dataset"), at("flat"), { epochs: 1, task: "bin_seg_2d", heightBins: [1, 4], threshold: 0.3 });
});
beforeEach(() => {
  for (const run of ["run", "types", "flat"]) rmSync(at(`${run}/predictions`), { recursive: true, force: true });
});

async function predict(run: string, options: PredictOptions = {}, checkpoint?: string): Promise<WrittenPredictions> {
  await using predictor = await localPredictor({ run: at(run), checkpoint });
  return await predictLabels(predictor, options);
}

describe("predictions at labels", () => {
  test("are what the network says, in the order of the label file", async () => {
    expect(await predict("run")).toEqual({ directory: at("run/predictions/val"), instances: 2, kept: 0 });
    await using data = await AtcsDataset.open(at("dataset"), { fields: smallFields, subset: "val" });
    const network = await loadModel(fileSystem(at("run/model")));
    for (const [i, id] of data.ids.entries()) {
      const { sensorInput, shape, count, corners, weights } = await data.get(i);
      const image = tensor4d(sensorInput, [1, ...shape]);
      const logits = network.atLabels(image, new Int32Array(count), corners, weights);
      const { data: found, dtype, shape: foundShape } = npy(`run/predictions/val/${id}.npy`);
      expect([dtype, foundShape]).toEqual(["float32", [count, 5]]);
      const expected = Float32Array.from(await logits.data(), (x) => 1 / (1 + Math.exp(-x)));
      for (const [j, value] of expected.entries()) expect(found[j]).toBeCloseTo(value, 5);
    }
    network.dispose();
  });

  test.each(["run", "types", "flat"])("are scored as the training scored them: %s", async (run) => {
    const { directory } = await predict(run, { subset: "val", batchSize: 1 });
    const lines = readFileSync(at(`${run}/metrics.jsonl`), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    await using predictor = await localPredictor({ run: at(run) });
    await using data = await predictor.openSubset("val");
    const { overall } = await data.evaluate(directory, { threshold: predictor.config.training.threshold });
    const best = lines.findLast((line) => line.best) ?? lines.at(-1);
    expect(overall.dice).toBe(best.val.dice);
    expect(overall.accuracy).toBe(best.val.scores.accuracy);
  });

  test("say what they are of", async () => {
    await predict("flat", { subset: "train" });
    const meta = metaOf("flat/predictions/train");
    await using data = await AtcsDataset.open(at("dataset"), { normalize: false, fields: smallFields });
    expect(meta).toMatchObject({ task: "bin_seg_2d", heightBins: [1, 4], split: "default", subset: "train" });
    expect(meta).toMatchObject({ threshold: 0.3, fingerprint: await data.fingerprint() });
    expect(meta.model).toMatchObject({
      name: "single_pixel",
      checkpoint: "best.safetensors",
      weights: expect.stringMatching(/^[\da-f]{64}$/),
    });
    expect(npy("flat/predictions/train/0.npy").shape).toEqual([4, 1]);
    await predict("types");
    expect(metaOf("types/predictions/val")).toMatchObject({ threshold: null, heightBins: [0, 5] });
    const { dtype, shape } = npy("types/predictions/val/5.npy");
    expect([dtype, shape]).toEqual(["uint8", [4, 5]]);
  });
});

describe("predictions that are there", () => {
  const bogus = npyBytes({ dtype: "float32", shape: [1], data: Float32Array.of(7) });

  test("are kept when they are of the same network and dataset", async () => {
    await predict("run", { subset: "all" });
    const before = Object.fromEntries([0, 4, 6].map((id) => [id, npy(`run/predictions/all/${id}.npy`).data]));
    writeFileSync(at("run/predictions/all/0.npy"), bogus);
    for (const id of [4, 6]) rmSync(at(`run/predictions/all/${id}.npy`));
    writeFileSync(at("run/predictions/all/4.npy.0123456789ab.part"), "torn");
    const seen: number[] = [];
    const onProgress = (done: number): number => seen.push(done);
    expect(await predict("run", { subset: "all", onProgress })).toMatchObject({ instances: 7, kept: 5 });
    expect(npy("run/predictions/all/0.npy").data).toEqual(Float32Array.of(7));
    for (const id of [4, 6]) expect(npy(`run/predictions/all/${id}.npy`).data).toEqual(before[id]);
    expect(readdirSync(at("run/predictions/all")).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(seen).toEqual([4, 5, 6, 7]);
    const { mtimeMs } = statSync(at("run/predictions/all/4.npy"));
    expect(await predict("run", { subset: "all" })).toMatchObject({ kept: 7 });
    expect(statSync(at("run/predictions/all/4.npy")).mtimeMs).toBe(mtimeMs);
  });

  test("are made anew by other weights", async () => {
    await predict("run", {}, "checkpoints/epoch-0001.safetensors");
    const first = npy("run/predictions/val/5.npy").data;
    expect(await predict("run", {}, "checkpoints/epoch-0002.safetensors")).toMatchObject({ kept: 0 });
    expect(npy("run/predictions/val/5.npy").data).not.toEqual(first);
    expect((metaOf("run/predictions/val").model as { epoch: number }).epoch).toBe(2);
  });

  test("an abort leaves what is complete, and the next go goes on", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const onProgress = (done: number): void => void (done === 2 && controller.abort(reason));
    const options = { subset: "all", batchSize: 1, signal: controller.signal, onProgress } as const;
    await expect(predict("run", options)).rejects.toBe(reason);
    expect(readdirSync(at("run/predictions/all")).sort()).toEqual(["0.npy", "1.npy", "meta.json"]);
    expect(await predict("run", { subset: "all" })).toMatchObject({ instances: 7, kept: 2 });
  });

  test("files of others are not touched", async () => {
    mkdirSync(at("images"));
    writeFileSync(at("images/0.npy"), bogus);
    const found = /images: it holds "0\.npy" and no predictions of ours: choose another directory/;
    await expect(predict("run", { out: at("images") })).rejects.toMatchObject({ code: "TRAIN_SUBMISSION" });
    await expect(predict("run", { out: at("images") })).rejects.toThrow(found);
    writeFileSync(at("images/meta.json"), "{}");
    await expect(predict("run", { out: at("images") })).rejects.toThrow(found);
    expect(readFileSync(at("images/0.npy"))).toEqual(Buffer.from(bogus));
    writeFileSync(at("file"), "");
    await expect(predict("run", { out: at("file") })).rejects.toMatchObject({ code: "TRAIN_IO" });
  });

  test("are not mixed with those of another process", async () => {
    await using predictor = await localPredictor({ run: at("run") });
    const out = at("shared");
    await predictLabels(predictor, { out });
    const meta = JSON.parse(readFileSync(at("shared/meta.json"), "utf8"));
    {
      using files = await PredictionFiles.open(out, "labels", meta, undefined);
      expect(files.has(5)).toBe(true);
      await expect(predictLabels(predictor, { out, subset: "all" })).rejects.toMatchObject({
        code: "TRAIN_IN_USE",
        message: `${out}: process ${process.pid} of this computer predicts into it: wait for it or end it`,
      });
    }
    expect(readdirSync(out).sort()).toEqual(["5.npy", "6.npy", "meta.json"]);
    expect(await predictLabels(predictor, { out, subset: "all" })).toMatchObject({ instances: 7, kept: 0 });
    expect(readdirSync(out)).toHaveLength(8);
  });

  test("numbers that are not finite are refused", async () => {
    await using predictor = await localPredictor({ run: at("run") });
    const { session } = predictor;
    const broken = Object.assign(Object.create(session), {
      logitsAtLabels: async () => Float32Array.of(1, Number.NaN),
    });
    const refused = predictLabels(Object.assign(Object.create(predictor), { ...predictor, session: broken }));
    await expect(refused).rejects.toMatchObject({ code: "TRAIN_CHECKPOINT", instanceIds: [5] });
  });
});

test.each<[object, typeof Error, string]>([
  [{ subSet: "train" }, TypeError, 'has no option "subSet"'],
  [{ subset: "test" }, TypeError, 'subset is the text "test": expected one of "train", "val", "all"'],
  [{ batchSize: 0 }, RangeError, "batchSize is 0: expected an integer from 1"],
  [{ loaderWorkers: 0.5 }, RangeError, "loaderWorkers is 0.5: expected an integer from 0 to 256"],
  [{ out: "" }, TypeError, 'out is the text ""'],
  [{ onProgress: 1 }, TypeError, "onProgress is 1: expected a function"],
])("wrong options are refused: %j", async (options, kind, message) => {
  await using predictor = await localPredictor({ run: at("run") });
  for (const predictAll of [predictLabels, predictDense]) {
    const wrong = predictAll(predictor, options as PredictOptions);
    await expect(wrong).rejects.toThrow(kind);
    await expect(wrong).rejects.toThrow(message);
  }
});

describe("dense predictions", () => {
  test.each([
    ["run", "float32", [5, 6, 6]],
    ["types", "uint8", [5, 6, 6]],
    ["flat", "float32", [1, 6, 6]],
  ])("of every pixel: %s", async (run, dtype, shape) => {
    await predict(run);
    await using predictor = await localPredictor({ run: at(run) });
    expect(await predictDense(predictor)).toEqual({ directory: at(`${run}/predictions/val`), instances: 2, kept: 0 });
    expect(await predictDense(predictor, { batchSize: 2 })).toMatchObject({ kept: 2 });
    await using data = await predictor.openSubset("val");
    const dense = npy(`${run}/predictions/val/6.dense.npy`);
    expect([dense.dtype, dense.shape]).toEqual([dtype, shape]);
    const { corners, count } = await data.get(1);
    const atLabels = npy(`${run}/predictions/val/6.npy`).data;
    const bins = shape[0]!;
    for (let p = 0; p < count; p++) {
      // All weight is on the first corner of the labels of this dataset.
      const pixel = corners[8 * p]! * 6 + corners[8 * p + 1]!;
      for (let k = 0; k < bins; k++) expect(dense.data[k * 36 + pixel]).toBeCloseTo(Number(atLabels[p * bins + k]), 5);
    }
  });

  test("keep all workers busy", async () => {
    await using predictor = await localPredictor({ run: at("run"), workers: 2 });
    const together: number[] = [];
    const { logitsDense } = predictor.session;
    predictor.session.logitsDense = (images, shape) => {
      together.push(shape[0]);
      return logitsDense.call(predictor.session, images, shape);
    };
    await predictDense(predictor, { subset: "train", out: at("busy") });
    expect(together).toEqual([2, 2, 1]);
  });

  test("of several instances together are the same", async () => {
    await using predictor = await localPredictor({ run: at("types") });
    await predictDense(predictor, { out: at("one"), batchSize: 1 });
    await predictDense(predictor, { out: at("two"), batchSize: 2 });
    for (const id of [5, 6]) expect(npy(`two/${id}.dense.npy`)).toEqual(npy(`one/${id}.dense.npy`));
  });
});
