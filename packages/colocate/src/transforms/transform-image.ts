import { checkObject, checkOptions } from "../_check-options.ts";
import { describeValue } from "../_describe.ts";
import { ShapeError } from "../errors.ts";
import { missingValue } from "../patches/missing-value.ts";
import { checkSize, placementOf, type SourceWalk, sourceWalk } from "./_placement.ts";
import { turnValues, type ValueTurn, valueTurns } from "./_turn-values.ts";
import type { ImageExtent, ImageShape } from "./image-shape.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link transformImage}. */
export interface TransformImageOptions {
  /** The value of what was not measured. @default -32767 */
  readonly missing?: number;
  /** An array of the image's length to write into and return, apart from the image in memory. @default a new one */
  readonly out?: Float32Array;
}

/** An image and its shape; the two differ together when a quarter turn swaps height and width. */
export interface TransformedImage {
  readonly image: Float32Array;
  readonly shape: ImageShape;
}

/**
 * Turn or mirror an image, and with it those values that depend on directions.
 *
 * What becomes of a value follows from its field ({@link fieldKind}):
 * - Stokes U (`U490P`, ...) changes its sign in a mirror image, as does `delta_thetav.sinphi`. Q and U keep their values
 *   in a quarter turn, since they refer to a plane that turns with the scene: most likely the meridian plane of the view
 *   direction and the local vertical. The product's documentation leaves that axis open; were it fixed to the grid, a
 *   quarter turn would have to mix Q and U;
 * - `phi`, the azimuth of the view relative to the sun, becomes 360 - phi in a mirror image (and 0 stays 0);
 * - `phis`, the sun's azimuth in degrees clockwise from north, turns with the image: less 90 for each quarter turn,
 *   360 - phis in a horizontal flip, 180 - phis in a vertical one, all in [0, 360);
 * - everything else keeps its value, `Latitude` and `Longitude` too: they still say where a pixel came from.
 *
 * Values must be physical, in the field's unit: not clipped at zero, scaled or normalised. Missing ones, NaN and
 * the infinities stay as they are.
 *
 * @param image `height * width * channels` elements in the order of `shape.layout`
 * @param fields the field of each channel; a directional field takes 16 channels, so its name comes 16 times
 * @returns a new image, or `out`, also for the identity
 * @throws ShapeError for an image, an `out` or a list of fields that does not fit the shape, or a shape without pixels;
 * TypeError or RangeError for what is no image, field name, transform, layout or option
 */
export function transformImage(
  image: Float32Array,
  shape: ImageShape,
  fields: readonly string[],
  transform: Transform,
  options: TransformImageOptions = {},
): TransformedImage {
  checkImage(image, shape, fields);
  checkOptions("transformImage", options);
  const { missing = missingValue, out = new Float32Array(image.length) } = options;
  checkOut(out, image);
  const placement = placementOf(shape, transform);
  const { height, width } = placement;
  const { channels, layout } = shape;
  const copy = layout === "HWC" ? copyPixels : copyPlanes;
  copy(image, sourceWalk(placement, shape), { height, width }, channels, out);
  const turns = valueTurns(fields, transform);
  if (turns.length > 0) turnChannels(out, height * width, { channels, layout }, turns, Math.fround(missing));
  return { image: out, shape: { height, width, channels, layout } };
}

function copyPixels(
  image: Float32Array,
  walk: SourceWalk,
  extent: ImageExtent,
  channels: number,
  out: Float32Array,
): void {
  const { start, rowStep, colStep } = walk;
  for (let row = 0, at = 0; row < extent.height; row++) {
    for (let col = 0; col < extent.width; col++) {
      const from = (start + row * rowStep + col * colStep) * channels;
      for (let c = 0; c < channels; c++) out[at++] = image[from + c]!;
    }
  }
}

function copyPlanes(
  image: Float32Array,
  walk: SourceWalk,
  extent: ImageExtent,
  channels: number,
  out: Float32Array,
): void {
  const { start, rowStep, colStep } = walk;
  const { height, width } = extent;
  for (let c = 0, at = 0; c < channels; c++) {
    for (let row = 0; row < height; row++) {
      const from = c * height * width + start + row * rowStep;
      for (let col = 0; col < width; col++) out[at++] = image[from + col * colStep]!;
    }
  }
}

function turnChannels(
  data: Float32Array,
  pixels: number,
  { channels, layout }: Pick<ImageShape, "channels" | "layout">,
  turns: readonly ValueTurn[],
  missing: number,
): void {
  if (layout === "CHW") {
    for (const turn of turns) turnValues(data, turn.channel * pixels, turn.count * pixels, turn, missing);
    return;
  }
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (const turn of turns) turnValues(data, pixel * channels + turn.channel, turn.count, turn, missing);
  }
}

function checkImage(image: Float32Array, shape: ImageShape, fields: readonly string[]): void {
  checkObject("the shape of the image", shape);
  const { height, width, channels, layout } = shape;
  if (layout !== "HWC" && layout !== "CHW") {
    throw new TypeError(`layout is ${describeValue(layout)}: expected "HWC" or "CHW"`);
  }
  checkSize("channels", channels);
  if (!(image instanceof Float32Array)) {
    throw new TypeError(`the image must be a Float32Array, got ${describeValue(image)}`);
  }
  const expected = height * width * channels;
  if (image.length !== expected) {
    throw new ShapeError(
      `the image has ${image.length} elements: expected ${expected} for ${height} x ${width} pixels of ${channels} channels`,
    );
  }
  if (!Array.isArray(fields)) {
    throw new TypeError(`the fields must be an array of names, one for each channel, got ${describeValue(fields)}`);
  }
  if (fields.length !== channels) {
    throw new ShapeError(`there are ${fields.length} field names: expected one for each of the ${channels} channels`);
  }
  for (let channel = 0; channel < channels; channel++) {
    if (typeof fields[channel] === "string") continue;
    throw new TypeError(`the field of channel ${channel} is ${describeValue(fields[channel])}: expected a name`);
  }
}

function checkOut(out: Float32Array, image: Float32Array): void {
  if (!(out instanceof Float32Array)) throw new TypeError(`out must be a Float32Array, got ${describeValue(out)}`);
  if (out.length !== image.length) {
    throw new ShapeError(`out has ${out.length} elements: expected ${image.length}, as the image`);
  }
  const isApart =
    out.buffer !== image.buffer ||
    out.byteOffset >= image.byteOffset + image.byteLength ||
    image.byteOffset >= out.byteOffset + out.byteLength;
  // Pixels would be overwritten before they are read.
  if (!isApart) throw new RangeError("out overlaps the image in memory: expected another array");
}
