import { seededRandom } from "@atcs/colocate";
import { type Parameter, sizeOf } from "../graph/parameters.ts";

/**
 * First values of a parameter. Kernels are normal with variance 2 / fanIn (He et al. 2015, "Delving deep into
 * rectifiers"). Each has random numbers of its own, by seed and name, so that networks that differ in one layer
 * begin alike in all others.
 */
export function initialValues({ name, shape, initializer }: Parameter, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  if (initializer.kind !== "he") return values.fill(initializer.kind === "ones" ? 1 : 0);
  const random = seededRandom(seed, "weights", name);
  const deviation = Math.sqrt(2 / initializer.fanIn);
  // Two normal numbers of two uniform ones (Box and Muller 1958).
  for (let i = 0; i < values.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
