import { describeValue } from "../_describe.ts";
import { lastPart } from "../granule-names/_path.ts";

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
  /**
   * Do the slots of views that a pixel does not have hold the missing code? Not those of the directional angles
   * (`thetav`, `thetas`, `phi`): a plain 0 stands there, and only a mask of the views tells it from an angle.
   */
  readonly flagsUnusedViews: boolean;
}

const flagsAndCounts = /^(Nviews|cloud_indicator|land_sea_flag|Quality_Flags_\d+)$/;
const directionalAngles = /^(thetav|thetas|phi)$/;

/**
 * What a field is, by its name in the granule; any name that is not known is a linear scalar.
 * @param nameOrPath a name, or a path of which the last part is taken: `Data_Directional_Fields/thetav`
 */
export function fieldKind(nameOrPath: string): FieldKind {
  if (typeof nameOrPath !== "string") {
    throw new TypeError(`fieldKind: expected the name of a field, got ${describeValue(nameOrPath)}`);
  }
  const name = lastPart(nameOrPath);
  const flagsUnusedViews = !directionalAngles.test(name);
  if (name === "phi") return { resampling: "circular", turning: "relative-azimuth", flagsUnusedViews };
  if (name === "phis") return { resampling: "circular", turning: "azimuth", flagsUnusedViews };
  if (name === "Longitude") return { resampling: "circular", turning: "scalar", flagsUnusedViews };
  if (/^U\d+P$/.test(name) || name === "delta_thetav.sinphi") {
    return { resampling: "linear", turning: "odd", flagsUnusedViews };
  }
  return { resampling: flagsAndCounts.test(name) ? "nearest" : "linear", turning: "scalar", flagsUnusedViews };
}
