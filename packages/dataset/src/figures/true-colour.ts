import { missingValue, polderViews } from "@atcs/colocate";
import { checkLength } from "./_check.ts";
import type { RgbaImage } from "./_png.ts";

/** Radiances of a band in all its views. */
export interface BandViews {
  /** In nm. */
  readonly wavelength: number;
  /** Shape [16, H, W]: a dataset's channels of the field, one after another. Missing: -32767 or not finite. */
  readonly values: ArrayLike<number>;
}

/** Names of the fields that {@link trueColour} is made from, with their wavelengths in nm. */
export const trueColourFields: readonly (readonly [field: string, wavelength: number])[] =
  /* @__PURE__ */ Object.freeze([
    ["I443NP", 443],
    ["I490P", 490],
    ["I565NP", 565],
    ["I670P", 670],
  ] as const);

/** Red, green and blue in nm: the bands of MODIS that its true-colour images are made of. */
const colourWavelengths = [645, 555, 469];
const centralViews = 4;
/** A colour so near to the outermost band is taken from it: 469 nm from 490 where there is no 443. */
const nearestNm = 30;

/**
 * An image in the colours of the eye: the mean of the four central views of each pixel, interpolated between the bands
 * to red (645 nm), green (555 nm) and blue (469 nm), then scaled so that the least of all three becomes black and the
 * largest white. A colour up to 30 nm outside the bands is that of the nearest one. Pixels without a view in all bands are
 * transparent.
 *
 * The central views are those in the middle of the views that the pixel has in every band.
 * @param bands in any order
 * @throws RangeError for bands that are too far from a colour, or do not have the image's size
 */
export function trueColour(bands: readonly BandViews[], height: number, width: number): RgbaImage {
  const sorted = [...bands].sort((a, b) => a.wavelength - b.wavelength);
  for (const { wavelength, values } of sorted) {
    checkLength(`the band at ${wavelength} nm`, values, polderViews * height * width);
  }
  if (!canBeTrueColour(sorted.map(({ wavelength }) => wavelength))) {
    const found = sorted.map(({ wavelength }) => wavelength).join(", ") || "no wavelength";
    throw new RangeError(`the bands are at ${found} nm: expected some around 469 to 645 nm`);
  }
  const mixes = colourWavelengths.map((wavelength) => mixOf(sorted, wavelength));
  const means = centralMeans(sorted, height * width);
  const colours = new Float64Array(3 * height * width);
  let [least, most] = [Infinity, -Infinity];
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (const [c, { below, above, part }] of mixes.entries()) {
      const value = (1 - part) * means[below]![pixel]! + part * means[above]![pixel]!;
      colours[3 * pixel + c] = value;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return toImage(colours, { least, most, height, width });
}

/** Can bands of these wavelengths be made an image in true colours? */
export function canBeTrueColour(wavelengths: readonly number[]): boolean {
  const [least, most] = [Math.min(...wavelengths), Math.max(...wavelengths)];
  return colourWavelengths.every((colour) => colour >= least - nearestNm && colour <= most + nearestNm);
}

/** The bands around a wavelength, by their number, and how far it is from the first to the second. */
function mixOf(sorted: readonly BandViews[], wavelength: number): { below: number; above: number; part: number } {
  const found = sorted.findIndex((band) => band.wavelength >= wavelength);
  const above = found < 0 ? sorted.length - 1 : found;
  const below = found < 0 ? above : Math.max(0, found - 1);
  const [from, to] = [sorted[below]!.wavelength, sorted[above]!.wavelength];
  return { below, above, part: to > from ? (wavelength - from) / (to - from) : 0 };
}

/** For each band shape [pixels], NaN without a view. */
function centralMeans(bands: readonly BandViews[], pixels: number): Float64Array[] {
  const means = bands.map(() => new Float64Array(pixels).fill(Number.NaN));
  const views: number[] = [];
  for (let pixel = 0; pixel < pixels; pixel++) {
    views.length = 0;
    for (let view = 0; view < polderViews; view++) {
      if (bands.every(({ values }) => isValue(values[view * pixels + pixel]!))) views.push(view);
    }
    if (views.length === 0) continue;
    const count = Math.min(centralViews, views.length);
    const first = (views.length - count) >> 1;
    for (const [b, { values }] of bands.entries()) {
      let sum = 0;
      for (let i = first; i < first + count; i++) sum += values[views[i]! * pixels + pixel]!;
      means[b]![pixel] = sum / count;
    }
  }
  return means;
}

function isValue(value: number): boolean {
  return Number.isFinite(value) && value !== missingValue;
}

function toImage(
  colours: Float64Array,
  { least, most, height, width }: { least: number; most: number; height: number; width: number },
): RgbaImage {
  const rgba = new Uint8Array(4 * height * width);
  const span = most > least ? most - least : 1;
  for (let pixel = 0; pixel < height * width; pixel++) {
    if (Number.isNaN(colours[3 * pixel]!)) continue;
    for (let c = 0; c < 3; c++) rgba[4 * pixel + c] = Math.round((255 * (colours[3 * pixel + c]! - least)) / span);
    rgba[4 * pixel + 3] = 255;
  }
  return { width, height, rgba };
}
