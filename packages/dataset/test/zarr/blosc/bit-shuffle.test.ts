import fc from "fast-check";
import { expect, test } from "vitest";
import { bitShuffle, bitUnshuffle } from "../../../src/zarr/blosc/bit-shuffle.ts";

/** By the definition: bit `bit` of element `i` is bit `i % 8` of byte `i >> 3` of plane `bit`. */
function definition(source: Uint8Array, elementBytes: number): Uint8Array {
  const elements = source.length / elementBytes;
  const target = new Uint8Array(source.length);
  for (let i = 0; i < elements; i++) {
    for (let bit = 0; bit < 8 * elementBytes; bit++) {
      const value = (source[i * elementBytes + (bit >> 3)]! >> (bit & 7)) & 1;
      target[(bit * elements) / 8 + (i >> 3)]! |= value << (i & 7);
    }
  }
  return target;
}

test.each([1, 2, 4, 8])("of elements of %i bytes, and back, also where words are not aligned", (elementBytes) => {
  fc.assert(
    fc.property(fc.nat(20), fc.constantFrom(0, 1, 4), fc.infiniteStream(fc.nat(255)), (groups, shift, bytes) => {
      const length = groups * 8 * elementBytes;
      const source = Uint8Array.from({ length }, () => bytes.next().value as number);
      const shuffled = new Uint8Array(length);
      bitShuffle(source, elementBytes, shuffled);
      expect(shuffled).toEqual(definition(source, elementBytes));
      const room = new Uint8Array(2 * length + 2 * shift).subarray(shift, shift + length);
      bitUnshuffle(shuffled, elementBytes, room);
      expect(room.slice()).toEqual(source);
    }),
    { numRuns: 60 },
  );
});
