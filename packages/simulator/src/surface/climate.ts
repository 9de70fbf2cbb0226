const secondsPerYear = 31_556_952; // of the mean Gregorian year
const lapseRateKPerM = 0.0065; // of the International Standard Atmosphere

/** Where in the year a time is: 0 on January 1, towards 1; good to a day. Every part of the simulator has this season. */
export function yearFraction(tai93: number): number {
  const years = tai93 / secondsPerYear;
  return years - Math.floor(years);
}

/** Cosine of the season of the northern hemisphere: 1 at the height of summer (July 25), -1 of winter. */
export function northernSummer(tai93: number): number {
  return Math.cos(2 * Math.PI * (yearFraction(tai93) - 0.56));
}

/**
 * Air temperature in degrees Celsius: the annual mean at sea level is North's two-mode fit, 14.97 - 28.0 P2(sin lat)
 * (Journal of the Atmospheric Sciences 32, 2033, 1975); the seasonal swing grows with latitude, more over land.
 *
 * @param altitudeM above sea level, in the troposphere
 * @param summer {@link northernSummer} of the time
 */
export function airTemperatureC(lat: number, altitudeM: number, summer: number, isLand: boolean): number {
  const sine = Math.sin((lat * Math.PI) / 180);
  const mean = 14.97 - 14 * (3 * sine * sine - 1);
  return mean + (isLand ? 0.28 : 0.1) * lat * summer - lapseRateKPerM * altitudeM;
}

/**
 * Snow on land, ice on the sea, as a fraction from 0 to 1. Land is covered where the air is below -4 degrees, and free above +2; the sea
 * follows the air with delay, so that ice needs -11 (full) to -7 (none).
 */
export function snowFraction(temperatureC: number, isLand: boolean): number {
  const fraction = isLand ? (2 - temperatureC) / 6 : (-7 - temperatureC) / 4;
  return Math.min(1, Math.max(0, fraction));
}

/**
 * Water vapour of the column above sea level, kg/m2: that of 15 degrees is 25, about the global mean, and it grows with
 * the saturation pressure by 6.5 % per degree (Clausius and Clapeyron) at constant relative humidity.
 *
 * @param seaLevelC air temperature at sea level, degrees Celsius
 */
export function waterVapourKgM2(seaLevelC: number): number {
  return 25 * Math.exp(0.065 * (seaLevelC - 15));
}
