/** A half orbit like the A-Train's: inclination 98.2 degrees, 5 km a profile, through `lon` at the equator. */
export function halfOrbit(lon: number, isDescending = false): { lat: number[]; lon: number[] } {
  const radians = Math.PI / 180;
  const inclination = 98.2 * radians;
  const angles = Array.from({ length: 3000 }, (_, i) => (i - 1500) * 0.0449 * radians);
  if (isDescending) angles.reverse();
  return {
    lat: angles.map((angle) => Math.asin(Math.sin(inclination) * Math.sin(angle)) / radians),
    lon: angles.map((angle) => lon + Math.atan2(Math.cos(inclination) * Math.sin(angle), Math.cos(angle)) / radians),
  };
}
