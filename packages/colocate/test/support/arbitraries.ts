import fc from "fast-check";

const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Latitudes in degrees, with more than their share near the poles and the equator. */
export const latitudes: fc.Arbitrary<number> = fc.oneof(
  real(-90, 90),
  real(89.5, 90),
  real(-90, -89.5),
  real(-0.1, 0.1),
  fc.constantFrom(-90, 0, 90),
);

/** Longitudes in degrees, with more than their share at the antimeridian. */
export const longitudes: fc.Arbitrary<number> = fc.oneof(
  real(-180, 180),
  real(179.8, 180.2),
  real(-180.2, -179.8),
  fc.constantFrom(-180, 0, 180),
);
