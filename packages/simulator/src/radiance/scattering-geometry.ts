const degree = Math.PI / 180;

/**
 * Cosine of the scattering angle, the angle by which sunlight is turned toward the satellite.
 *
 * With unit vectors s and v from the pixel to the sun and to the satellite, light arrives along -s and leaves along v,
 * so cos(Theta) = -s.v = -cos(thetas) cos(thetav) - sin(thetas) sin(thetav) cos(phi): 180 degrees when the satellite
 * stands before the sun.
 *
 * @param thetas solar zenith angle, degrees
 * @param thetav view zenith angle, degrees
 * @param phi view azimuth minus sun azimuth, degrees
 */
export function cosScatteringAngle(thetas: number, thetav: number, phi: number): number {
  const sun = thetas * degree;
  const view = thetav * degree;
  const cos = -Math.cos(sun) * Math.cos(view) - Math.sin(sun) * Math.sin(view) * Math.cos(foldAzimuth(phi) * degree);
  return Math.max(-1, Math.min(1, cos));
}

/** Scattering angle in degrees, 0 forward and 180 backward; arguments as of `cosScatteringAngle`. */
export function scatteringAngle(thetas: number, thetav: number, phi: number): number {
  return Math.acos(cosScatteringAngle(thetas, thetav, phi)) / degree;
}

/**
 * Turns light that is polarised in the scattering plane into the meridian plane of the view, and writes Q and U.
 *
 * Q = I(along the meridian plane) - I(across); chi, from the meridian plane to the scattering plane, is counted
 * anticlockwise looking along the light, and Q = P cos 2chi, U = P sin 2chi (Hovenier and van der Mee 1983, Astronomy
 * and Astrophysics 128, 1). With the axes l (in the meridian plane, downward) and r = l x v, the sun has the components
 * a = s.l = sin(thetas) cos(thetav) cos(phi) - cos(thetas) sin(thetav) and b = s.r = -sin(thetas) sin(phi), the azimuths
 * being clockwise; chi is the angle of (a, b).
 *
 * @param polarised I(along) - I(across) of the scattering plane; negative for air and the cloudbow
 * @param out where Q goes to `at` and U to `at + 1`
 */
export function rotateToMeridian(
  polarised: number,
  thetas: number,
  thetav: number,
  phi: number,
  out: Float32Array,
  at: number,
): void {
  const sun = thetas * degree;
  const view = thetav * degree;
  const azimuth = foldAzimuth(phi);
  const a = Math.sin(sun) * Math.cos(view) * Math.cos(azimuth * degree) - Math.cos(sun) * Math.sin(view);
  const b = -Math.sin(sun) * (Math.abs(azimuth) === 180 ? 0 : Math.sin(azimuth * degree));
  const square = a * a + b * b;
  // Straight backward or forward there is no scattering plane, and by symmetry no polarisation.
  const scale = square > 1e-14 ? polarised / square : 0;
  out[at] = scale * (a * a - b * b);
  out[at + 1] = scale * 2 * a * b;
}

/** To -180 .. 180 before any sine is taken, so that phi and 360 - phi are mirror images to the last bit. */
function foldAzimuth(phi: number): number {
  const turn = phi % 360;
  return turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
}
