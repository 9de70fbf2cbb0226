/** Parameters and their slots, one after another, in double precision. */
export interface Slots {
  readonly parameters: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

export const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Factors of update `step`, from 1. */
export function stepFactors(step: number, learningRate: number): { rate: number; correction: number } {
  return {
    rate: learningRate / (1 - adam.beta1 ** step),
    correction: 1 / Math.sqrt(1 - adam.beta2 ** step),
  };
}

/** An update in place, as algorithm 1 of Kingma and Ba (2015) has it. */
export function adamByLoops(slots: Slots, gradient: ArrayLike<number>, step: number, learningRate: number): void {
  const { parameters, first, second } = slots;
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    first[i] = adam.beta1 * first[i]! + (1 - adam.beta1) * g;
    second[i] = adam.beta2 * second[i]! + (1 - adam.beta2) * g * g;
    const mean = first[i]! / (1 - adam.beta1 ** step);
    const square = second[i]! / (1 - adam.beta2 ** step);
    parameters[i]! -= (learningRate * mean) / (Math.sqrt(square) + adam.epsilon);
  }
}
