/** What a field of a POLDER granule is, as far as cutting and turning an image must know it. */
export interface FieldKind {
  /**
   * How values between pixels are found: `linear`, `circular` (an angle in degrees, through 360) or `nearest` (flags and
   * counts, which have no values in between).
   */
  readonly resampling: "linear" | "circular" | "nearest";
  /**
   * What turning the image does to a value:
   * - `scalar`: nothing;
   * - `odd`: its sign changes in a mirror image (Stokes U, products with the sine of the relative azimuth);
   * - `relative-azimuth`: an angle between two horizontal directions, a mirror image makes 360 - it;
   * - `azimuth`: a horizontal direction, degrees clockwise from north, which turns with the image.
   */
  readonly turning: "scalar" | "odd" | "relative-azimuth" | "azimuth";
}

const flagsAndCounts = /^(Nviews|cloud_indicator|land_sea_flag|Quality_Flags_\d+)$/;

/** What a field is, by its name in the granule; any name that is not known is a linear scalar. */
export function fieldKind(name: string): FieldKind {
  if (name === "phi") return { resampling: "circular", turning: "relative-azimuth" };
  if (name === "phis") return { resampling: "circular", turning: "azimuth" };
  if (name === "Longitude") return { resampling: "circular", turning: "scalar" };
  if (/^U\d+P$/.test(name) || name === "delta_thetav.sinphi") return { resampling: "linear", turning: "odd" };
  return { resampling: flagsAndCounts.test(name) ? "nearest" : "linear", turning: "scalar" };
}
