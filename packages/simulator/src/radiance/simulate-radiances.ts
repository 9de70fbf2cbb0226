import { bandCount, narrowOxygenBand, polarisedBands, vapourBand, wideOxygenBand, windowBand } from "./_indices.ts";
import { bandWavelengthsUm, radianceCount } from "./bands.ts";
import {
  cloudbowPhase,
  cloudbowPolarisation,
  cloudReflectance,
  cloudTransmittance,
  escapeFunction,
  scaledThickness,
  thickReflectance,
} from "./cloud.ts";
import { narrowOxygenTransmittance, vapourTransmittance, wideOxygenTransmittance } from "./gases.ts";
import {
  rayleighOpticalThickness,
  rayleighPhase,
  rayleighPolarisedPhase,
  rayleighSphericalAlbedo,
  relativePressure,
} from "./rayleigh.ts";
import { cosScatteringAngle, rotateToMeridian } from "./scattering-geometry.ts";
import { facetReflectance, fresnel } from "./sun-glint.ts";
import type { LayerStack, SurfaceReflection, ViewGeometry } from "./types.ts";

const airThickness: readonly number[] = bandWavelengthsUm.map(rayleighOpticalThickness);

/** The detectors' full well; only the core of the glint of calm water under a low sun is brighter. */
const saturation = 1.4;

/**
 * What PARASOL measures of one pixel from one direction: normalised radiances pi L / E_s (not divided by cos(thetas)).
 *
 * From the surface up, everything crossed is added on top of what is below it: R = r + t t' R / (1 - s R), with r its
 * reflectance, t and t' its transmittances down and up, s its reflectance from below. Air is one term between every two
 * levels, a cloud one. What a cloud reflects carries the gas absorption above its middle (what the oxygen pressure of
 * POLDER means: Ferlay et al. 2010, Journal of Applied Meteorology and Climatology 49, 2492). Air, cloudbow and glint
 * polarise by single scattering, all in the scattering plane, so that one number per band is enough until the end.
 *
 * Makes no objects. The formulas and their sources stand beside the functions called.
 *
 * @param layers the clouds on the line of sight, from the top down
 * @param out 15 or more numbers, of which the first 15 are written: I of `bands`, then Q and U of 490, 670 and 865 nm in
 * the meridian plane of the view (see `rotateToMeridian`). All 0 when the sun is not above the horizon
 * @throws RangeError for angles, layers or a surface that cannot be, or an `out` that is too short
 * @example
 * ```ts
 * import { createLayerStack, radianceCount, simulateRadiances } from "@atcs/simulator";
 *
 * const layers = createLayerStack();
 * layers.count = 1;
 * layers.topM[0] = 1500;
 * layers.baseM[0] = 800;
 * layers.opticalThickness[0] = 10;
 * const sea = { albedo: new Float64Array(9), isWater: true, windSpeed: 7, altitudeM: 0, waterVapourKgM2: 25 };
 * const out = new Float32Array(radianceCount);
 * simulateRadiances({ thetas: 30, thetav: 40, phi: 120 }, layers, sea, out);
 * console.log("oxygen ratio", out[4]! / out[5]!);
 * ```
 */
