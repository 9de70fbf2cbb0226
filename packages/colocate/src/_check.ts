import { describeValue } from "./_describe.ts";
import { CoordinateError, ShapeError } from "./errors.ts";
import type { Numbers, Track } from "./types.ts";

/** @throws CoordinateError unless the latitude is a number in [-90, 90]; `where` as in " of profile 12" */
export function checkLatitude(lat: number, where = ""): void {
  if (isLatitude(lat)) return;
  throw new CoordinateError(`latitude${where} is ${describeValue(lat)}: expected -90..90 degrees`);
}

/** @throws CoordinateError unless the longitude is a finite number; `where` as in " of profile 12" */
export function checkLongitude(lon: number, where = ""): void {
  if (Number.isFinite(lon)) return;
  throw new CoordinateError(`longitude${where} is ${describeValue(lon)}: expected a finite number`);
}

/**
 * @param name what the array is, for the message
 * @throws TypeError unless it is an array of any kind; its elements are not looked at
 */
export function checkNumbers(name: string, values: Numbers): void {
  const arrayLike = typeof values === "object" && values !== null && Number.isInteger(values.length);
  if (!arrayLike) throw new TypeError(`${name} must be an array of numbers, got ${describeValue(values)}`);
}

/**
 * @throws TypeError for what is no track; ShapeError for an empty track or one of unequal lengths; CoordinateError for
 * a profile that is not on Earth
 */
export function checkTrack(track: Track): void {
  if (typeof track !== "object" || track === null) {
    throw new TypeError(`the track must be an object with lat and lon, got ${describeValue(track)}`);
  }
  const { lat, lon } = track;
  checkNumbers("the track's lat", lat);
  checkNumbers("the track's lon", lon);
  if (lat.length !== lon.length) {
    throw new ShapeError(`the track has ${lat.length} latitudes and ${lon.length} longitudes: expected as many`);
  }
  if (lat.length === 0) throw new ShapeError("the track has no profile: expected at least one");
  for (let i = 0; i < lat.length; i++) {
    const y = lat[i]!;
    const x = lon[i]!;
    // The text of the place is only made for the profile that is wrong.
    if (!isLatitude(y)) checkLatitude(y, ` of profile ${i}`);
    if (!Number.isFinite(x)) checkLongitude(x, ` of profile ${i}`);
  }
}

/** NaN is none; nor are null, true, "16" and [16], which would pass the comparisons alone. */
function isLatitude(lat: number): boolean {
  return typeof lat === "number" && lat >= -90 && lat <= 90;
}
