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

/** Which pixels may be used. Pixels outside of the box are not valid. */
export interface PixelMask {
  /** @default the whole grid */
  readonly box?: GridBox;
  /** `box.rows * box.cols` elements, row by row; 0 is not valid, anything else is. */
  readonly data: Uint8Array;
}
