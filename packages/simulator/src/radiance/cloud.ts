/** Asymmetry of scattering at visible wavelengths: usual values of drops and of rough ice crystals. */
const liquidAsymmetry = 0.85;
const iceAsymmetry = 0.75;

/** `0.75 (1 - g) tau`: what the optical thickness of a cloud comes to in its multiple scattering. */
export function scaledThickness(opticalThickness: number, ice: boolean): number {
  return 0.75 * (1 - (ice ? iceAsymmetry : liquidAsymmetry)) * opticalThickness;
}

/** Escape function of a conservative medium, 3/7 (1 + 2 mu): Kokhanovsky et al. 2003, Journal of Geophysical Research 108, 4008. */
export function escapeFunction(mu: number): number {
  return (3 / 7) * (1 + 2 * mu);
}

/**
 * Reflectance of a cloud without end: the semi-infinite, non-absorbing medium of ice of Kokhanovsky and Breon 2012, IEEE
 * Geoscience and Remote Sensing Letters 9, 928, taken for liquid clouds too. Near 1, with a mild dependence on the angles.
 * @param theta scattering angle, degrees
 */
export function thickReflectance(mu0: number, mu: number, theta: number): number {
  const phase = 11.1 * Math.exp(-0.087 * theta) + 1.1 * Math.exp(-0.014 * theta);
  return (1.247 + 1.186 * (mu0 + mu) + 5.157 * mu0 * mu + phase) / (4 * (mu0 + mu));
}

/**
 * Reflectance of a cloud of scaled thickness x: thick y / (1 + y) with y = x thick / escape.
 *
 * Rational as the two-stream solution x / (1 + x), and thick - escape / x in the limit of a thick cloud, which is the
 * asymptotic theory (King 1987, Journal of the Atmospheric Sciences 44, 1734).
 *
 * @param thick of `thickReflectance`
 * @param escapes product of the escape functions of sun and view
 */
export function cloudReflectance(scaled: number, thick: number, escapes: number): number {
  return (thick * scaled * thick) / (escapes + scaled * thick);
}

/** Share of light from one direction, of escape function `k`, that passes the cloud; with k = 1 of diffuse light. */
export function cloudTransmittance(scaled: number, k: number): number {
  return k / (k + scaled);
}

/**
 * Polarised phase function (-P12) of cloud drops: the cloudbow near 142 degrees and its first supernumerary. POLDER
 * sees bows over clouds, further ones at 150 to 170 degrees where drops are of nearly one size (Breon and Goloub 1998,
 * Geophysical Research Letters 25, 1879). Angles, heights and widths here are choices: a bow of about 0.06 in polarised
 * reflectance, and nothing elsewhere.
 * @param theta scattering angle, degrees
 */
export function cloudbowPhase(theta: number): number {
  return 0.22 * Math.exp(-(((theta - 142) / 4) ** 2)) + 0.04 * Math.exp(-(((theta - 153) / 3) ** 2));
}

/** Degree of polarisation of the light in the bow, which therefore shows in radiance too. */
export const cloudbowPolarisation = 0.8;