export function simulateRadiances(
  geometry: ViewGeometry,
  layers: LayerStack,
  surface: SurfaceReflection,
  out: Float32Array,
): void {
  const { thetas, thetav, phi } = geometry;
  checkArguments(geometry, layers, surface, out);
  const mu0 = Math.cos((thetas * Math.PI) / 180);
  const mu = Math.cos((thetav * Math.PI) / 180);
  if (thetas >= 90) {
    out.fill(0, 0, radianceCount);
    return;
  }
  const cosTheta = cosScatteringAngle(thetas, thetav, phi);
  const theta = (Math.acos(cosTheta) * 180) / Math.PI;
  const airMass = 1 / mu0 + 1 / mu;
  const rootAirMass = Math.sqrt(airMass);
  const rootSlantVapour = Math.sqrt(airMass * surface.waterVapourKgM2);
  const escapeDown = escapeFunction(mu0);
  const escapeUp = escapeFunction(mu);
  const thick = layers.count > 0 ? thickReflectance(mu0, mu, theta) : 0;
  const bow = layers.count > 0 ? cloudbowPhase(theta) / (2 * (mu0 + mu)) : 0;
  const airRadiance = rayleighPhase(cosTheta) / (2 * (mu0 + mu));
  const airPolarised = rayleighPolarisedPhase(cosTheta) / (4 * (mu0 + mu));

  const groundPressure = relativePressure(surface.altitudeM);
  reflectAtSurface(out, surface, mu0, mu, cosTheta, groundPressure, rootAirMass, rootSlantVapour);
  let below = groundPressure;
  for (let i = layers.count - 1; i >= 0; i--) {
    const top = layers.topM[i]!;
    // A level under the one below it, as terrain can make it, has no air between.
    const pressure = Math.min(below, relativePressure(top));
    crossAir(out, pressure, below, airMass, airRadiance, airPolarised, rootAirMass, rootSlantVapour);
    below = pressure;
    const ice = layers.ice[i] === 1;
    const tau = layers.opticalThickness[i]!;
    const scaled = scaledThickness(tau, ice);
    // Half of the extinction is diffraction, which goes straight on and leaves the polarisation as it is.
    const unscattered = Math.exp((-tau * airMass) / 2);
    const polarised = ice ? 0 : bow * (1 - unscattered);
    const reflected = cloudReflectance(scaled, thick, escapeDown * escapeUp) + polarised / cloudbowPolarisation;
    const passed = cloudTransmittance(scaled, escapeDown) * cloudTransmittance(scaled, escapeUp);
    const middle = Math.min(groundPressure, relativePressure((top + layers.baseM[i]!) / 2));
    crossCloud(out, reflected, passed, 1 - cloudTransmittance(scaled, 1), middle, rootAirMass, rootSlantVapour);
    for (let k = bandCount; k < radianceCount; k += 2) out[k] = out[k]! * unscattered - polarised;
  }
  crossAir(out, 0, below, airMass, airRadiance, airPolarised, rootAirMass, rootSlantVapour);
  finish(out, geometry, mu0);
}

/** Lambertian albedo and glint; Q's places hold the polarised reflectance until `finish`. */
function reflectAtSurface(
  out: Float32Array,
  surface: SurfaceReflection,
  mu0: number,
  mu: number,
  cosTheta: number,
  pressure: number,
  rootAirMass: number,
  rootSlantVapour: number,
): void {
  let glint = 0;
  let polarised = 0;
  if (surface.isWater) {
    const facets = facetReflectance(mu0, mu, cosTheta, surface.windSpeed);
    const along = fresnel(cosTheta, true);
    const across = fresnel(cosTheta, false);
    glint = (facets * (along + across)) / 2;
    polarised = (facets * (along - across)) / 2;
  }
  for (let band = 0; band < bandCount; band++) out[band] = surface.albedo[band]! + glint;
  const wide = wideOxygenTransmittance(pressure, rootAirMass);
  out[narrowOxygenBand]! *= narrowOxygenTransmittance(wide);
  out[wideOxygenBand]! *= wide;
  out[vapourBand]! *= vapourTransmittance(pressure, rootSlantVapour);
  for (let k = bandCount; k < radianceCount; k += 2) out[k] = polarised;
}

/**
 * Air between two pressures. Radiance: single scattering of light weakened by half the optical thickness, because what
 * is scattered forward is not lost (the diffuse transmittance exp(-tau / 2 mu) of Gordon et al. 1983, Applied Optics 22,
 * 20). Polarisation: by all of it, because multiple scattering hardly polarises.
 */
function crossAir(
  out: Float32Array,
  upper: number,
  lower: number,
  airMass: number,
  radiance: number,
  polarised: number,
  rootAirMass: number,
  rootSlantVapour: number,
): void {
  const level = (upper + lower) / 2;
  const wide = wideOxygenTransmittance(level, rootAirMass);
  const narrow = narrowOxygenTransmittance(wide);
  const vapour = vapourTransmittance(level, rootSlantVapour);
  const window = Math.min(1, out[windowBand]!);
  let next = 0;
  for (let band = 0; band < bandCount; band++) {
    const tau = airThickness[band]! * (lower - upper);
    const passed = Math.exp((-tau * airMass) / 2);
    const beneath = isAbsorbed(band) ? window : Math.min(1, out[band]!);
    const reflected = radiance * (1 - passed) * gasOf(band, narrow, wide, vapour);
    out[band] = reflected + (passed * out[band]!) / (1 - rayleighSphericalAlbedo(tau) * beneath);
    if (band !== polarisedBands[next]) continue;
    const at = bandCount + 2 * next++;
    out[at] = polarised * (1 - passed * passed) + passed * passed * out[at]!;
  }
}

