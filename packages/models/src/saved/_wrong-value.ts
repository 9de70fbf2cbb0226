/** What is wrong with the values of a weight: the first that is not finite, or a variance below 0; undefined if nothing is. */
export function wrongValue(name: string, values: Float32Array): string | undefined {
  const isVariance = name.endsWith("/moving_variance");
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value) && !(isVariance && value < 0)) continue;
    return `${name} is ${value} at ${i}: expected finite numbers${isVariance ? " from 0" : ""}`;
  }
  return undefined;
}
