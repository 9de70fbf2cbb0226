import { earthRadiusM, satelliteAltitudeM } from "../orbit/reference-orbit.ts";

const radians = Math.PI / 180;

/** POLDER takes an image in all bands every so many seconds. */
export const acquisitionSec = 19.6;

/**
 * Half of the field of view, as tangents of angles at the satellite from the nadir: the detector is a rectangle.
 *
 * POLDER's lens sees 51 degrees along the one and 43 along the other side, 57 at the corners (Deschamps et al., IEEE
 * TGRS 32, 1994); on PARASOL the detector is turned by 90 degrees (CNES), so the longer side lies along the track. Along the
 * track 0.6 degrees are taken off. That is a fit, not a property of the instrument: with it, as in the products, 20 to
 * 33 % of pixels have a fifteenth view and next to none a sixteenth.
 */
export const tanAlong: number = Math.tan(50.4 * radians);
export const tanAcross: number = Math.tan(43 * radians);

/** Distance of a satellite from the centre of the Earth, in Earth radii. */
export const orbitRadii: number = 1 + satelliteAltitudeM / earthRadiusM;

/** Angle in radians, at the centre of the Earth, from the sub-satellite point to the corner of an image. */
export const fieldReach: number = reach(Math.atan(Math.hypot(tanAlong, tanAcross)));

function reach(nadirAngle: number): number {
  return Math.asin(orbitRadii * Math.sin(nadirAngle)) - nadirAngle;
}
