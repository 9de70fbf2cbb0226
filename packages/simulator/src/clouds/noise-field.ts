import type { Random } from "@atcs/colocate";
import type { NoiseFunction3D } from "simplex-noise";

/** One octave of a field. */
export interface Octave {
  /** Size of its features on the Earth. */
  readonly sizeKm: number;
  /** Relative amplitude. */
  readonly weight: number;
}

/** A smooth random field in space whose values at random points are uniform in (0, 1). */
export type UniformField = (x: number, y: number, z: number) => number;

const earthRadiusKm = 6371;
const quantileSamples = 32_768;
const bins = 256;

/**
 * A sum of octaves of simplex noise, turned into its own quantiles: a place belongs to the highest share c of the field
 * where the value exceeds 1 - c. So the cloud cover that is asked for is the cover that comes out, on average over the
 * globe and all times, with no threshold to tune.
 *
 * The field is a function of points in space, in radii of the Earth, so that it has neither seam nor pole on the sphere.
 *
 * @param noise with values in [-1, 1]. One serves all fields
 * @param random gives the octaves their places in the noise, so that fields of one noise have nothing in common
 */
export function createUniformField(noise: NoiseFunction3D, random: Random, octaves: readonly Octave[]): UniformField {
  const count = octaves.length;
  const scales = Float64Array.from(octaves, ({ sizeKm }) => earthRadiusKm / sizeKm);
  const weights = Float64Array.from(octaves, ({ weight }) => weight);
  const offsets = Float64Array.from({ length: 3 * count }, () => 256 * random());
  const amplitude = weights.reduce((sum, weight) => sum + weight, 0);

  const sum = (x: number, y: number, z: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const scale = scales[i]!;
      value +=
        weights[i]! *
        noise(x * scale + offsets[3 * i]!, y * scale + offsets[3 * i + 1]!, z * scale + offsets[3 * i + 2]!);
    }
    return value;
  };

  const cumulative = quantileTable(sum, random, amplitude);
  const toBin = bins / (2 * amplitude);
  return (x, y, z) => {
    const position = (sum(x, y, z) + amplitude) * toBin;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(position)));
    const below = cumulative[bin]!;
    return below + (position - bin) * (cumulative[bin + 1]! - below);
  };
}

/** Share of random points whose value lies below each of the bins' edges; never quite 0 or 1 within. */
function quantileTable(sum: UniformField, random: Random, amplitude: number): Float64Array {
  const counts = new Float64Array(bins);
  // A cube so large that every octave passes through its noise many times.
  for (let i = 0; i < quantileSamples; i++) {
    const value = sum(256 * random(), 256 * random(), 256 * random());
    counts[Math.min(bins - 1, Math.max(0, Math.floor(((value + amplitude) * bins) / (2 * amplitude))))]! += 1;
  }
  const cumulative = new Float64Array(bins + 1);
  const floor = 1e-6;
  const total = quantileSamples + bins * floor;
  for (let i = 0; i < bins; i++) cumulative[i + 1] = cumulative[i]! + (counts[i]! + floor) / total;
  return cumulative;
}
