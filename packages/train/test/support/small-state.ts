import { seededRandom } from "@atcs/colocate";
import { describeNetwork, graphParameters } from "@atcs/models";
import type { RunConfig } from "../../src/config/run-config.ts";
import type { TrainingState } from "../../src/engines/types.ts";

/** A state of the network of a configuration, of random numbers. */
export function randomState({ network }: RunConfig, seed = 0, step = 7): TrainingState {
  const parameters = graphParameters(describeNetwork(network.name, network.config));
  const values = (group: string, learnedOnly: boolean): ReadonlyMap<string, Float32Array> =>
    new Map(
      parameters
        .filter(({ trainable }) => trainable || !learnedOnly)
        .map(({ name, shape }): [string, Float32Array] => {
          const random = seededRandom(seed, group, name);
          const length = shape.reduce((product, side) => product * side, 1);
          return [name, Float32Array.from({ length }, random)];
        }),
    );
  return {
    parameters: values("parameters", false),
    firstMoments: values("first", true),
    secondMoments: values("second", true),
    step,
  };
}
