import { IndexError, ShapeError } from "../errors.ts";

/** The four pixels around each of P points of an image, and their bilinear weights, in the order NW, NE, SW, SE. */
export interface BilinearCorners {
  /** Shape [P, 4, 2]: row and column. */
  readonly corners: Int32Array;
  /** [P, 4]; the sum is 1. */
  readonly weights: Float64Array;
}

/**
 * Corners and weights of points at fractional positions in an image. A point in the last row or column gets the last
 * pixels but one beside it, with weight 0.
 * @param positions [P, 2]: row and column, 0 to `rows - 1` and `cols - 1`; integers are pixel centres
 * @param rows of the image, at least 2
 * @param cols of the image, at least 2
 * @throws IndexError for a position outside of the image; ShapeError for an odd number of values
 */
export function bilinearCorners(positions: ArrayLike<number>, rows: number, cols: number): BilinearCorners {
  if (!Number.isInteger(rows) || !Number.isInteger(cols) || rows < 2 || cols < 2) {
    throw new RangeError(`bilinearCorners: the image must have at least 2 x 2 pixels, got ${rows} x ${cols}`);
  }
  if (positions.length % 2 !== 0) {
    throw new ShapeError(`positions have ${positions.length} values: expected a row and a column for each point`);
  }
  const count = positions.length / 2;
  const corners = new Int32Array(8 * count);
  const weights = new Float64Array(4 * count);
  for (let i = 0; i < count; i++) {
    const y = positions[2 * i]!;
    const x = positions[2 * i + 1]!;
    // Written so that NaN fails too.
    if (!(y >= 0 && y <= rows - 1 && x >= 0 && x <= cols - 1)) {
      throw new IndexError(
        `position (${y}, ${x}) of point ${i} is outside of the image: expected 0..${rows - 1} and 0..${cols - 1}`,
      );
    }
    const north = Math.min(Math.floor(y), rows - 2);
    const west = Math.min(Math.floor(x), cols - 2);
    corners.set([north, west, north, west + 1, north + 1, west, north + 1, west + 1], 8 * i);
    const southward = y - north;
    const eastward = x - west;
    weights[4 * i] = (1 - southward) * (1 - eastward);
    weights[4 * i + 1] = (1 - southward) * eastward;
    weights[4 * i + 2] = southward * (1 - eastward);
    weights[4 * i + 3] = southward * eastward;
  }
  return { corners, weights };
}
