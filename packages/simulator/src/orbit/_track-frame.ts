import type { HalfOrbit } from "./half-orbits.ts";
import { inclinationDeg, periodSec } from "./reference-orbit.ts";

const radians = Math.PI / 180;
const cosInclination = Math.cos(inclinationDeg * radians);
const sinInclination = Math.sin(inclinationDeg * radians);

/** Angular speed in the orbit, and of the Earth beneath the orbit's plane: radians per second. */
const meanMotion = (2 * Math.PI) / periodSec;
const earthRate = (2 * Math.PI) / 86_400;

/**
 * Root mean square of the speed of the sub-satellite point over the ground, in radians per second; the speed stays
 * within 0.2 % of it. From |w s' - Earth x s|^2 = w^2 - 2 w E cos(i) + E^2 cos(latitude)^2.
 */
export const groundRate: number = Math.sqrt(
  meanMotion ** 2 - 2 * meanMotion * earthRate * cosInclination + earthRate ** 2 * (1 - sinInclination ** 2 / 2),
);

/** Numbers of a frame: three unit vectors. */
export const frameLength = 9;

/**
 * Unit vectors of the reference orbit in the Earth's frame (x to 0 N 0 E, z to the north pole): to the sub-satellite
 * point, along the ground track, and to its left.
 * @param tai93 time of CALIPSO
 * @param out 9 numbers from `at` are written
 */
export function trackFrame(orbit: HalfOrbit, tai93: number, out: Float64Array, at: number): void {
  const elapsed = tai93 - orbit.nodeTai93;
  const node = orbit.ascendingNodeLon * radians - earthRate * elapsed;
  const cosNode = Math.cos(node);
  const sinNode = Math.sin(node);
  const cosArgument = Math.cos(meanMotion * elapsed);
  const sinArgument = Math.sin(meanMotion * elapsed);
  const x = cosNode * cosArgument - cosInclination * sinNode * sinArgument;
  const y = sinNode * cosArgument + cosInclination * cosNode * sinArgument;
  const z = sinInclination * sinArgument;
  // Motion in the orbit, less that of the ground.
  let alongX = meanMotion * (-cosNode * sinArgument - cosInclination * sinNode * cosArgument) + earthRate * y;
  let alongY = meanMotion * (-sinNode * sinArgument + cosInclination * cosNode * cosArgument) - earthRate * x;
  let alongZ = meanMotion * sinInclination * cosArgument;
  const speed = Math.sqrt(alongX * alongX + alongY * alongY + alongZ * alongZ);
  alongX /= speed;
  alongY /= speed;
  alongZ /= speed;
  out[at] = x;
  out[at + 1] = y;
  out[at + 2] = z;
  out[at + 3] = alongX;
  out[at + 4] = alongY;
  out[at + 5] = alongZ;
  out[at + 6] = y * alongZ - z * alongY;
  out[at + 7] = z * alongX - x * alongZ;
  out[at + 8] = x * alongY - y * alongX;
}
