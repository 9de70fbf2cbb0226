import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DamagedFileError } from "../../src/errors.ts";
import { checkRange, maxGap, readExtents } from "../../src/hdf4/extents.ts";
import { ByteReader } from "../../src/source/byte-reader.ts";
import { CountingSource } from "../support/counting-source.ts";

const bytes = Uint8Array.from({ length: 400_000 }, (_, i) => (i * 7919) >> 5);

describe("readExtents", () => {
  it("gives the bytes of each extent, in any order and overlap", async () => {
    const extent = fc.record({ offset: fc.nat(bytes.length), length: fc.nat(100_000) });
    await fc.assert(
      fc.asyncProperty(fc.array(extent, { maxLength: 12 }), async (random) => {
        const extents = random.map(({ offset, length }) => ({
          offset,
          length: Math.min(length, bytes.length - offset),
        }));
        const read = await readExtents(new ByteReader(new CountingSource(bytes), "f"), extents);
        // Comparing so many bytes one by one would take long.
        const equal = extents.map(({ offset, length }, i) =>
          Buffer.compare(read[i]!, bytes.subarray(offset, offset + length)),
        );
        expect(equal).toEqual(extents.map(() => 0));
      }),
      { numRuns: 30 },
    );
  });

  it("reads neighbours together, and leaves large gaps out", async () => {
    const source = new CountingSource(bytes);
    const length = 70_000;
    await readExtents(new ByteReader(source, "f"), [
      { offset: 0, length },
      { offset: length + 10, length },
      { offset: 2 * length + 10 + maxGap + 1, length },
    ]);
    expect(source.reads).toBe(2);
    expect(source.bytesRead).toBe(3 * length + 10);
  });

  it("reads nothing when one extent is outside the file", async () => {
    const source = new CountingSource(bytes);
    const extents = [
      { offset: 0, length: 10 },
      { offset: bytes.length - 5, length: 10 },
    ];
    await expect(readExtents(new ByteReader(source, "f"), extents)).rejects.toThrow(DamagedFileError);
    expect(source.reads).toBe(0);
  });
});

describe("checkRange", () => {
  it("accepts what is inside", () => {
    expect(() => checkRange(0, 10, 10, {})).not.toThrow();
    expect(() => checkRange(1, 10, 10, {})).toThrow("bytes 1 to 11 are needed, but the element has 10");
    expect(() => checkRange(-1, 2, 10, {})).toThrow(DamagedFileError);
  });
});
