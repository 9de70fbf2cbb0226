/** @throws TypeError or RangeError unless these are two latitudes, from south to north within [-90, 90] */
export function checkLatRange(caller: string, latRange: readonly [number, number]): void {
  const expected = `${caller}: latRange must be two latitudes, south and north`;
  if (!Array.isArray(latRange)) throw new TypeError(`${expected}, got ${String(latRange)}`);
  if (latRange.length !== 2) throw new RangeError(`${expected}, got ${latRange.length} values`);
  const [south, north] = latRange;
  if (typeof south !== "number" || typeof north !== "number") {
    throw new TypeError(`${expected}, as numbers, got ${typeof south}, ${typeof north}`);
  }
  if (!(south >= -90 && north <= 90 && south < north)) {
    throw new RangeError(`${caller}: latRange must go from south to north within -90 to 90, got ${south}, ${north}`);
  }
}
