import { profileSpacingM, trackProfiles } from "../orbit/_track-profiles.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import type { TrackProfiles } from "../orbit/profile-track.ts";
import { periodSec } from "../orbit/reference-orbit.ts";

/**
 * The profiles of the night half that follows the sunlit half of an orbit, from north to south: as those of
 * `profileTrack`, every 5 km, with one at the descending node.
 * @param latRange degrees north, south first
 */
export function nightTrack(orbit: HalfOrbit, latRange: readonly [number, number]): TrackProfiles {
  return trackProfiles(orbit, orbit.nodeTai93 + periodSec / 2, profileSpacingM, latRange);
}
