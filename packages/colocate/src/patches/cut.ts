import { fieldKind } from "../fields/field-kind.ts";
import { MaskReader } from "../grid/_mask-reader.ts";
import type { ImageShape } from "../transforms/image-shape.ts";
import type { PixelMask } from "../types.ts";
import { checkCut, coordinateOf, isFormula } from "./_check-cut.ts";
import { equirectangularResampling, type Resampling } from "./_equirectangular.ts";
import { type GatherSource, gatherFields } from "./_gather.ts";
import { resampleCircular, resampleLinear } from "./_resample.ts";
import { sinusoidalPixels } from "./_sinusoidal.ts";
import { type Patch, patchLatLon } from "./patch.ts";
import { takingPart, usableViews, type ViewAngles } from "./view-geometry.ts";
import { float32Values, type WindowField } from "./window-field.ts";

/** A field that {@link cutPatch} makes by formula, so that nothing need be read for it. */
export interface CoordinateField {
  readonly name: "Latitude" | "Longitude";
  readonly data?: undefined;
  readonly views?: 1;
}

/** What is known of the pixels and views of a window. */
export interface CutOptions {
  /** Pixels that are not valid are missing in every directional field. @default all are valid */
  readonly valid?: PixelMask;
  /**
   * Shape [window pixels, views], see `viewMask`: views that are 0 here are missing in every directional field. The
   * angles thetav, thetas and phi are not cut without it, since they hold a plain 0 where there is no view.
   * @default every slot holds a view
   */
  readonly viewMask?: Uint8Array;
  /**
   * The angles of every view: in the equirectangular projection, neighbours that look more than 3 degrees elsewhere
   * than the nearest pixel take no part. Without angles all do, though the same slot may be another acquisition.
   */
  readonly viewAngles?: ViewAngles;
}

/** The image of a patch; `transformPatch` takes it as it is. */
export interface CutPatch {
  /** Shape [size, size, channels] in physical units, {@link missingValue} where there is no value. */
  readonly image: Float32Array<ArrayBuffer>;
  readonly shape: ImageShape & { readonly layout: "HWC" };
  /** The name of each channel's field: a directional field's comes once for each of its views. */
  readonly fields: readonly string[];
}

/**
 * The values of a patch in physical units, from what its window holds of each field.
 *
 * In the sinusoidal projection every value is that of one stored pixel. In the equirectangular projection
 * - a field that is `linear` is interpolated bilinearly between the four enclosing grid pixels, along each grid row and
 *   then between the rows; neighbours without a value are left out and the weights renormalised, and there is no value
 *   where the nearest pixel has none;
 * - one that is `circular` likewise on the circle, as turns from the nearest pixel's, with a result in [0, 360);
 * - one that is `nearest` takes the grid cell that holds the pixel's centre.
 *
 * A stored value that lies beyond single precision in its unit is none: an image holds no infinities.
 *
 * `Latitude` and `Longitude` follow from the formula and need no data; in the sinusoidal projection they are what is
 * stored when there are data.
 *
 * @param fields in the order of the channels, each with as many channels as it has views
 * @throws ShapeError when an array does not fit the window, or directional fields differ in their number of views;
 * TypeError for a field or option of another kind, and for directional angles without a view mask; RangeError for
 * views, scale or offset that cannot be
 */
export function cutPatch(
  patch: Patch,
  fields: readonly (WindowField | CoordinateField)[],
  options: CutOptions = {},
): CutPatch {
  const views = checkCut(patch, fields, options);
  const mask = options.valid === undefined ? undefined : new MaskReader(options.valid, patch.grid);
  const { pixels } = patch.window;
  const everywhere = new Uint8Array(pixels).fill(1);
  const usable = views === 1 ? everywhere : usableViews(patch, views, mask, options.viewMask);
  const names = fields.flatMap(({ name, views: count = 1 }) => new Array<string>(count).fill(name));
  const channels = names.length;
  const { size } = patch;
  const image = new Float32Array(size * size * channels);
  const sources: GatherSource[] = [];
  let channel = 0;
  for (const field of fields) {
    const fieldViews = field.views ?? 1;
    if (isFormula(field, patch)) writeCoordinates(patch, field.name, image, channels, channel);
    else sources.push({ field, channel, usable: fieldViews > 1 ? usable : everywhere });
    channel += fieldViews;
  }
  if (patch.projection === "sinusoidal") {
    gatherFields(sources, { out: image, channels, pixels: sinusoidalPixels(patch) });
  } else {
    resample(patch, sources, { out: image, channels, views, usable, viewAngles: options.viewAngles });
  }
  return { image, shape: { height: size, width: size, channels, layout: "HWC" }, fields: names };
}

interface Resample {
  readonly out: Float32Array;
  readonly channels: number;
  readonly views: number;
  readonly usable: Uint8Array;
  readonly viewAngles: ViewAngles | undefined;
}

function resample(patch: Patch, sources: readonly GatherSource[], { out, channels, ...rules }: Resample): void {
  const resampling = equirectangularResampling(patch);
  const part = rules.views > 1 ? takingPart(resampling, rules) : undefined;
  // One for all fields; the longest is directional.
  const scratch = new Float64Array(patch.window.pixels * rules.views);
  const flags: GatherSource[] = [];
  for (const source of sources) {
    const { field, channel } = source;
    const { name, views = 1, resampling: kind = fieldKind(name).resampling } = field;
    if (kind === "nearest") {
      flags.push(source);
    } else {
      const target = { ...resampling, out, channels, channel, part: views > 1 ? part : undefined };
      const interpolate = kind === "circular" ? resampleCircular : resampleLinear;
      interpolate(field, float32Values(field, scratch), target);
    }
  }
  gatherFields(flags, { out, channels, pixels: nearestPixels(resampling) });
}

function nearestPixels({ pixels, nearest }: Resampling): Int32Array {
  return Int32Array.from(nearest, (k, i) => pixels[4 * i + k]!);
}

function writeCoordinates(patch: Patch, name: string, out: Float32Array, channels: number, channel: number): void {
  const { lat, lon } = patchLatLon(patch);
  const values = coordinateOf(name) === "lat" ? lat : lon;
  for (let i = 0; i < values.length; i++) {
    const value = Math.fround(values[i]!);
    // The last doubles below 180 degrees round to it.
    out[i * channels + channel] = value === 180 ? -180 : value;
  }
}
