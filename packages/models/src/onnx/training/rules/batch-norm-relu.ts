import { epsilon } from "../../../graph/epsilon.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";
import { Channels } from "./_channels.ts";
import { reluGradient } from "./_relu-gradient.ts";
import type { Backward, TrainingRule } from "./rule.ts";

/**
 * y = max(z, 0), z = gamma x' + beta, x' = (x - mean) / sqrt(variance + epsilon) with the moments of x itself (Ioffe and
 * Szegedy 2015). With n values in a channel and g = dL/dy where z > 0, else 0:
 * dL/dbeta = sum g, dL/dgamma = sum g x', dL/dx = gamma / sqrt(variance + epsilon) (g - dL/dbeta / n - x' dL/dgamma / n).
 * x - mean and y stay for the way back. Volumes are images whose rows are those of all cells.
 */
export const batchNormRelu: TrainingRule<"batchNormRelu"> = ({ name }, [input], { value: shape }, context) => {
  const { onnx, parameter, addMoments } = context;
  const { altitude, height, width, channels } = shape;
  const each = new Channels(onnx, channels, altitude * height * width);
  const given = onnx.node("Shape", `${name}/shape`, [input]);
  const image = onnx.integers(`${name}/image`, [-1, channels, altitude * height, width]);

  const x = onnx.node("Reshape", `${name}/x`, [input, image]);
  const mean = each.means(x, `${name}/means`);
  const centred = onnx.node("Sub", `${name}/centred`, [x, mean]);
  const variance = each.meanProducts(centred, centred, `${name}/variance`);
  const count = valueCount(given, altitude * height * width, name, onnx);
  addMoments(name, each.vector(mean, `${name}/mean`), besselCorrected(variance, count, name, onnx));

  const inverse = inverseDeviation(variance, name, onnx);
  const factor = onnx.node("Mul", `${name}/factor`, [parameter(`${name}/gamma`), inverse]);
  const z = each.scaleShift(centred, factor, parameter(`${name}/beta`), `${name}/z`);
  const y = onnx.node("Relu", `${name}/y`, [z]);
  return {
    value: onnx.node("Reshape", name, [y, given]),
    backward: (gradient, [isWanted], back) => {
      const prefix = `${back.prefix}/${name}`;
      const g = reluGradient(onnx.node("Reshape", `${prefix}/y`, [gradient, image]), y, prefix, onnx);
      const { meanPassed, meanProduct } = parameterGradients(g, prefix, back);
      return [isWanted ? inputGradient(g, meanPassed, meanProduct, prefix) : undefined];
    },
  };

  /** @returns means of g and of g x' */
  function parameterGradients(
    g: OnnxValue,
    prefix: string,
    back: Backward,
  ): { readonly meanPassed: OnnxValue; readonly meanProduct: OnnxValue } {
    const meanPassed = each.vector(each.means(g, `${prefix}/means`), `${prefix}/mean_passed`);
    const meanCentred = each.meanProducts(g, centred, `${prefix}/mean_centred`);
    const meanProduct = onnx.node("Mul", `${prefix}/mean_product`, [meanCentred, inverse]);
    back.addGradient(`${name}/gamma`, onnx.node("Mul", `${prefix}/gamma_gradient`, [meanProduct, count]));
    back.addGradient(`${name}/beta`, onnx.node("Mul", `${prefix}/beta_gradient`, [meanPassed, count]));
    return { meanPassed, meanProduct };
  }

  function inputGradient(g: OnnxValue, meanPassed: OnnxValue, meanProduct: OnnxValue, prefix: string): OnnxValue {
    const negative = onnx.node("Neg", `${prefix}/negative_factor`, [factor]);
    const summand = onnx.node("Mul", `${prefix}/summand`, [negative, meanPassed]);
    const slope = onnx.node("Mul", `${prefix}/slope`, [
      onnx.node("Mul", `${prefix}/slope_of_normalized`, [negative, meanProduct]),
      inverse,
    ]);
    const own = each.scale(g, factor, `${prefix}/own`);
    const ofMoments = each.scaleShift(centred, slope, summand, `${prefix}/of_moments`);
    const sum = onnx.node("Add", `${prefix}/x`, [own, ofMoments]);
    return onnx.node("Reshape", `${prefix}/input`, [sum, given]);
  }
};

/** How many values each channel has, as a number with a fraction. */
function valueCount(shape: OnnxValue, pixels: number, name: string, onnx: OnnxGraphBuilder): OnnxValue {
  const batch = onnx.node("Gather", `${name}/batch`, [shape, onnx.integers(`${name}/batch_axis`, [0])]);
  // TensorProto.DataType: 1 is float32.
  const images = onnx.node("Cast", `${name}/images`, [batch], { to: 1 });
  return onnx.node("Mul", `${name}/count`, [images, onnx.floats(`${name}/pixels`, [1], Float32Array.of(pixels))]);
}

/** variance n / (n - 1): not finite for one value, of which there is no variance. */
function besselCorrected(variance: OnnxValue, count: OnnxValue, name: string, onnx: OnnxGraphBuilder): OnnxValue {
  const rest = onnx.node("Sub", `${name}/rest`, [count, onnx.floats(`${name}/one`, [1], Float32Array.of(1))]);
  const sum = onnx.node("Mul", `${name}/square_sum`, [variance, count]);
  return onnx.node("Div", `${name}/unbiased_variance`, [sum, rest]);
}

/** 1 / sqrt(variance + epsilon), NaN for an infinite variance, by which all values would be 0. */
function inverseDeviation(variance: OnnxValue, name: string, onnx: OnnxGraphBuilder): OnnxValue {
  const small = onnx.floats(`${name}/epsilon`, [1], Float32Array.of(epsilon));
  const deviation = onnx.node("Sqrt", `${name}/deviation`, [
    onnx.node("Add", `${name}/safe_variance`, [variance, small]),
  ]);
  const reciprocal = onnx.node("Reciprocal", `${name}/reciprocal`, [deviation]);
  const zero = onnx.node("Mul", `${name}/zero_or_nan`, [
    variance,
    onnx.floats(`${name}/zero`, [1], new Float32Array(1)),
  ]);
  return onnx.node("Add", `${name}/inverse_deviation`, [reciprocal, zero]);
}
