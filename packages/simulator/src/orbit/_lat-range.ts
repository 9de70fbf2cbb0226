/** @throws RangeError unless these are two latitudes, and the range goes from south to north within [-90, 90] */
export function checkLatRange(caller: string, latRange: readonly [number, number]): void {
  if (latRange.length !== 2) {
    throw new RangeError(`${caller}: latRange must be two latitudes, south and north, got ${latRange.length} values`);
  }
  const [south, north] = latRange;
  if (!(south >= -90 && north <= 90 && south < north)) {
    throw new RangeError(`${caller}: latRange must go from south to north within -90 to 90, got ${south}, ${north}`);
  }
}
