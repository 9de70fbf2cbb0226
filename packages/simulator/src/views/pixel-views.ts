/** Most views of a pixel that a POLDER product holds. */
export const maxViews = 16;

/**
 * The views of one pixel, in order of time from index 0; arrays of 16, of which elements from `count` on mean nothing.
 * Made once and filled again for each pixel.
 */
export interface PixelViews {
  /** 0 to 16. */
  count: number;
  /** When the image was taken: SI seconds, TAI93. */
  readonly tai93: Float64Array;
  /** View zenith angle at the pixel, degrees. */
  readonly thetav: Float64Array;
  /** Relative azimuth in [0, 360): view azimuth minus solar azimuth. */
  readonly phi: Float64Array;
  /** Solar zenith angle, degrees; above 90 where the sun is below the horizon. */
  readonly thetas: Float64Array;
  /** Direction from the pixel to the satellite, in [0, 360) degrees clockwise from north. */
  readonly viewAzimuth: Float64Array;
  /** Where in the image the pixel is, as tangents at the satellite: ahead along the ground track, and to its left. */
  readonly along: Float64Array;
  readonly across: Float64Array;
  /** Solar azimuth of the middle view, in [0, 360) degrees clockwise from north; NaN without views. */
  phis: number;
}

/** Room for the views of one pixel. */
export function createPixelViews(): PixelViews {
  const column = (): Float64Array => new Float64Array(maxViews);
  return {
    count: 0,
    tai93: column(),
    thetav: column(),
    phi: column(),
    thetas: column(),
    viewAzimuth: column(),
    along: column(),
    across: column(),
    phis: Number.NaN,
  };
}
