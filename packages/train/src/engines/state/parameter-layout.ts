import { describeNetwork, graphParameters, type NetworkConfig, type NetworkName, type Parameter } from "@atcs/models";

/** Where the numbers of a parameter are in a flat array. */
export interface Placed {
  readonly parameter: Parameter;
  readonly offset: number;
  readonly length: number;
}

/** How all numbers of a network lie one after another: what is learned in one array, running statistics in another. */
export interface ParameterLayout {
  readonly parameters: readonly Parameter[];
  readonly learned: readonly Placed[];
  readonly learnedLength: number;
  /** Mean and variance of each layer of batch normalisation. */
  readonly running: readonly Placed[];
  readonly runningLength: number;
  /** Logits of a label point. */
  readonly outputs: number;
}

/** The layout of a network. @throws TypeError, RangeError as `createModel` for what is no network */
export function parameterLayout(task: {
  readonly network: NetworkName;
  readonly config: NetworkConfig;
}): ParameterLayout {
  const graph = describeNetwork(task.network, task.config);
  const parameters = graphParameters(graph);
  const learned = place(parameters.filter(({ trainable }) => trainable));
  const running = place(parameters.filter(({ trainable }) => !trainable));
  const outputs = graph.outputs.classes * graph.outputs.bins;
  return { parameters, learned, learnedLength: endOf(learned), running, runningLength: endOf(running), outputs };
}

/** How many numbers a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function place(parameters: readonly Parameter[]): Placed[] {
  let offset = 0;
  return parameters.map((parameter) => {
    const length = sizeOf(parameter.shape);
    offset += length;
    return { parameter, offset: offset - length, length };
  });
}

function endOf(placed: readonly Placed[]): number {
  const last = placed.at(-1);
  return last === undefined ? 0 : last.offset + last.length;
}
