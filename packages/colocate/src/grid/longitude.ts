/** The same longitude in [-180, 180) degrees; exact for those that already are. */
export function wrapLongitude(lon: number): number {
  if (lon >= -180 && lon < 180) return lon;
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
  // 360 - tiny rounds to 360.
  return wrapped < 180 ? wrapped : -180;
}
