import { ShapeError } from "../errors.ts";
import { fieldKind } from "../fields/field-kind.ts";
import { equirectangularResampling, type Resampling } from "./_equirectangular.ts";
import { type GatherSource, gatherFields } from "./_gather.ts";
import { resampleCircular, resampleLinear } from "./_resample.ts";
import { sinusoidalPixels } from "./_sinusoidal.ts";
import { type Patch, patchLatLon } from "./patch.ts";
import { takingPart, usableViews, type ViewAngles } from "./view-geometry.ts";
import { checkWindowField, storedValues, type WindowField } from "./window-field.ts";

/** What is known of the pixels and views of a window. */
export interface CutOptions {
  /** Shape [window pixels]: pixels that are 0 here are missing in every directional field. @default all are valid */
  readonly valid?: Uint8Array;
  /** Shape [window pixels, views]: views that are 0 here are missing in every directional field. @default none is */
  readonly viewMask?: Uint8Array;
  /**
   * The angles of every view: in the equirectangular projection, neighbours that look more than 3 degrees elsewhere
   * than the nearest pixel take no part. Without angles all do, though the same slot may be another acquisition.
   */
  readonly viewAngles?: ViewAngles;
}

/**
 * The values of a patch in physical units, from what its window holds of each field.
 *
 * In the sinusoidal projection every value is that of one stored pixel. In the equirectangular projection
 * - a field that is `linear` is interpolated bilinearly between the four enclosing grid pixels, along each grid row and
 *   then between the rows; neighbours without a value are left out and the weights renormalised, and there is no value
 *   where the nearest pixel has none;
 * - one that is `circular` likewise on the circle, as turns from the nearest pixel's, with a result in [0, 360);
 * - one that is `nearest` takes the grid cell that holds the pixel's centre;
 * - `Latitude` and `Longitude` follow from the formula.
 *
 * @returns [size, size, channels] with {@link missingValue} where there is none. Fields are in the given order, each
 * with as many channels as it has views.
 * @throws ShapeError when an array does not fit the window, or directional fields differ in their number of views
 */
export function cutPatch(patch: Patch, fields: readonly WindowField[], options: CutOptions = {}): Float32Array {
  const views = checkCut(patch, fields, options);
  const { pixels } = patch.window;
  const everywhere = new Uint8Array(pixels).fill(1);
  const usable = views === 1 ? everywhere : usableViews(pixels, views, options);
  let channels = 0;
  const sources: GatherSource[] = [];
  for (const field of fields) {
    const fieldViews = field.views ?? 1;
    sources.push({ field, channel: channels, usable: fieldViews > 1 ? usable : everywhere });
    channels += fieldViews;
  }
  const out = new Float32Array(patch.size * patch.size * channels);
  if (patch.projection === "sinusoidal") gatherFields(sources, { out, channels, pixels: sinusoidalPixels(patch) });
  else resample(patch, sources, { out, channels, views, usable, viewAngles: options.viewAngles });
  return out;
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
    if (name === "Latitude" || name === "Longitude") {
      writeCoordinates(name === "Latitude" ? patchLatLon(patch).lat : patchLatLon(patch).lon, out, channels, channel);
    } else if (kind === "nearest") {
      flags.push(source);
    } else {
      const target = { ...resampling, out, channels, channel, part: views > 1 ? part : undefined };
      const interpolate = kind === "circular" ? resampleCircular : resampleLinear;
      interpolate(field, storedValues(field, scratch), target);
    }
  }
  gatherFields(flags, { out, channels, pixels: nearestPixels(resampling) });
}

function nearestPixels({ pixels, nearest }: Resampling): Int32Array {
  return Int32Array.from(nearest, (k, i) => pixels[4 * i + k]!);
}

function writeCoordinates(values: Float64Array, out: Float32Array, channels: number, channel: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = Math.fround(values[i]!);
    // The last doubles below 180 degrees round to it.
    out[i * channels + channel] = value === 180 ? -180 : value;
  }
}

/** Checks all shapes; the number of views of the directional fields, 1 without any. */
function checkCut(patch: Patch, fields: readonly WindowField[], { valid, viewMask, viewAngles }: CutOptions): number {
  const { window } = patch;
  for (const field of fields) checkWindowField(field, window);
  const directional = fields.filter(({ views = 1 }) => views > 1);
  const [first] = directional;
  checkLength("valid", valid, window.pixels);
  if (first?.views === undefined) return 1;
  checkLength("viewMask", viewMask, window.pixels * first.views);
  const angles = viewAngles === undefined ? [] : [viewAngles.thetav, viewAngles.phi];
  for (const field of angles) checkWindowField(field, window);
  for (const { name, views = 1 } of [...directional, ...angles]) {
    if (views !== first.views) {
      throw new ShapeError(`field ${name} has ${views} views: expected ${first.views} as in ${first.name}`);
    }
  }
  return first.views;
}

function checkLength(what: string, mask: Uint8Array | undefined, expected: number): void {
  if (mask !== undefined && mask.length !== expected) {
    throw new ShapeError(`${what} has ${mask.length} elements: expected ${expected}`);
  }
}
