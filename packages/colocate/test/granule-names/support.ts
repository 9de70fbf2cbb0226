import fc from "fast-check";
import type { GranuleNameParts } from "../../src/granule-names/types.ts";
import { anySecond } from "../time/support.ts";

const version = fc.record({ major: fc.nat(9999), minor: fc.nat(9999) });

/** The parts of names of every product. */
export function anyParts(): fc.Arbitrary<GranuleNameParts> {
  const parasol = fc.record({ product: fc.constant("PARASOL_L1B" as const), version, start: anySecond() });
  const numbered = fc
    .tuple(parasol, fc.nat(999), fc.nat(999))
    .map(([parts, cycle, orbit]) => ({ ...parts, cycle, orbit }));
  const labelled = fc
    .tuple(parasol, fc.constantFrom("", "176M", "0801760M", "080176N", "A-1"))
    .map(([parts, orbitLabel]) => ({ ...parts, orbitLabel }));
  const caltrack = fc.record({
    product: fc.constant("CALTRACK" as const),
    subProduct: fc.constantFrom("CS-2B-CLDCLASS", "PAR-RB2", "MYD06_L2", "X_V1-00", "333m"),
    resolution: fc.constantFrom("5km", "1km", "333m", "0.5km"),
    version,
    start: anySecond(),
    dayNight: fc.constantFrom("day" as const, "night" as const),
  });
  const cloudsat = fc.record({
    product: fc.constant("CLOUDSAT_CLDCLASS" as const),
    granuleNumber: fc.nat(999_999),
    release: fc.constantFrom("P1_R05", "P_R04"),
    epoch: fc.constantFrom("", "E02", "E02_F00"),
    start: anySecond(),
  });
  return fc.oneof(parasol, numbered, labelled, caltrack, cloudsat);
}
