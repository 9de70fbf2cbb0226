import { checkChoice, checkOptions } from "../_check.ts";
import { describeValue } from "../_describe.ts";
import type { Moments } from "../ops/batch-norm-relu.ts";

/** Order of the axes of images. */
export type ImageLayout = "NCHW" | "NHWC";

/** All of them. */
export const imageLayouts: readonly ImageLayout[] = ["NCHW", "NHWC"];

/** Moments of each layer of batch normalisation, by its name. */
export type NamedMoments = ReadonlyMap<string, Moments>;

/** How a network runs. */
export interface RunOptions {
  /** Order of the axes of the input; those of outputs are always as described. @default "NCHW" */
  readonly layout?: ImageLayout | undefined;
  /**
   * False: batch normalisation by the running mean and variance. True: by those of this batch, which are then taken up into
   * the running ones. A function: by those of this batch, which it is given instead, and which `applyMoments` can take up
   * later, such as those of several workers in their order. Their tensors are disposed of soon after it returns: `tf.keep`
   * those that must last. Either happens last, so that a run that fails changes nothing.
   * @default false
   */
  readonly training?: boolean | ((moments: NamedMoments) => void) | undefined;
}

const names = ["layout", "training"];

/** @throws TypeError for an option that there is not, or a value that it cannot have */
export function checkRunOptions(options: RunOptions): void {
  checkOptions("the run", options, names);
  const { layout = "NCHW", training = false } = options;
  checkChoice("layout", layout, imageLayouts);
  if (typeof training !== "boolean" && typeof training !== "function") {
    throw new TypeError(`training is ${describeValue(training)}: expected true, false or a function`);
  }
}
