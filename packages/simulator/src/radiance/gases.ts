/** A choice, as is the 4 of `narrowOxygenTransmittance`. */
const wideOxygenCoefficient = 0.15;

/**
 * Oxygen transmittance of the wide band (765, 40 nm) for light that turns back at a pressure.
 *
 * Strong lines broadened by pressure absorb as the square root of path times width (Goody and Yung 1989, Atmospheric
 * Radiation, ch. 4). The path is airMass * p and the mean width p / 2, so T = exp(-k p sqrt(airMass)).
 *
 * @param pressure of the reflecting level, relative to sea level
 * @param rootAirMass square root of 1 / cos(thetas) + 1 / cos(thetav)
 */
export function wideOxygenTransmittance(pressure: number, rootAirMass: number): number {
  return Math.exp(-wideOxygenCoefficient * pressure * rootAirMass);
}

/**
 * Oxygen transmittance of the narrow band (763, 10 nm), which sees little but the lines: four times the exponent.
 *
 * So I763 / I765 = exp(-0.45 p sqrt(airMass)), the measure of POLDER's apparent pressure (Vanbauce et al. 2003,
 * Geophysical Research Letters 30, 1212): 0.34 to 0.53 from the ground, 0.7 to 0.9 above 9 km.
 *
 * @param wide of `wideOxygenTransmittance`
 */
export function narrowOxygenTransmittance(wide: number): number {
  return wide * wide * (wide * wide);
}

/** For the column in kg/m2; a choice: about 0.8 for 25 kg/m2 and an air mass of 2.5. */
const vapourCoefficient = 0.03;

/**
 * Share of the light at 910 nm that water vapour leaves, by the square root law again: a choice. That POLDER's I910 / I865
 * measures the vapour is Bouffies et al. 1997 (Journal of Geophysical Research 102, 3831).
 *
 * Vapour has a scale height of 2 km against 8 km of the pressure, so what is left above a pressure p is p^4 of the column.
 *
 * @param pressure of the reflecting level, relative to sea level
 * @param rootSlantVapour square root of the air mass times the column in kg/m2
 */
export function vapourTransmittance(pressure: number, rootSlantVapour: number): number {
  return Math.exp(-vapourCoefficient * pressure * pressure * rootSlantVapour);
}
