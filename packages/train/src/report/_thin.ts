/** So many of a long list, evenly taken, the first and the last among them: more than that no chart shows. */
export function thin<T>(all: readonly T[], most: number = 500): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))]!);
}
