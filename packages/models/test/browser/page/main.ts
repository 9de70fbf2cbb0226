import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { toLayersModel } from "../../../src/layers/to-layers-model.ts";
import { createModel } from "../../../src/model/create-model.ts";
import type { NetworkName } from "../../../src/networks/networks.ts";
import { loadModel } from "../../../src/saved/load-model.ts";
import { trainOnnx, trainTfjs } from "./onnx-training.ts";
import { trainingStep } from "./training-step.ts";

setWasmPaths("wasm/");

/** What the page found of a network that it saved and loaded. */
export interface Result {
  readonly name: string;
  /** Of the network before, of the one that was loaded, and of the layers model if it has one. */
  readonly outputs: readonly number[];
  readonly loaded: readonly number[];
  readonly layers: readonly number[] | undefined;
  /** Tensors that saving, loading and running left behind. */
  readonly left: number;
}

async function run(name: NetworkName, url: string): Promise<Result> {
  await tf.setBackend("cpu");
  const { numTensors } = tf.memory();
  const network = createModel(name, { channels: 2, task: "bin_seg_3d", bins: 4, baseWidth: 8, blocks: 2, seed: 3 });
  const values = Float32Array.from({ length: 2 * 9 * 8 }, (_, i) => Math.sin(0.5 * i));
  const x = tf.tensor4d(values, [1, 2, 9, 8]);
  const dense = network.dense(x);
  const outputs = Array.from(await dense.data());
  await network.save(url);
  const loaded = await loadModel(url);
  const again = loaded.dense(x);
  const result = {
    name: loaded.name,
    outputs,
    loaded: Array.from(await again.data()),
    layers: name === "unet_2d" ? await layersOutputs() : undefined,
  };
  tf.dispose([x, dense, again]);
  network.dispose();
  loaded.dispose();
  return { ...result, left: tf.memory().numTensors - numTensors };

  /** [1, H, W, K] as [1, K, H, W]. */
  async function layersOutputs(): Promise<number[]> {
    const model = toLayersModel(loaded);
    const channelsFirst = tf.tidy(() =>
      tf.transpose(model.predict(tf.transpose(x, [0, 2, 3, 1])) as tf.Tensor, [0, 3, 1, 2]),
    );
    const values = Array.from(await channelsFirst.data());
    channelsFirst.dispose();
    model.dispose();
    return values;
  }
}

/** The message of what loading throws, with its code. */
async function failure(url: string): Promise<string> {
  return loadModel(url).then(
    () => "it was loaded",
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );
}

Object.assign(globalThis, { run, failure, trainingStep, trainOnnx, trainTfjs });
