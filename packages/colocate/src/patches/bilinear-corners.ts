import { checkNumbers } from "../_check.ts";
import { checkOptions } from "../_check-options.ts";
import { IndexError, ShapeError } from "../errors.ts";
import type { ImageExtent } from "../transforms/image-shape.ts";
import type { Numbers } from "../types.ts";

/** The four pixels around each of P points of an image, and their bilinear weights, in the order NW, NE, SW, SE. */
export interface BilinearCorners {
  /** P, the number of points. */
  readonly count: number;
  /** Shape [P, 4, 2]: row and column. */
  readonly corners: Int32Array;
  /** [P, 4]; the sum is 1. */
  readonly weights: Float64Array;
}

/**
 * Corners and weights of points at fractional positions in an image. A point in the last row or column gets the last
 * pixels but one beside it, with weight 0.
 * @param positions [P, 2]: row and column, 0 to `height - 1` and `width - 1`; integers are pixel centres
 * @param extent rows and columns of the image, at least 2 of each
 * @throws IndexError for a position outside of the image; ShapeError for an odd number of values; RangeError for an
 * image of fewer rows or columns; TypeError for arguments of another kind
 */
export function bilinearCorners(positions: Numbers, extent: ImageExtent): BilinearCorners {
  checkNumbers("positions", positions);
  checkOptions("bilinearCorners", extent);
  const { height, width } = extent;
  if (!Number.isInteger(height) || !Number.isInteger(width) || height < 2 || width < 2) {
    throw new RangeError(`bilinearCorners: the image must have at least 2 x 2 pixels, got ${height} x ${width}`);
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
    if (!(y >= 0 && y <= height - 1 && x >= 0 && x <= width - 1)) {
      throw new IndexError(
        `position (${y}, ${x}) of point ${i} is outside of the image: expected 0..${height - 1} and 0..${width - 1}`,
      );
    }
    const north = Math.min(Math.floor(y), height - 2);
    const west = Math.min(Math.floor(x), width - 2);
    corners[8 * i] = corners[8 * i + 2] = north;
    corners[8 * i + 4] = corners[8 * i + 6] = north + 1;
    corners[8 * i + 1] = corners[8 * i + 5] = west;
    corners[8 * i + 3] = corners[8 * i + 7] = west + 1;
    const southward = y - north;
    const eastward = x - west;
    weights[4 * i] = (1 - southward) * (1 - eastward);
    weights[4 * i + 1] = (1 - southward) * eastward;
    weights[4 * i + 2] = southward * (1 - eastward);
    weights[4 * i + 3] = southward * eastward;
  }
  return { count, corners, weights };
}
