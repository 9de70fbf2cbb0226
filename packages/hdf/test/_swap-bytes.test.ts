import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { swapBytes, swapWords } from "../src/_swap-bytes.ts";

describe("byte order", () => {
  it.each([2, 4, 8])("reverses the bytes of elements of %i bytes", (size) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 * size }), fc.boolean(), (random, long) => {
        // Long input takes another way than short input.
        const whole = random.subarray(0, random.length - (random.length % size));
        const bytes = long
          ? Uint8Array.from({ length: 4096 * size }, (_, i) => whole[i % whole.length] ?? i)
          : whole.slice();
        const expected = bytes.slice();
        for (let i = 0; i < bytes.length; i += size) expected.subarray(i, i + size).reverse();
        const words = bytes.slice();
        swapBytes(bytes, size);
        swapWords(words, size);
        expect(Buffer.compare(bytes, expected)).toBe(0);
        expect(Buffer.compare(words, expected)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it("leaves what is around a view as it is", () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    swapBytes(bytes.subarray(2, 4), 2);
    expect([...bytes]).toEqual([1, 2, 4, 3, 5, 6]);
  });
});
