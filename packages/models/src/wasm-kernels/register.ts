import {
  findBackendFactory,
  type GradConfig,
  getGradient,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerGradient,
  registerKernel,
  unregisterGradient,
  unregisterKernel,
} from "@tensorflow/tfjs";
import { ModelError } from "../errors.ts";
import type { OurKernel } from "./_kernel.ts";
import { conv2dBackpropFilter } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInput } from "./conv2d-backprop-input.ts";
import { conv3d } from "./conv3d.ts";
import { conv3dBackpropFilter } from "./conv3d-backprop-filter.ts";
import { conv3dBackpropInput } from "./conv3d-backprop-input.ts";
import { conv3dTransposeGradient } from "./conv3d-transpose-gradient.ts";
import { depthwiseConv2dBackpropFilter } from "./depthwise-conv2d-backprop-filter.ts";
import { depthwiseConv2dBackpropInput } from "./depthwise-conv2d-backprop-input.ts";
import { identity } from "./identity.ts";
import { maxPool3d } from "./max-pool-3d.ts";
import { maxPool3dGrad } from "./max-pool-3d-grad.ts";
import { maxPoolGrad } from "./max-pool-grad.ts";
import { resizeBilinearGrad } from "./resize-bilinear-grad.ts";
import { unsortedSegmentSum } from "./unsorted-segment-sum.ts";

const kernels: readonly OurKernel[] = [
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv3d,
  conv3dBackpropFilter,
  conv3dBackpropInput,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  identity,
  maxPool3d,
  maxPool3dGrad,
  maxPoolGrad,
  resizeBilinearGrad,
  unsortedSegmentSum,
];

/** Marks what is ours, of another copy of this package too, and keeps what tfjs ships in its place. */
const shippedKernel = Symbol.for("@atcs/models/wasm-kernels");

interface Substitute extends KernelConfig {
  readonly [shippedKernel]: KernelConfig | undefined;
}

/**
 * Make networks trainable on tfjs's wasm backend: adds kernels that its gradients need and that it lacks, and replaces
 * those that are wrong or slow. Call it after importing the backend and before the first operation. Further calls do
 * nothing. All of tfjs in the process is affected.
 *
 * Added: the gradients of conv2d for the filter, of depthwiseConv2d, and of gather. Wrong as shipped: the gradients of
 * conv3d for the input (so conv3dTranspose too), and with strides for the filter, of overlapping or negative windows of
 * maxPool, of maxPool3d and of resizeBilinear with half pixel centres; maxPool3d itself where a window has nothing
 * positive. Slow as shipped: the gradient of conv2d for the input (so conv2dTranspose too), conv3d, and copies for the
 * backward pass. Wrong still: conv2d whose kernel is smaller than its stride, with padding "same", is all zeros where the
 * two leave out pixels; no network here has one.
 *
 * tfjs has no gradient of conv3dTranspose. One is added, and since tfjs keeps gradients for all backends in common, all of
 * them have it from then on; else no other backend is affected.
 *
 * @throws ModelError MODEL_DEVICE when no wasm backend is registered
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-wasm";
 * import * as tf from "@tensorflow/tfjs";
 * import { registerWasmKernels } from "@atcs/models/wasm-kernels";
 *
 * registerWasmKernels();
 * await tf.setBackend("wasm");
 * ```
 */
export function registerWasmKernels(): void {
  if (findBackendFactory("wasm") === null) {
    throw new ModelError(
      "MODEL_DEVICE",
      "tfjs has no wasm backend here: run npm install @tensorflow/tfjs-backend-wasm and import it before registerWasmKernels()",
    );
  }
  for (const kernel of kernels) {
    const shipped = registered(kernel.kernelName);
    if (isSubstitute(shipped)) continue;
    if (shipped !== undefined) unregisterKernel(kernel.kernelName, "wasm");
    // What is shipped is set up with the backend all the same, for when it comes back.
    const kernelFunc = functionOf(kernel, shipped);
    const substitute: Substitute = { ...shipped, ...kernel, kernelFunc, [shippedKernel]: shipped };
    registerKernel(substitute);
  }
  if (registeredGradient() === undefined) registerGradient(markedGradient());
}

/** Undo {@link registerWasmKernels}: the kernels that tfjs ships are back, and conv3dTranspose has no gradient. */
export function unregisterWasmKernels(): void {
  for (const { kernelName } of kernels) {
    const substitute = registered(kernelName);
    if (!isSubstitute(substitute)) continue;
    unregisterKernel(kernelName, "wasm");
    const shipped = substitute[shippedKernel];
    if (shipped !== undefined) registerKernel(shipped);
  }
  const gradient = registeredGradient();
  if (gradient !== undefined && shippedKernel in gradient) unregisterGradient(gradient.kernelName);
}

/** What is shipped, for the attributes that it is right with. */
function functionOf({ kernelFunc, replacesFor }: OurKernel, shipped: KernelConfig | undefined): KernelFunc {
  if (shipped === undefined || replacesFor === undefined) return kernelFunc;
  return (args) => (replacesFor(args.attrs) ? kernelFunc(args) : shipped.kernelFunc(args));
}

/** The declared type leaves out that there may be none. */
function registered(kernelName: string): KernelConfig | undefined {
  return getKernel(kernelName, "wasm");
}

function markedGradient(): GradConfig {
  const mark = { [shippedKernel]: undefined };
  return { ...conv3dTransposeGradient, ...mark };
}

/** Of conv3dTranspose, which a later tfjs may have. */
function registeredGradient(): GradConfig | undefined {
  return getGradient(conv3dTransposeGradient.kernelName);
}

function isSubstitute(kernel: KernelConfig | undefined): kernel is Substitute {
  return kernel !== undefined && shippedKernel in kernel;
}
