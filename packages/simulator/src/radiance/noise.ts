import type { Random } from "@atcs/colocate";
import { bandCount, polarisedBands } from "./_indices.ts";

/** Noise of a radiance as a share of it. A choice: no published figure for PARASOL was found. */
const relativeNoise = 0.003;

/** One count of the product, which also is what stays in the dark. */
const noiseFloor = 1e-4;

/**
 * Adds the instrument's noise to one view: Gaussian, of standard deviation sqrt((0.003 I)^2 + 0.0001^2), and for Q and U
 * sqrt(2) times that of their I, as it comes from three polarisers at 60 degrees. What falls below 0 in a radiance stays:
 * clipping it would bias dark scenes.
 *
 * @param radiances as of `simulateRadiances`, changed in place
 * @param normal gives independent numbers of mean 0 and variance 1; 15 are drawn
 */
export function addInstrumentNoise(radiances: Float32Array, normal: () => number): void {
  // Q and U first, while I is still without noise.
  for (let i = 0; i < polarisedBands.length; i++) {
    const sigma = Math.SQRT2 * noiseLevel(radiances[polarisedBands[i]!]!);
    const at = bandCount + 2 * i;
    radiances[at] = radiances[at]! + sigma * normal();
    radiances[at + 1] = radiances[at + 1]! + sigma * normal();
  }
  for (let band = 0; band < bandCount; band++) {
    radiances[band] = radiances[band]! + noiseLevel(radiances[band]!) * normal();
  }
}

/** Standard deviation of the noise of a radiance. */
export function noiseLevel(radiance: number): number {
  const share = relativeNoise * radiance;
  return Math.sqrt(share * share + noiseFloor * noiseFloor);
}

/** Normal numbers out of uniform ones, two of which make two: Box and Muller 1958, Annals of Math. Statistics 29, 610. */
export function normalNumbers(random: Random): () => number {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const second = spare;
      spare = Number.NaN;
      return second;
    }
    // 1 - u because the logarithm does not take 0, which u can be.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
