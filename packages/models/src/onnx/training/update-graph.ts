import { OnnxGraphBuilder, type OnnxValue } from "../onnx-graph-builder.ts";
import type { GraphProto } from "../proto/messages.ts";
import { type GradientSum, trainingNames } from "./names.ts";

/** Constants of Adam. */
export interface AdamConstants {
  /** Share of the running mean of gradients that is kept in each update. */
  readonly beta1: number;
  /** The same of squared gradients. */
  readonly beta2: number;
  /** Added to the root of the latter. */
  readonly epsilon: number;
}

/**
 * One update by Adam of `count` numbers that are learned, with g the sum of the gradients times their factors:
 * m' = beta1 m + (1 - beta1) g, v' = beta2 v + (1 - beta2) g^2, p' = p - rate m' / (sqrt(v') correction + epsilon).
 */
export function updateGraph(sums: readonly GradientSum[], constants: AdamConstants, count: number): GraphProto {
  const { beta1, beta2, epsilon } = constants;
  const onnx = new OnnxGraphBuilder();
  const constant = (name: string, value: number): OnnxValue => onnx.floats(name, [], Float32Array.of(value));
  const vector = (name: string): OnnxValue => onnx.input(name, "float32", [count]);
  const scalar = (name: string): OnnxValue => onnx.input(name, "float32", []);
  const [parameters, first, second] = ["parameters", "first_moments", "second_moments"].map(vector);
  const gradient = writeGradient(sums, onnx, vector, scalar);
  const [rate, correction] = [scalar("rate"), scalar("correction")];
  const mean = (name: string, old: OnnxValue, beta: number, value: OnnxValue): OnnxValue => {
    const kept = onnx.node("Mul", `${name}/kept`, [old, constant(`${name}/beta`, beta)]);
    const added = onnx.node("Mul", `${name}/added`, [value, constant(`${name}/share`, 1 - beta)]);
    return onnx.node("Add", trainingNames.next(name), [kept, added]);
  };
  const nextFirst = mean("first_moments", first!, beta1, gradient);
  const nextSecond = mean("second_moments", second!, beta2, onnx.node("Mul", "squares", [gradient, gradient]));
  const corrected = onnx.node("Mul", "corrected", [onnx.node("Sqrt", "roots", [nextSecond]), correction!]);
  const divisors = onnx.node("Add", "divisors", [corrected, constant("epsilon", epsilon)]);
  const quotients = onnx.node("Div", "quotients", [onnx.node("Mul", "rated", [nextFirst, rate!]), divisors]);
  const nextParameters = onnx.node("Sub", trainingNames.next("parameters"), [parameters!, quotients]);
  for (const each of [nextParameters, nextFirst, nextSecond]) onnx.output(each, "float32", [count]);
  onnx.output(onnx.node("ReduceSum", "magnitude", [nextSecond], { keepdims: 0 }), "float32", []);
  return onnx.build("update");
}

/** The gradient of the loss: the sum of those of the sums times their factors. */
function writeGradient(
  sums: readonly GradientSum[],
  onnx: OnnxGraphBuilder,
  vector: (name: string) => OnnxValue,
  scalar: (name: string) => OnnxValue,
): OnnxValue {
  const gradients = sums.map(vector);
  const parts = gradients.map((each, i) =>
    onnx.node("Mul", `gradient/of_${each.name}`, [each, scalar(trainingNames.factor(sums[i]!))]),
  );
  return parts.reduce((sum, part, i) => onnx.node("Add", `gradient/${i}`, [sum, part]));
}
