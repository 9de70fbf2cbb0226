import { type io, type Tensor, tidy } from "@tensorflow/tfjs";
import { ModelError } from "../errors.ts";
import type { Parameter } from "../graph/parameters.ts";
import type { Network } from "../model/network.ts";
import { checkOperationOptions, type OperationOptions } from "../operation-options.ts";
import { attempt, type ModelPlace, openForSaving } from "./_handlers.ts";
import { wrongValue } from "./_wrong-value.ts";
import { modelMetadata } from "./metadata.ts";

/**
 * Save a network in the format of tfjs, at a URL (`indexeddb://name`, `localstorage://name`, `downloads://name`,
 * `https://..`) or with any handler, such as `fileSystem` of `@atcs/models/node`. The weights are those of the moment of the
 * call.
 *
 * Networks of two dimensions are saved as a `tf.LayersModel`: `tf.loadLayersModel` opens `single_pixel` and `simple_conv`
 * without this package, and U-Nets after `registerLayers`. The topology of others is
 * `{ class_name: "AtcsNetwork", config: { name, config } }`, which only `loadModel` reads. Both have
 * `userDefinedMetadata: { atcs: { version: 1, network, config } }` and float32 weights called `<layer>/kernel` and so on.
 *
 * @param options with the `signal` of an AbortController: `fileSystem` then removes the files that it has begun, and the
 * directory, which stays if it was made, holds the model that it held before; other places end only what they have not
 * begun. Whoever aborts too late finds it saved.
 * @returns what the handler tells
 * @throws ModelError MODEL_WEIGHTS for weights that are not finite, or variances below 0, before anything is written;
 * MODEL_IO when it cannot be written; TypeError, RangeError for a place or an option that there is not; the reason of the
 * signal
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { createModel, loadModel, saveModel } from "@atcs/models";
 * import { fileSystem } from "@atcs/models/node";
 *
 * const network = createModel("simple_conv", { channels: 8, task: "bin_seg_3d", baseWidth: 4 });
 * await saveModel(network, fileSystem("runs/first"));
 * const same = await loadModel(fileSystem("runs/first"));
 * console.log(same.name); // simple_conv
 * ```
 */
export async function saveModel(
  network: Network,
  place: ModelPlace,
  options: OperationOptions = {},
): Promise<io.SaveResult> {
  const signal = checkOperationOptions("saveModel", options);
  const { action, file } = openForSaving(place);
  const artifacts = await modelArtifacts(network, file);
  signal?.throwIfAborted();
  return attempt(file, "saved", signal, () => action(artifacts, { signal }));
}

async function modelArtifacts(network: Network, file: string | undefined): Promise<io.ModelArtifacts> {
  // Clones have the values of now; the variables may be trained on while these are read.
  const weights = tidy(() => network.getWeights().map((weight) => weight.clone()));
  try {
    return {
      format: "layers-model",
      generatedBy: "@atcs/models",
      convertedBy: null,
      modelTopology: await topology(network),
      weightSpecs: network.parameters.map(({ name, shape }) => ({ name, shape: [...shape], dtype: "float32" })),
      weightData: await weightData(network.parameters, weights, file),
      userDefinedMetadata: { ...modelMetadata(network) },
    };
  } finally {
    for (const weight of weights) weight.dispose();
  }
}

/** The layers of tfjs are imported on demand: nothing else of a network needs them. */
async function topology(network: Network): Promise<object> {
  const { emptyLayersModel, hasLayersModel } = await import("../layers/to-layers-model.ts");
  const { name, config } = network;
  if (!hasLayersModel(network)) return { class_name: "AtcsNetwork", config: { name, config } };
  const model = emptyLayersModel(network);
  try {
    return model.toJSON(null, false) as object;
  } finally {
    model.dispose();
  }
}

async function weightData(
  parameters: readonly Parameter[],
  weights: readonly Tensor[],
  file: string | undefined,
): Promise<ArrayBuffer> {
  const values = await Promise.all(weights.map((weight) => weight.data<"float32">()));
  const all = new Float32Array(values.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  parameters.forEach(({ name, layer }, i) => {
    const own = values[i]!;
    const wrong = wrongValue(name, own);
    if (wrong !== undefined) throw new ModelError("MODEL_WEIGHTS", `${wrong}: not saved`, { file, layer });
    all.set(own, at);
    at += own.length;
  });
  return all.buffer;
}
