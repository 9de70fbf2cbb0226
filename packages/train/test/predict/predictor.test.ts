import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Predictor, PredictorOptions } from "../../src/predict/predictor.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { localPredictor, smallRun } from "./support.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  await writeSmallDataset(at("dataset"));
  await smallRun(at("dataset"), at("run"), { epochs: 2, checkpointEvery: 1 });
});

/** Opens, looks and closes. */
async function look<T>(
  options: Partial<PredictorOptions>,
  action: (predictor: Predictor) => T | Promise<T>,
): Promise<T> {
  await using predictor = await localPredictor({ run: at("run"), ...options });
  return await action(predictor);
}

describe("weights", () => {
  test("are the best unless another checkpoint is named", async () => {
    const best = JSON.parse(
      readFileSync(at("run/metrics.jsonl"), "utf8")
        .trim()
        .split("\n")
        .findLast((line) => JSON.parse(line).best)!,
    ).epoch;
    const name = `checkpoints/epoch-000${best}.safetensors`;
    const usual = await look({}, ({ model, run, config }) => ({ model, run, task: config.task }));
    expect(usual).toMatchObject({ run: at("run"), task: "bin_seg_3d" });
    expect(usual.model).toMatchObject({ name: "single_pixel", checkpoint: "best.safetensors", epoch: best });
    for (const checkpoint of ["best", name, at(`run/${name}`)]) {
      expect((await look({ checkpoint }, ({ model }) => model)).weights).toBe(usual.model.weights);
    }
    const first = await look({ checkpoint: "checkpoints/epoch-0001.safetensors" }, ({ model }) => model);
    const last = await look({ checkpoint: "last" }, ({ model }) => model);
    expect(last).toMatchObject({ checkpoint: "last.safetensors", epoch: 2 });
    expect(first.weights).not.toBe(last.weights);
  });

  test("of model/ are the best of its run", async () => {
    const best = await look({}, async ({ model, session }) => ({ model, state: await session.state() }));
    const saved = await look({ run: at("run/model") }, async ({ model, session, run }) => {
      return { model, run, state: await session.state() };
    });
    expect(saved.model).toEqual({ ...best.model, checkpoint: "model.json", epoch: null });
    expect(saved.run).toBe(at("run"));
    expect(saved.state.parameters).toEqual(best.state.parameters);
  });

  test("without an evaluation are the last", async () => {
    cpSync(at("run"), at("unevaluated"), { recursive: true });
    rmSync(at("unevaluated/checkpoints/best.safetensors"));
    const { checkpoint, epoch } = await look({ run: at("unevaluated") }, ({ model }) => model);
    expect([checkpoint, epoch]).toEqual(["last.safetensors", 2]);
  });
});

test("it closes the dataset, though the engine cannot be ended", async () => {
  const predictor = await localPredictor({ run: at("run") });
  predictor.session.dispose = () => Promise.reject(new Error("the driver hangs"));
  await expect(predictor.close()).rejects.toThrow("the driver hangs");
  await expect(predictor.data.get(0)).rejects.toMatchObject({ code: "DATASET_CLOSED" });
});

describe("the dataset", () => {
  test("is opened with the preprocessing of the run", async () => {
    await smallRun(at("dataset"), at("other"), {
      epochs: 1,
      fields: ["I670P"],
      omitAngles: [15, 3],
      heightBins: [1, 4],
    });
    const data = await look({ run: at("other") }, async ({ data }) => {
      const { shape, bins } = await data.get(0);
      return { shape, bins, subset: data.subset, channels: data.channels.map(({ angle }) => angle) };
    });
    expect(data).toMatchObject({ shape: [14, 6, 6], bins: 3, subset: "all" });
    expect(data.channels).not.toContain(3);
  });

  test("may lie elsewhere", async () => {
    cpSync(at("dataset"), at("moved"), { recursive: true });
    expect(await look({ dataset: at("moved") }, ({ data }) => data.name)).toBe(at("moved"));
  });
});

