import { add, customGrad, matMul, type Tensor, type Tensor2D, zeros } from "@tensorflow/tfjs";
import type { DenseLayer } from "../graph/types.ts";
import { relu } from "./relu.ts";

/**
 * The head of a network, of features [n, D].
 * @param flaw is added to all outputs, by way of the last bias, which is the smallest thing to add it to
 * @returns [n, outputs]
 */
export function runHead(
  head: readonly DenseLayer[],
  features: Tensor2D,
  flaw: Tensor,
  parameter: (name: string) => Tensor,
): Tensor2D {
  if (features.shape[0] === 0) return headOfNothing(head, features, parameter);
  return head.reduce((input, { name, relu: isRelu }, i) => {
    const bias = parameter(`${name}/bias`);
    const product = matMul(input, parameter(`${name}/kernel`) as Tensor2D);
    const biased = add(product, i === head.length - 1 ? add(bias, flaw) : bias) as Tensor2D;
    return isRelu ? relu(biased) : biased;
  }, features);
}

/**
 * No outputs, with gradients of 0: of tensors without elements, wasm has sums and products that are what happened to lie in
 * memory.
 */
function headOfNothing(head: readonly DenseLayer[], features: Tensor2D, parameter: (name: string) => Tensor): Tensor2D {
  const parameters = head.flatMap(({ name }) => [parameter(`${name}/kernel`), parameter(`${name}/bias`)]);
  const inputs = [features, ...parameters];
  const nothing = customGrad(() => ({
    value: zeros([0, head.at(-1)!.units]),
    gradFunc: () => inputs.map(({ shape }) => zeros(shape)),
  }));
  return nothing(...inputs) as Tensor2D;
}
