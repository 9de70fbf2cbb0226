import { checkLength } from "./_check.ts";
import { element, path } from "./_svg.ts";

/** The colour of label tracks in images. */
export const trackColor = "#00ff66";

/** Where label points are in an image: the stored labels of an instance are one. */
export interface PointPlaces {
  /** P, the number of points. */
  readonly count: number;
  /** Shape [P, 2]: row and column, fractional; if there are none, corners and weights say it. */
  readonly positions?: ArrayLike<number> | undefined;
  /** Shape [P, 4, 2]: row and column of the pixels around each point. */
  readonly corners: ArrayLike<number>;
  /** Shape [P, 4]: each point's sum is 1. */
  readonly weights: ArrayLike<number>;
}

/**
 * Row and column of each label point in its image, shape [P, 2]: as stored, or the weighted mean of its corners.
 * @throws RangeError for lists of wrong lengths
 */
export function labelPositions({ count, positions, corners, weights }: PointPlaces): Float64Array {
  if (positions !== undefined) {
    checkLength("positions", positions, 2 * count);
    return Float64Array.from(positions);
  }
  checkLength("corners", corners, 8 * count);
  checkLength("weights", weights, 4 * count);
  const found = new Float64Array(2 * count);
  for (let at = 0; at < 4 * count; at++) {
    const point = at >> 2;
    found[2 * point]! += weights[at]! * corners[2 * at]!;
    found[2 * point + 1]! += weights[at]! * corners[2 * at + 1]!;
  }
  return found;
}

/** Steps longer than this many pixels lift the pen: points are a pixel or less apart. */
const longestStep = 6;

/** The path of a track; `place` says where a pixel's row and column are drawn. */
export function trackPath(positions: ArrayLike<number>, place: (row: number, col: number) => [number, number]): string {
  const points: ([number, number] | undefined)[] = [];
  for (let at = 0; at < positions.length; at += 2) {
    const [row, col] = [positions[at]!, positions[at + 1]!];
    if (at > 0 && Math.hypot(row - positions[at - 2]!, col - positions[at - 1]!) > longestStep) points.push(undefined);
    points.push(place(row, col));
  }
  return path(points);
}

/** A track over an image: with a dark border, so that it is seen over clouds. */
export function trackMarkup(d: string): string {
  return [
    element("path", { d, fill: "none", stroke: "#000000", "stroke-opacity": 0.45, "stroke-width": 1.7 }),
    element("path", { d, fill: "none", stroke: trackColor, "stroke-width": 1 }),
  ].join("");
}
