const degrees = Math.PI / 180;

/** Axes of WGS-84 in metres (NIMA TR8350.2): equatorial, and polar by the flattening 1/298.257223563. */
const a = 6378137;
const b = a * (1 - 1 / 298.257223563);
const eccentricitySquared = 1 - (b / a) ** 2;
const [inverseA2, inverseB2] = [a ** -2, b ** -2];

/** Distance of the points of a parallel from the Earth's axis, in metres. */
export function axisDistance(lat: number): number {
  return primeVerticalRadius(lat) * Math.cos(lat * degrees);
}

/** Height of a parallel above the plane of the equator, in metres; negative in the south. */
export function equatorHeight(lat: number): number {
  return primeVerticalRadius(lat) * (1 - eccentricitySquared) * Math.sin(lat * degrees);
}

function primeVerticalRadius(lat: number): number {
  return a / Math.sqrt(1 - eccentricitySquared * Math.sin(lat * degrees) ** 2);
}

/** What the difference of two longitudes in degrees adds to the squared chord of points at these axis distances, in m2. */
export function squaredChordAlongParallel(axisA: number, axisB: number, lonDifference: number): number {
  return 4 * axisA * axisB * Math.sin((lonDifference / 2) * degrees) ** 2;
}

/**
 * Length in metres of the geodesic between two points of WGS-84 that are at most `limit` apart; Infinity for others.
 * The points are given by {@link axisDistance}, {@link equatorHeight} and {@link squaredChordAlongParallel}, which have
 * neither a pole nor an antimeridian.
 *
 * The chord c is exact. Its arc is c (1 + x/24 + 3 x^2/640 + 5 x^3/7168 + ...), x = (c k)^2, on a circle of curvature k:
 * here the curvature of the ellipsoid at the middle of the arc in the direction of the chord. With A = diag(1/a^2, 1/a^2,
 * 1/b^2), chord d and its middle m, that is k = (d'Ad / c^2) sqrt(1 - d'Ad/4) / |Am|; the root carries the middle of the
 * chord to the surface.
 *
 * Error: let k(t) = k + k1 t + k2 t^2/2 along the arc s, from its middle. The chord is shorter than the arc by s/2 times
 * the variance of the direction, which has the terms k k2 s^4/240 and k1^2 s^4/720 besides that of the circle. Both are
 * largest on a meridian, |k k2| = 3 e^2/R^4 at the equator: an error of e^2 s^5/(160 R^4), 1e-10 m at 20 km and 0.8 mm
 * at 500 km. The geodesic differs from the arc above the chord by less.
 */
export function geodesicWithin(
  limit: number,
  axisA: number,
  heightA: number,
  axisB: number,
  heightB: number,
  alongParallel: number,
): number {
  const across = (axisA - axisB) ** 2 + alongParallel;
  const along = (heightA - heightB) ** 2;
  const chord2 = across + along;
  // The arc is longer than its chord; from here on the two points are near each other.
  if (chord2 > limit * limit) return Number.POSITIVE_INFINITY;
  if (chord2 === 0) return 0;
  const form = across * inverseA2 + along * inverseB2;
  const axisMiddle2 = ((axisA + axisB) ** 2 - alongParallel) / 4;
  const heightMiddle2 = (heightA + heightB) ** 2 / 4;
  const normal2 = axisMiddle2 * inverseA2 * inverseA2 + heightMiddle2 * inverseB2 * inverseB2;
  // In this order no product underflows to 0/0 for points that almost coincide.
  const x = (form / chord2) * ((form * (1 - form / 4)) / normal2);
  const arc = Math.sqrt(chord2) * (1 + x * (1 / 24 + x * (3 / 640 + (x * 5) / 7168)));
  return arc <= limit ? arc : Number.POSITIVE_INFINITY;
}
