import { checkLongitude } from "../_check.ts";

/**
 * The same longitude in [-180, 180) degrees. Exact: whole turns are taken off without rounding.
 * @throws CoordinateError unless it is a finite number
 */
export function wrapLongitude(lon: number): number {
  checkLongitude(lon);
  // The remainder is exact, and so is the sum of two numbers of opposite sign within a factor of two of each other.
  const rest = lon % 360;
  if (rest >= 180) return rest - 360;
  // Adding zero takes the sign from -0, which whole turns to the west leave.
  return rest < -180 ? rest + 360 : rest + 0;
}
