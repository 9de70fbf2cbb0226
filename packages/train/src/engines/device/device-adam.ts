import { add, div, mul, sqrt, square, sub, type Tensor, tidy, type Variable } from "@tensorflow/tfjs";
import { adamConstants } from "../compute/adam-constants.ts";

/** A parameter that is learned and its slots, on the device. */
export interface DeviceSlots {
  readonly parameter: Variable;
  readonly firstMoment: Variable;
  readonly secondMoment: Variable;
}

/**
 * One update, by the formula of `adamStep` in operations on the device.
 * @param gradients in the order of the slots
 * @param step number of this update, from 1
 */
export function deviceAdamStep(
  slots: readonly DeviceSlots[],
  gradients: readonly Tensor[],
  step: number,
  learningRate: number,
): void {
  const { beta1, beta2, epsilon } = adamConstants;
  const rate = learningRate / (1 - beta1 ** step);
  const correction = 1 / Math.sqrt(1 - beta2 ** step);
  for (const [i, { parameter, firstMoment, secondMoment }] of slots.entries()) {
    tidy(() => {
      const gradient = gradients[i]!;
      const m = add(mul(firstMoment, beta1), mul(gradient, 1 - beta1));
      const v = add(mul(secondMoment, beta2), mul(square(gradient), 1 - beta2));
      const change = div(mul(m, rate), add(mul(sqrt(v), correction), epsilon));
      firstMoment.assign(m);
      secondMoment.assign(v);
      parameter.assign(sub(parameter, change));
    });
  }
}
