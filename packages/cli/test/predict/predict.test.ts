import type { Predictor, PredictorOptions } from "@atcs/train";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type RawPredictOptions, toPredictRequest } from "../../src/predict/options.ts";
import { type PredictTools, predict } from "../../src/predict/predict.ts";
import { captureIo } from "../support/io.ts";

const written = { directory: "/out", instances: 4, kept: 1 };

function standIn(changes: Partial<PredictTools> = {}) {
  const calls: string[] = [];
  let opened: PredictorOptions | undefined;
  const predictor = {
    model: { name: "unet_2d", checkpoint: "best.safetensors", epoch: 7 },
    session: { engine: "wasm", device: "WebAssembly SIMD, 2 threads" },
    [Symbol.asyncDispose]: async () => {
      calls.push("closed");
    },
  } as unknown as Predictor;
  const tools: PredictTools = {
    openPredictor: async (options) => {
      opened = options;
      options.onWarning?.("webgpu is slow");
      return predictor;
    },
    predictLabels: async (_, options) => {
      calls.push("labels");
      options?.onProgress?.(4, 4);
      return written;
    },
    predictDense: async () => {
      calls.push("dense");
      return written;
    },
    predictGranule: async (_, { out }) => {
      calls.push("granule");
      return { file: out, rows: 54, cols: 243, pixels: 12_445, tiles: 20 };
    },
    predictClimatology: async () => {
      const best = { threshold: 0.14638447761535645, dice: 0.2499 };
      return { ...written, climatology: { task: "bin_seg_3d", values: new Float32Array(99), best } };
    },
    ...changes,
  };
  return { tools, calls, opened: () => opened };
}

async function run(raw: RawPredictOptions, tools: PredictTools, json = false) {
  const { io, stdout, stderr } = captureIo();
  const context = { io, json, signal: io.signal! };
  const error: unknown = await predict(toPredictRequest(raw), tools, context).catch((reason: unknown) => reason);
  return { error, out: stdout(), err: stderr() };
}

describe("atcs predict", () => {
  test("at labels", async () => {
    const { tools, calls, opened } = standIn();
    const { out, err } = await run({ run: "run", dataset: "data" }, tools);
    expect(out).toBe(
      [
        "model     unet_2d after epoch 7, best.safetensors",
        "engine    wasm on WebAssembly SIMD, 2 threads",
        "instances 4, 1 of them made before",
        "written   /out",
        "",
      ].join("\n"),
    );
    expect(err).toBe("atcs predict: warning: webgpu is slow\n");
    expect(calls).toEqual(["labels", "closed"]);
    expect(opened()).toMatchObject({ run: "run", dataset: "data" });
  });

  test("at all pixels, as JSON", async () => {
    const { tools, calls } = standIn();
    expect(JSON.parse((await run({ run: "run", dense: true }, tools, true)).out)).toEqual(written);
    expect(calls).toEqual(["dense", "closed"]);
  });

  test("a half orbit", async () => {
    const { tools } = standIn();
    const raw = { run: "run", granule: "a.h5", out: "b.h5" };
    expect((await run(raw, tools)).out).toContain(
      "image     54 x 243 pixels, 12445 of them predicted from 20 tiles\nwritten   b.h5\n",
    );
    const json: unknown = JSON.parse((await run(raw, tools, true)).out);
    expect(json).toEqual({ file: "b.h5", rows: 54, cols: 243, pixels: 12_445, tiles: 20 });
  });

  test("without a network", async () => {
    const raw: RawPredictOptions = { baseline: "climatology", dataset: "data", out: "clim" };
    const { tools, calls } = standIn();
    expect((await run(raw, tools)).out).toContain("threshold 0.1464, with a Dice of 0.2499 on the training set\n");
    expect(JSON.parse((await run(raw, tools, true)).out)).toEqual({
      ...written,
      threshold: 0.14638447761535645,
      trainDice: 0.2499,
    });
    expect(calls).toEqual([]);
    const classes = await run(
      raw,
      standIn({
        predictClimatology: async () => ({
          ...written,
          climatology: { task: "seg_3d", values: new Uint8Array(9), best: undefined },
        }),
      }).tools,
      true,
    );
    expect(JSON.parse(classes.out)).toMatchObject({ threshold: null, trainDice: null });
  });

  test("the granule is not written over", async () => {
    const { tools } = standIn({ predictGranule: () => Promise.reject(new RangeError('out is "a.h5", the granule')) });
    const { error } = await run({ run: "run", granule: "a.h5", out: "a.h5" }, tools);
    expect((error as Error).message).toBe('--out is "a.h5", the granule');
  });

  test("options that the library refuses are wrong usage, and the network is closed", async () => {
    const { tools, calls } = standIn({
      predictGranule: () => Promise.reject(new RangeError("tileSize is 2: expected at least 8")),
    });
    const { error } = await run({ run: "run", granule: "a.h5", out: "b.h5", tileSize: 2 }, tools);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toBe("--tile-size is 2: expected at least 8");
    expect(calls).toEqual(["closed"]);
  });
});
