import {
  altocumulus,
  altostratus,
  cirrus,
  cumulus,
  deepConvection,
  nimbostratus,
  stratocumulus,
  stratus,
} from "./types.ts";

/**
 * Share of the area, in percent, where a type would be seen with nothing else in its slot, at 0, 10, ... 90 degrees from
 * the thermal equator. Shapes after the zonal means of Sassen and Wang (Geophys. Res. Lett. 35, L04805, 2008), levels
 * between those of the radar alone and those of radar and lidar together (Sassen, Wang and Liu, J. Geophys. Res. 113,
 * D00A12, 2008, for cirrus), rounded, both from memory. The docs page compares what comes out with what could be checked.
 */
const zonalPercent: Readonly<Record<number, readonly number[]>> = {
  [cirrus]: [38, 29, 19, 17, 20, 22, 22, 20, 17, 15],
  [altostratus]: [7, 6, 6, 10, 17, 20, 23, 23, 20, 18],
  [altocumulus]: [13, 12, 9, 9, 10, 11, 11, 10, 8, 6],
  [stratus]: [0.5, 1, 1.5, 2, 3, 5, 7, 10, 13, 13],
  [stratocumulus]: [13, 19, 27, 33, 37, 39, 37, 33, 30, 28],
  [cumulus]: [19, 22, 20, 15, 11, 8, 5, 3, 2, 1],
  [nimbostratus]: [3, 2, 2, 5, 11, 16, 19, 16, 11, 8],
  [deepConvection]: [6, 4, 1.6, 1.2, 1, 0.6, 0.2, 0, 0, 0],
};

/** Factors over land: fewer low clouds, deeper convection (the same sources). */
const landFactor: Readonly<Record<number, number>> = {
  [stratocumulus]: 0.5,
  [cumulus]: 0.7,
  [deepConvection]: 1.2,
  [altocumulus]: 1.15,
};

/**
 * How a type follows the weather, from -1 (anticyclones) to 1 (storms): covers are multiplied by 1 + factor w, with w
 * uniform in (-1, 1), so that means stay. It makes storms of nimbostratus in altostratus under cirrus.
 */
const weatherFactor: Readonly<Record<number, number>> = {
  [cirrus]: 0.45,
  [altostratus]: 0.6,
  [altocumulus]: 0.2,
  [stratocumulus]: -0.3,
  [stratus]: -0.3,
  [cumulus]: -0.3,
};

/** The five subtropical stratocumulus decks: Klein and Hartmann, Journal of Climate 6, 1587, 1993. Centres in degrees. */
const decks: readonly (readonly [lat: number, lon: number])[] = [
  [25, -125], // California
  [-15, -85], // Peru
  [20, -30], // Canaries
  [-15, 5], // Namibia
  [-30, 100], // Australia
];
const deckHalfHeightDeg = 14;
const deckHalfWidthDeg = 22;
/** Stratocumulus cover in the middle of a deck; in these sources 50 to 70 % as the mean of the year. */
const deckCover = 0.7;

/** No type is certain anywhere. */
export const maximumCover = 0.95;

const typeCount = 9;
const nodes = 10;
const table = /* @__PURE__ */ coverTable();

/**
 * Writes the cover of each type, 0 to 1 at index 1 to 8, at a place into `covers`.
 *
 * @param thermalEquator its latitude
 * @param weather uniform in (-1, 1)
 */
export function cloudCovers(
  lat: number,
  lon: number,
  isLand: boolean,
  thermalEquator: number,
  weather: number,
  covers: Float64Array,
): void {
  // The tropics move with the thermal equator, the poles stay.
  const tropical = Math.max(0, 1 - Math.abs(lat) / 45);
  const position = Math.min(89.999, Math.abs(lat - thermalEquator * tropical)) / 10;
  const node = Math.floor(position);
  const rest = position - node;
  let from = ((isLand ? nodes : 0) + node) * typeCount;
  const deck = isLand ? 0 : deckStrength(lat, lon);
  for (let type = 1; type < typeCount; type++) {
    const below = table.covers[++from]!;
    let cover = below + rest * (table.covers[from + typeCount]! - below);
    if (type === stratocumulus && deck > 0) cover += deck * Math.max(0, deckCover - cover);
    if (type === cumulus) cover *= 1 - 0.5 * deck;
    cover *= 1 + table.weather[type]! * weather;
    covers[type] = Math.min(cover, maximumCover);
  }
}

/** 1 in the middle of a stratocumulus deck, 0 outside. */
function deckStrength(lat: number, lon: number): number {
  if (lat > 40 || lat < -45) return 0;
  let strongest = 0;
  for (let i = 0; i < decks.length; i++) {
    const [deckLat, deckLon] = decks[i]!;
    const north = (lat - deckLat) / deckHalfHeightDeg;
    const turn = lon - deckLon;
    const east = (turn - 360 * Math.round(turn / 360)) / deckHalfWidthDeg;
    const inside = 1 - north * north - east * east;
    if (inside > strongest) strongest = inside;
  }
  return strongest;
}

function coverTable(): { readonly covers: Float64Array; readonly weather: Float64Array } {
  const covers = new Float64Array(2 * nodes * typeCount);
  const weather = new Float64Array(typeCount);
  for (let type = 1; type < typeCount; type++) {
    weather[type] = weatherFactor[type] ?? 0;
    for (let node = 0; node < nodes; node++) {
      const cover = zonalPercent[type]![node]! / 100;
      covers[node * typeCount + type] = cover;
      covers[(nodes + node) * typeCount + type] = cover * (landFactor[type] ?? 1);
    }
  }
  return { covers, weather };
}
