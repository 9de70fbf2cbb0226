/** So many ids, evenly spread over all of them: from the middle of each of equal parts. */
export function chooseExamples(ids: readonly number[], count: number): number[] {
  const taken = Math.min(count, ids.length);
  return Array.from({ length: taken }, (_, i) => ids[Math.floor(((i + 0.5) * ids.length) / taken)]!);
}
