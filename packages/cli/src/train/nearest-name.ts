/**
 * The name that was probably meant.
 * @returns undefined when none is near
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const plain = simplified(name);
  const found = names
    .map((each) => ({ each, distance: editDistance(plain, simplified(each)) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const isNear =
    found !== undefined && found.distance <= Math.max(2, plain.length / 3) && found.distance < plain.length;
  return isNear ? found.each : undefined;
}

/** `batch_size`, `--batch-size` and `batchSize` are the same to who writes them. */
function simplified(name: string): string {
  return name
    .slice(0, 100)
    .replace(/[-_\s]/g, "")
    .toLowerCase();
}

/** Letters to put in, take out or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
