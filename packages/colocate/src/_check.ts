import { CoordinateError, ShapeError } from "./errors.ts";
import type { Track } from "./types.ts";

/** @throws CoordinateError unless the latitude is in [-90, 90]; `where` as in " of profile 12" */
export function checkLatitude(lat: number, where = ""): void {
  // Written so that NaN fails too.
  if (!(lat >= -90 && lat <= 90)) throw new CoordinateError(`latitude${where} is ${lat}: expected -90..90 degrees`);
}

/** @throws CoordinateError unless the longitude is finite */
export function checkLongitude(lon: number, where = ""): void {
  if (!Number.isFinite(lon)) throw new CoordinateError(`longitude${where} is ${lon}: expected a finite number`);
}

/** @throws ShapeError for an empty track or one of unequal lengths; CoordinateError for a profile that is not on Earth */
export function checkTrack({ lat, lon }: Track): void {
  if (lat.length !== lon.length) {
    throw new ShapeError(`the track has ${lat.length} latitudes and ${lon.length} longitudes: expected as many`);
  }
  if (lat.length === 0) throw new ShapeError("the track has no profile: expected at least one");
  for (let i = 0; i < lat.length; i++) {
    const y = lat[i]!;
    const x = lon[i]!;
    // The text of the place is only made for the profile that is wrong.
    if (!(y >= -90 && y <= 90)) checkLatitude(y, ` of profile ${i}`);
    if (!Number.isFinite(x)) checkLongitude(x, ` of profile ${i}`);
  }
}
