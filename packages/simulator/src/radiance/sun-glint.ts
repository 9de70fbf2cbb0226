const refractiveIndex = 1.34;

/**
 * Reflectance of rough water as a mirror of slopes, isotropic: Cox and Munk 1954, Journal of the Optical Society of
 * America 44, 838, without the Fresnel factor: exp(-tan2(beta) / s2) / (4 mu0 mu s2 cos4(beta)), s2 = 0.003 + 0.00512 wind,
 * with beta the tilt of the facet that sends the sun to the satellite.
 * @param windSpeed m/s
 */
export function facetReflectance(mu0: number, mu: number, cosTheta: number, windSpeed: number): number {
  // The facet's normal halves the angle between s and v: |s + v|^2 = 2 + 2 s.v, and s.v = -cos(Theta).
  const cosTilt2 = Math.min(1, (mu0 + mu) ** 2 / Math.max(2 - 2 * cosTheta, 1e-12));
  const slope2 = 0.003 + 0.00512 * windSpeed;
  return Math.exp((1 - 1 / cosTilt2) / slope2) / (4 * mu0 * mu * slope2 * cosTilt2 * cosTilt2);
}

/** Fresnel reflectance of water for the component along (`along` true) or across the plane of incidence. */
export function fresnel(cosTheta: number, along: boolean): number {
  // The angle of incidence is half the angle between sun and satellite.
  const cosIn = Math.sqrt((1 - cosTheta) / 2);
  const cosOut = Math.sqrt(1 - (1 - cosIn * cosIn) / refractiveIndex ** 2);
  const amplitude = along
    ? (refractiveIndex * cosIn - cosOut) / (refractiveIndex * cosIn + cosOut)
    : (cosIn - refractiveIndex * cosOut) / (cosIn + refractiveIndex * cosOut);
  return amplitude * amplitude;
}