describe("refuses", () => {
  const refusal = async (options: Partial<PredictorOptions>): Promise<{ code?: string; message: string }> => {
    const error = await look(options, () => new Error("it was opened")).catch((reason: Error) => reason);
    expect(error.message).not.toContain("\n");
    return { code: (error as { code?: string }).code ?? error.name, message: error.message };
  };

  test("what is no run", async () => {
    const { code, message } = await refusal({ run: at("dataset") });
    expect([code, message]).toEqual([
      "TRAIN_RUN",
      expect.stringMatching(/dataset: it is no run: there is no config\.json/),
    ]);
  });

  test("another dataset", async () => {
    await writeSmallDataset(at("fewer"), { ids: [0, 1, 2, 3, 4, 5] });
    const { code, message } = await refusal({ dataset: at("fewer") });
    expect(code).toBe("TRAIN_DATASET");
    expect(message).toMatch(/fewer: labels and split "default" have the fingerprint \w{64}: expected \w{64}/);
  });

  test("another normalisation", async () => {
    cpSync(at("dataset"), at("renormalised"), { recursive: true });
    const file = at("renormalised/default.stats.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"mean":(\s*)/, '"mean":$11'));
    const { code, message } = await refusal({ dataset: at("renormalised") });
    expect(code).toBe("TRAIN_DATASET");
    expect(message).toMatch(
      /renormalised: the statistics of the split "default", .* expected \w{64}, that of the dataset/,
    );
  });

  test("a dataset without a field", async () => {
    cpSync(at("dataset"), at("renamed"), { recursive: true });
    const info = at("renamed/dataset_generation_info.json");
    writeFileSync(info, readFileSync(info, "utf8").replace('"thetas"', '"thetav"'));
    const { code, message } = await refusal({ dataset: at("renamed") });
    expect(code).toBe("TRAIN_DATASET");
    expect(message).toMatch(/what the run was trained with: there is no field "thetas"; the dataset has I670P, thetav/);
  });

  test("other channels than the network has", async () => {
    cpSync(at("run"), at("changed"), { recursive: true });
    const file = at("changed/config.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"omitAngles": []', '"omitAngles": [15]'));
    const { code } = await refusal({ run: at("changed") });
    // The checkpoint says which channels it is of.
    expect(code).toBe("TRAIN_CHECKPOINT");
    const saved = await refusal({ run: at("changed/model") });
    expect(saved.code).toBe("TRAIN_DATASET");
    expect(saved.message).toMatch(/its fields make 31 channels: expected 33, as the run was trained with/);
  });

  test("a damaged checkpoint", async () => {
    cpSync(at("run"), at("damaged"), { recursive: true });
    truncateSync(at("damaged/checkpoints/best.safetensors"), 1000);
    const { code, message } = await refusal({ run: at("damaged") });
    expect([code, message]).toEqual(["TRAIN_CHECKPOINT", expect.stringMatching(/best\.safetensors: /)]);
  });

  test("a model/ of another network, and a choice in it", async () => {
    await smallRun(at("dataset"), at("wider"), { epochs: 1, maxWidth: 9 });
    cpSync(at("run/model"), at("wider/model"), { recursive: true, force: true });
    const { code, message } = await refusal({ run: at("wider/model") });
    expect([code, message]).toEqual([
      "TRAIN_CHECKPOINT",
      expect.stringMatching(/model\.json: it is the network .*"maxWidth":8/),
    ]);
    expect((await refusal({ run: at("run/model"), checkpoint: "last" })).code).toBe("RangeError");
  });

  test.each<[object, string, string]>([
    [{ workers: 0 }, "RangeError", "workers is 0: expected an integer from 1 to 256"],
    [{ run: "" }, "TypeError", 'run is the text "": expected the path of a run directory'],
    [{ checkpoints: "last" }, "TypeError", 'openPredictor has no option "checkpoints": expected run, checkpoint, '],
    [{ checkpoint: 3 }, "TypeError", "checkpoint is 3: expected best, last, or a file"],
  ])("wrong options: %j", async (options, code, message) => {
    expect(await refusal(options)).toEqual({ code, message: expect.stringContaining(message) });
  });
});
