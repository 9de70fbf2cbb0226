import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DamagedFileError } from "../../../src/errors.ts";
import { decodeNbit, type NbitParams } from "../../../src/hdf4/codecs/index.ts";

const where = { file: "made.hdf" };

const params = fc.constantFrom(1, 2, 4, 8).chain((elementSize) =>
  fc.nat(elementSize * 8 - 1).chain((startBit) =>
    fc.record({
      elementSize: fc.constant(elementSize),
      startBit: fc.constant(startBit),
      bitLength: fc.integer({ min: 1, max: startBit + 1 }),
      signExtend: fc.boolean(),
      fillOne: fc.boolean(),
    }),
  ),
);

/** The stored bits of every element, the highest first. */
function encodeNbit(elements: readonly bigint[], { startBit, bitLength }: NbitParams): Uint8Array {
  const bits = elements.flatMap((element) =>
    Array.from({ length: bitLength }, (_, i) => Number((element >> BigInt(startBit - i)) & 1n)),
  );
  const coded = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    coded[i >> 3]! |= bit << (7 - (i & 7));
  });
  return coded;
}

/** What reading an element gives: its stored bits, sign extension above, fill bits elsewhere. */
function expectedElement(
  element: bigint,
  { elementSize, startBit, bitLength, signExtend, fillOne }: NbitParams,
): bigint {
  const all = (1n << BigInt(elementSize * 8)) - 1n;
  const above = all & ~((1n << BigInt(startBit + 1)) - 1n);
  const below = (1n << BigInt(startBit - bitLength + 1)) - 1n;
  const sign = ((element >> BigInt(startBit)) & 1n) === 1n;
  const ones = ((signExtend ? sign : fillOne) ? above : 0n) | (fillOne ? below : 0n);
  return (element & all & ~above & ~below) | ones;
}

function toBytes(elements: readonly bigint[], elementSize: number): Uint8Array {
  return Uint8Array.from(
    elements.flatMap((element) =>
      Array.from({ length: elementSize }, (_, i) => Number((element >> BigInt(8 * (elementSize - 1 - i))) & 255n)),
    ),
  );
}

describe("decodeNbit", () => {
  it("places the bits and extends the sign", () => {
    const signed: NbitParams = { elementSize: 2, startBit: 6, bitLength: 4, signExtend: true, fillOne: false };
    expect(decodeNbit(Uint8Array.of(0b0101_1010), signed, 4, where)).toEqual(
      Uint8Array.of(0, 0b0_0101_000, 0xff, 0b1_1010_000),
    );
    expect(decodeNbit(Uint8Array.of(0b0101_1010), { ...signed, signExtend: false, fillOne: true }, 4, where)).toEqual(
      Uint8Array.of(0xff, 0b1_0101_111, 0xff, 0b1_1010_111),
    );
  });

  it("gives back the stored bits of any elements", () => {
    fc.assert(
      fc.property(
        params,
        fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 20 }),
        (given, elements) => {
          const expected = elements.map((element) => expectedElement(element, given));
          const length = elements.length * given.elementSize;
          expect(decodeNbit(encodeNbit(elements, given), given, length, where)).toEqual(
            toBytes(expected, given.elementSize),
          );
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });

  const good: NbitParams = { elementSize: 2, startBit: 6, bitLength: 7, signExtend: false, fillOne: false };

  it.each<[Partial<NbitParams>, number]>([
    [{ startBit: -1 }, 4],
    [{ startBit: 16 }, 4],
    [{ bitLength: 0 }, 4],
    [{ bitLength: 8 }, 4],
    [{ bitLength: -3 }, 4],
    [{}, 3],
    [{}, 200],
  ])("rejects %j for %i bytes", (change, length) => {
    expect(() => decodeNbit(new Uint8Array(3), { ...good, ...change }, length, where)).toThrow(DamagedFileError);
  });
});
