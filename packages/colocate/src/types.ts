/** Any array of numbers: a typed array or a plain one. */
export type Numbers = ArrayLike<number>;

/** A point on Earth, in degrees north and east. */
export interface GeoPoint {
  readonly lat: number;
  readonly lon: number;
}

/** A cell of the grid; both indices from 0, row 0 in the north, column 0 in the west. */
export interface Pixel {
  readonly row: number;
  readonly col: number;
}

/** Points along the ground track: `lat` and `lon` in degrees, of equal length P. */
export interface Track {
  readonly lat: Numbers;
  readonly lon: Numbers;
}

/** A rectangle of grid indices: rows `row` to `row + rows - 1`, columns `col` to `col + cols - 1`. */
export interface GridBox {
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}

/**
 * Which pixels of the grid are valid. Pixels outside of the boxes are not; one that lies in several boxes is valid when
 * any of them says so.
 */
export interface PixelMask {
  /** Boxes of the grid, such as those that were read. @default one: the whole grid */
  readonly boxes?: readonly GridBox[];
  /** The boxes one after the other, each row by row: an element for each pixel, 0 is not valid, anything else is. */
  readonly data: Uint8Array;
}
