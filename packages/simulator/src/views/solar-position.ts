import { tai93ToUtc } from "@atcs/colocate";

const radians = Math.PI / 180;

/** Where the sun stands in the sky of the whole Earth, in degrees. */
export interface SolarPosition {
  /** Declination: the latitude at which the sun is at the zenith. */
  readonly declination: number;
  /** The longitude, east, at which it is; any turn. */
  readonly longitude: number;
}

/**
 * Apparent position of the sun by the low-precision formulas of the Astronomical Almanac (page C5): within 0.01 degrees
 * from 1950 to 2050. Sidereal time by its page B8 and the US Naval Observatory. UT1 is taken as UTC.
 * @param days days of UT since J2000.0, 2000-01-01T12:00
 */
export function solarPosition(days: number): SolarPosition {
  const meanLongitude = 280.46 + 0.9856474 * days;
  const anomaly = (357.528 + 0.9856003 * days) * radians;
  const ecliptic = (meanLongitude + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * radians;
  const obliquity = (23.439 - 0.0000004 * days) * radians;
  const rightAscension = Math.atan2(Math.cos(obliquity) * Math.sin(ecliptic), Math.cos(ecliptic)) / radians;
  const siderealTime = (280.46061837 + 360.98564736629 * days) % 360;
  return {
    declination: Math.asin(Math.sin(obliquity) * Math.sin(ecliptic)) / radians,
    longitude: rightAscension - siderealTime,
  };
}

/** Days of UT since J2000.0 of a time in TAI93. @throws TimeError before 1993 */
export function daysSinceJ2000(tai93: number): number {
  const { year, month, day, hour, minute, second } = tai93ToUtc(tai93);
  const noon = Date.UTC(2000, 0, 1, 12);
  return ((Date.UTC(year, month - 1, day, hour, minute) - noon) / 1000 + second) / 86_400;
}
