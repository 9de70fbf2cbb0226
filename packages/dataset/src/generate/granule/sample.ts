import {
  boxesAlongTrack,
  type PatchSample,
  type PixelMask,
  patchMarginM,
  samplePatches,
  seededRandom,
} from "@atcs/colocate";
import type { ParasolGranule } from "../../granules/parasol.ts";
import type { LabelTrack } from "./read-track.ts";
import { SkipError } from "./skip.ts";
import type { GranuleRules } from "./types.ts";

/** Patches of a granule, and which pixels around its track are valid. */
export interface GranuleSample extends PatchSample {
  readonly valid: PixelMask;
}

/** Degrees of latitude around the wanted ones in which the profile nearest to a drawn point lies. */
const nearbyDeg = 0.5;

/**
 * Draw the patches of a granule. The numbers come from the global seed and the granule's name alone.
 * @throws SkipError when there is none
 */
export async function sampleGranule(
  parasol: ParasolGranule,
  name: string,
  track: LabelTrack,
  rules: GranuleRules,
  signal: AbortSignal | undefined,
): Promise<GranuleSample> {
  const { latRange, minViews, minValidFraction, minLabels, nadirPadding, projection, samplesPerGranule, sampling } =
    rules;
  const options = {
    projection,
    size: rules.patchSize,
    grid: parasol.grid,
    minValidFraction,
    minLabels,
    nadirPadding,
    latRange,
  };
  const [south, north] = latRange;
  const nearby = [...track.lat.keys()].filter((i) => {
    return track.lat[i]! >= south - nearbyDeg && track.lat[i]! <= north + nearbyDeg;
  });
  if (nearby.length === 0) {
    throw new SkipError(
      "no-patch",
      `none of ${track.count} usable profiles lies between ${south} and ${north} degrees north`,
    );
  }
  const around = { lat: nearby.map((i) => track.lat[i]!), lon: nearby.map((i) => track.lon[i]!) };
  const boxes = boxesAlongTrack(parasol.grid, around, { marginM: patchMarginM(options) });
  const valid = await parasol.readValidMask(boxes, { minViews, ...(signal && { signal }) });
  const random = seededRandom(rules.seed, name);
  const sample = samplePatches(track, { ...options, valid, random, samplesPerGranule, sampling });
  if (sample.patches.length === 0) throw noPatch(sample);
  return { ...sample, valid };
}

function noPatch({ candidates, excluded, draws, rejected }: PatchSample): SkipError {
  const [what, reasons] =
    candidates === 0 ? ["no stretch of the track can hold one", excluded] : [`${draws} draws`, rejected];
  const counts = Object.entries(reasons)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${reason} ${count}`);
  return new SkipError("no-patch", `no patch was found: ${what} (${counts.join(", ") || "the track has no extent"})`);
}
