/**
 * Why a stretch of the track cannot hold a patch's centre, or a drawn patch is not taken:
 * - `gap`: the profiles are too far apart to be joined;
 * - `latitude`: it lies outside of the wanted latitudes;
 * - `grid`: the patch leaves the grid, or rows near a pole are too short;
 * - `labels`: too few profiles;
 * - `padding`: the profiles cannot all keep their distance from the east and west borders;
 * - `image`: too few valid pixels;
 * - `duplicate`: the same patch was drawn before.
 */
export type SamplingReason = "gap" | "latitude" | "grid" | "labels" | "padding" | "image" | "duplicate";

/** How often each reason was met. */
export type ReasonCounts = Record<SamplingReason, number>;

export function noReasons(): ReasonCounts {
  return { gap: 0, latitude: 0, grid: 0, labels: 0, padding: 0, image: 0, duplicate: 0 };
}
