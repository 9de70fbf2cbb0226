import type { io } from "@tensorflow/tfjs";
import { ModelError } from "../errors.ts";
import { graphParameters, type Parameter } from "../graph/parameters.ts";
import { Network } from "../model/network.ts";
import { describeNetwork } from "../networks/networks.ts";
import { checkOperationOptions, type OperationOptions } from "../operation-options.ts";
import { attempt, type ModelPlace, openForLoading } from "./_handlers.ts";
import { checkedWeights, checkWeightList } from "./_weights.ts";
import { type ModelMetadata, readMetadata } from "./metadata.ts";

/**
 * A network that `saveModel` saved, or that a `tf.LayersModel` of `toLayersModel` saved, on the current backend of tfjs.
 * Weights are the same to the last bit. Nothing is believed of what is read: every weight must be there, in its shape, and
 * finite, before memory is taken for the network.
 *
 * @param place URL (`indexeddb://name`, `localstorage://name`, `https://../model.json`, on a page also relative to it), or any
 * handler, such as `fileSystem` of `@atcs/models/node`, which is the one for directories
 * @param options with the `signal` of an AbortController: `fileSystem` and requests over HTTP end at once, other places when
 * they are done. Nothing is left behind.
 * @throws ModelError MODEL_FORMAT for what is no such model, or damaged; MODEL_WEIGHTS for weights that do not fit, with
 * the layer; MODEL_IO when it cannot be read, or a handler of tfjs says no more of what is wrong than that; TypeError,
 * RangeError for a place or an option that there is not; the reason of the signal
 */
export async function loadModel(place: ModelPlace, options: OperationOptions = {}): Promise<Network> {
  const signal = checkOperationOptions("loadModel", options);
  const { action, file } = openForLoading(place, signal);
  const check = (described: io.ModelArtifacts): void => {
    checkWeightList(described.weightSpecs, parametersOf(readMetadata(described, file), file), file);
  };
  const artifacts = await attempt(file, "loaded", signal, () => action({ signal, check }));
  signal?.throwIfAborted();
  const { network, config } = readMetadata(artifacts, file);
  const weights = checkedWeights(artifacts, parametersOf({ network, config }, file), file);
  return new Network(network, config, ({ name }) => weights.get(name)!);
}

function parametersOf(
  { network, config }: Pick<ModelMetadata["atcs"], "network" | "config">,
  file: string | undefined,
): readonly Parameter[] {
  try {
    return graphParameters(describeNetwork(network, config));
  } catch (cause) {
    // Of a name or a configuration that would be wrong arguments of createModel.
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
    throw new ModelError("MODEL_FORMAT", cause.message, { file, cause });
  }
}
