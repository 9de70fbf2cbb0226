import type { JsonValue } from "../format/json.ts";
import type { Colocation } from "./pair.ts";

/** What `atcs colocate --json` prints. */
export function colocationJson(colocation: Colocation, withProfiles: boolean): JsonValue {
  const { count } = colocation.corners;
  return {
    profiles: withProfiles ? Array.from({ length: count }, (_, index) => profileJson(colocation, index)) : undefined,
    summary: { ...colocation.summary },
  };
}

function profileJson({ track, corners, timeDifferenceSec }: Colocation, index: number): JsonValue {
  const four = [4 * index, 4 * index + 1, 4 * index + 2, 4 * index + 3];
  const enclosed = corners.enclosed[index] === 1;
  const onEarth = track.valid[index] === 1;
  return {
    index,
    lat: onEarth ? track.lat[index]! : null,
    lon: onEarth ? track.lon[index]! : null,
    enclosed,
    corners: four.map((i) => cornerJson(corners.corners, i)),
    distances_m: four.map((i) => finiteOrNull(corners.distancesM[i]!)),
    weights: enclosed ? four.map((i) => corners.weights[i]!) : null,
    time_difference_s: timeDifferenceSec === undefined ? undefined : finiteOrNull(timeDifferenceSec[index]!),
  };
}

/** `[row, col]` in the whole grid, or null where a quadrant has no pixel. */
function cornerJson(corners: Int32Array, i: number): JsonValue {
  return corners[2 * i]! < 0 ? null : [corners[2 * i]!, corners[2 * i + 1]!];
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