/** A cloud, the same in all bands but for the gases above it. */
function crossCloud(
  out: Float32Array,
  reflected: number,
  passed: number,
  fromBelow: number,
  pressure: number,
  rootAirMass: number,
  rootSlantVapour: number,
): void {
  const wide = wideOxygenTransmittance(pressure, rootAirMass);
  const narrow = narrowOxygenTransmittance(wide);
  const vapour = vapourTransmittance(pressure, rootSlantVapour);
  const window = Math.min(1, out[windowBand]!);
  for (let band = 0; band < bandCount; band++) {
    const beneath = isAbsorbed(band) ? window : Math.min(1, out[band]!);
    const own = reflected * gasOf(band, narrow, wide, vapour);
    out[band] = own + (passed * out[band]!) / (1 - fromBelow * beneath);
  }
}

/** From reflectance to radiance, and from the scattering plane to Q and U. */
function finish(out: Float32Array, { thetas, thetav, phi }: ViewGeometry, mu0: number): void {
  // The turn is the same for all bands: that of one unit of light goes through the last two places.
  const last = out[radianceCount - 2]!;
  rotateToMeridian(1, thetas, thetav, phi, out, radianceCount - 2);
  const q = out[radianceCount - 2]!;
  const u = out[radianceCount - 1]!;
  out[radianceCount - 2] = last;
  for (let i = 0; i < polarisedBands.length; i++) {
    const at = bandCount + 2 * i;
    // Saturation of I takes Q and U along, so that the light stays as polarised as it was.
    const polarised = out[at]! * Math.min(mu0, saturation / out[polarisedBands[i]!]!);
    out[at] = polarised * q;
    out[at + 1] = polarised * u;
  }
  for (let band = 0; band < bandCount; band++) out[band] = Math.min(saturation, out[band]! * mu0);
}

/** In bands that a gas darkens, the neighbour without gas says how bright it is below the air or cloud. */
function isAbsorbed(band: number): boolean {
  return band === narrowOxygenBand || band === wideOxygenBand || band === vapourBand;
}

function gasOf(band: number, narrow: number, wide: number, vapour: number): number {
  if (band === narrowOxygenBand) return narrow;
  if (band === wideOxygenBand) return wide;
  return band === vapourBand ? vapour : 1;
}

/** Comparisons are written so that NaN fails them. */
function checkArguments(
  { thetas, thetav, phi }: ViewGeometry,
  layers: LayerStack,
  surface: SurfaceReflection,
  out: Float32Array,
): void {
  if (!(thetas >= 0 && thetas <= 180)) throw new RangeError(`thetas is ${thetas}: expected 0..180 degrees`);
  if (!(thetav >= 0 && thetav < 90)) throw new RangeError(`thetav is ${thetav}: expected 0 to below 90 degrees`);
  if (!Number.isFinite(phi)) throw new RangeError(`phi is ${phi}: expected degrees`);
  if (out.length < radianceCount) throw new RangeError(`out has ${out.length} places: expected ${radianceCount}`);
  if (!(Number.isInteger(layers.count) && layers.count >= 0 && layers.count <= layers.topM.length)) {
    throw new RangeError(`the stack counts ${layers.count} layers: expected 0..${layers.topM.length}`);
  }
  for (let i = 0; i < layers.count; i++) {
    const tau = layers.opticalThickness[i]!;
    if (!(tau >= 0 && tau < Infinity)) {
      throw new RangeError(`the optical thickness of layer ${i} is ${tau}: expected a number of 0 or more`);
    }
    const top = layers.topM[i]!;
    const base = layers.baseM[i]!;
    if (!(Number.isFinite(top) && base <= top && base > -Infinity))
      throw new RangeError(`layer ${i} reaches from ${base} to ${top} m: expected the base first`);
    if (i > 0 && top > layers.topM[i - 1]!)
      throw new RangeError(`the top of layer ${i} is above that of layer ${i - 1}: expected layers from the top down`);
    if (layers.ice[i]! > 1) throw new RangeError(`ice of layer ${i} is ${layers.ice[i]}: expected 0 or 1`);
  }
  checkSurface(surface);
}

function checkSurface({ albedo, windSpeed, altitudeM, waterVapourKgM2 }: SurfaceReflection): void {
  for (let band = 0; band < bandCount; band++) {
    const value = albedo[band]!;
    if (!(value >= 0 && value <= 1)) throw new RangeError(`the albedo of band ${band} is ${value}: expected 0..1`);
  }
  if (!(windSpeed >= 0 && windSpeed < Infinity))
    throw new RangeError(`the wind speed is ${windSpeed}: expected 0 m/s or more`);
  if (!(Math.abs(altitudeM) <= 20_000))
    throw new RangeError(`the surface's altitude is ${altitudeM}: expected metres within 20 km of the sea`);
  if (!(waterVapourKgM2 >= 0 && waterVapourKgM2 < Infinity))
    throw new RangeError(`the water vapour is ${waterVapourKgM2}: expected 0 kg/m2 or more`);
}
