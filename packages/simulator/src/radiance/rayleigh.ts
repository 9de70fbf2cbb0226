/** Depolarisation factor of air: Young 1980, Applied Optics 19, 3427. */
const depolarisation = 0.0279;
const anisotropy = (1 - depolarisation) / (1 + depolarisation / 2);

/** Scale height of the pressure, metres. */
const pressureScaleM = 8000;

/** Pressure at an altitude in metres, as a fraction of that at sea level. */
export function relativePressure(altitudeM: number): number {
  return Math.exp(-altitudeM / pressureScaleM);
}

/**
 * Optical thickness of the air above sea level: Hansen and Travis 1974, Space Science Reviews 16, 527.
 * @param wavelengthUm micrometres
 */
export function rayleighOpticalThickness(wavelengthUm: number): number {
  const k = 1 / wavelengthUm ** 2;
  return 0.008569 * k * k * (1 + 0.0113 * k + 0.00013 * k * k);
}

/** Phase function of air for radiance, 1 on average: Hansen and Travis 1974. */
export function rayleighPhase(cosTheta: number): number {
  return 0.75 * anisotropy * (1 + cosTheta * cosTheta) + 1 - anisotropy;
}

/** The same for polarisation in the scattering plane (P12): negative, because air polarises across that plane. */
export function rayleighPolarisedPhase(cosTheta: number): number {
  return -0.75 * anisotropy * (1 - cosTheta * cosTheta);
}

/**
 * Share of light that air of optical thickness `tau` sends back down when lit from below: x / (1 + x) with x = 0.75 tau,
 * which is what clouds have too, with an asymmetry of 0.
 */
export function rayleighSphericalAlbedo(tau: number): number {
  return (0.75 * tau) / (1 + 0.75 * tau);
}
