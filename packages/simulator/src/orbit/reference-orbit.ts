/**
 * The orbit of the A-Train, as a circle around a spherical Earth. Sun-synchronous: its plane keeps its angle to the mean
 * sun, so beneath it the Earth turns by exactly 360 degrees in a solar day.
 *
 * Latitudes are those of the sphere: they are not turned from geocentric to geodetic. That would shift the track by at
 * most 21 km, nearly all of it along itself; track, views and sun share one sphere, so nothing could tell.
 */

/** Inclination in degrees (Stephens et al., BAMS 83, 2002: the EOS afternoon orbit at 705 km). */
export const inclinationDeg = 98.2;

/** Height of the satellites above the sphere, in metres. */
export const satelliteAltitudeM = 705_000;

/** Mean radius of the Earth in metres. */
export const earthRadiusM = 6_371_000;

/** Orbits after which the ground track repeats. */
export const orbitsPerCycle = 233;

/** Duration of such a cycle in seconds: 16 solar days. */
export const cycleSec: number = 16 * 86_400;

/** Period of an orbit in seconds: 98.88 minutes. */
export const periodSec: number = cycleSec / orbitsPerCycle;

/** Mean local solar time of the ascending node, in hours. */
export const nodeLocalTimeHours = 13.5;

/** PARASOL passes a point of the ground track this many seconds after CALIPSO and CloudSat. */
export const parasolLagSec = 150;
