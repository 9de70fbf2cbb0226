import {
  add,
  avgPool,
  customGrad,
  engine,
  getBackend,
  maxPool as largest,
  MaxPoolGrad,
  mul,
  type Tensor4D,
} from "@tensorflow/tfjs";
import { exactBackends } from "./relu.ts";

/**
 * The greatest of each 2 x 2 pixels; NaN where one of them is not finite. tfjs overlooks a NaN on cpu, and on wasm unless it
 * comes first: so 0 times their mean is added. On wasm that mean, and so this, also overflows for four finite values above
 * 8.5e37.
 */
export function maxPool(x: Tensor4D): Tensor4D {
  if (!exactBackends.includes(getBackend())) return largest(x, 2, 2, "valid");
  const operation = customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor4D, (tensors: Tensor4D[]) => void];
    const output = add(largest(input, 2, 2, "valid"), mul(avgPool(input, 2, 2, "valid"), 0)) as Tensor4D;
    save([input, output]);
    return { value: output, gradFunc: (dy, saved) => slope(dy as Tensor4D, saved as [Tensor4D, Tensor4D]) };
  });
  return operation(x) as Tensor4D;
}

/** As tfjs has it of its own operation. */
function slope(dy: Tensor4D, [input, output]: [Tensor4D, Tensor4D]): Tensor4D {
  return engine().runKernel(MaxPoolGrad, { dy, input, output }, { filterSize: 2, strides: 2, pad: "valid" });
}
