import type { RandomTransformOptions } from "@atcs/colocate";
import { checkBoolean, checkChoice, checkOptions, describeValue } from "../_check-options.ts";
import type { ValueTransform } from "../layout/statistics-file.ts";

/** What becomes of the values of an image; in this order, after missing values were set apart. */
export interface PreprocessOptions {
  /**
   * Quarter turns and mirror images, drawn for each instance and epoch, of image and labels together; `{ turns }` and
   * `{ mirror }` choose which.
   * @default false
   */
  readonly augment?: boolean | RandomTransformOptions | undefined;
  /**
   * `physical`: reflectances to [0, 1.5] and Q and U to [-1, 1]; `published`: all of them to [0, 1], which takes the
   * negative values of Q and U away, so that mirror images are refused; false: nothing is clipped.
   * @default "physical"
   */
  readonly clip?: ValueTransform["clip"] | undefined;
  /**
   * `default`: zenith angles become their sine and phi its cosine, so that there are as many channels as angles;
   * `sincos`: each field of angles gives its sines, then its cosines, twice as many channels; `raw`: degrees.
   * @default "default"
   */
  readonly angles?: ValueTransform["angles"] | undefined;
  /**
   * (value - mean) / std, by the statistics of the split's training set. A channel that is constant there, or has no value,
   * has a std of 0 and is only shifted. Inputs are always finite: statistics that would make others are refused.
   * @default true
   */
  readonly normalize?: boolean | undefined;
  /** One more channel, the last: the share of a pixel's channels that have a value, 0 to 1. @default false */
  readonly validityMask?: boolean | undefined;
  /** Order of the axes: channels first or last. @default "NCHW" */
  readonly layout?: ImageLayout | undefined;
}

/** Order of the axes of a batch; an instance has no N. */
export type ImageLayout = "NCHW" | "NHWC";

/** Options with all their values. */
export interface PreprocessSettings extends ValueTransform {
  readonly augment: RandomTransformOptions | false;
  readonly normalize: boolean;
  readonly validityMask: boolean;
  readonly layout: ImageLayout;
}

/** The names of the options. */
export const preprocessOptionNames: readonly (keyof PreprocessOptions)[] = [
  "augment",
  "clip",
  "angles",
  "normalize",
  "validityMask",
  "layout",
];

/**
 * Check options and give them their defaults.
 * @throws TypeError or RangeError for a wrong one, and for mirror images of values that were clipped as published
 */
export function preprocessSettings(options: PreprocessOptions): PreprocessSettings {
  const {
    augment = false,
    clip = "physical",
    angles = "default",
    normalize = true,
    validityMask = false,
    layout = "NCHW",
  } = options;
  checkChoice("clip", clip, ["physical", "published", false]);
  checkChoice("angles", angles, ["default", "raw", "sincos"]);
  checkChoice("layout", layout, ["NCHW", "NHWC"]);
  checkBoolean("normalize", normalize);
  checkBoolean("validityMask", validityMask);
  return { augment: augmentation(augment, clip), clip, angles, normalize, validityMask, layout };
}

function augmentation(augment: unknown, clip: ValueTransform["clip"]): RandomTransformOptions | false {
  if (augment === false) return false;
  if (augment !== true && (typeof augment !== "object" || augment === null)) {
    throw new TypeError(`augment is ${describeValue(augment)}: expected true, false or { turns, mirror }`);
  }
  const chosen: RandomTransformOptions = augment === true ? {} : augment;
  checkOptions("augment", chosen, ["turns", "mirror"]);
  const { turns = true, mirror = true } = chosen;
  checkBoolean("augment.turns", turns);
  checkBoolean("augment.mirror", mirror);
  if (mirror && clip === "published") {
    throw new RangeError(
      'augment: mirror images change the sign of U, which clip "published" takes away; use augment: { mirror: false } or another clip',
    );
  }
  return { turns, mirror };
}
