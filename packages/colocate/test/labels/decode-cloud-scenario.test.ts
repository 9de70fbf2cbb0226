import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixtureJson } from "../../../../test/support/fixtures.ts";
import { type CloudScenario, decodeCloudScenario, unknownLabel } from "../../src/labels/decode-cloud-scenario.ts";

interface Expected {
  cloud_scenario: { profile: number; raw: number[]; bins: (number[] | null)[] }[];
}

/** The seven values of one bin, in the order of the bits. */
function binOf(decoded: CloudScenario, i: number): (number | undefined)[] {
  const { cloudScenarioFlag, cloudScenario, landSeaFlag, latitudeFlag, algorithmFlag, qualityFlag, precipitationFlag } =
    decoded;
  const arrays = [cloudScenarioFlag, cloudScenario, landSeaFlag, latitudeFlag, algorithmFlag, qualityFlag];
  return [...arrays, precipitationFlag].map((array) => array[i]);
}

const unknownBin = Array(7).fill(unknownLabel);

describe("the fixture's profiles", () => {
  test.each(fixtureJson<Expected>("granules/expected.json").cloud_scenario)("profile $profile", ({ raw, bins }) => {
    for (const coded of [Int16Array.from(raw), Uint16Array.from(raw)]) {
      const decoded = decodeCloudScenario(coded, { fill: -32768 });
      expect(raw.map((_, i) => binOf(decoded, i))).toEqual(bins.map((bin) => bin ?? unknownBin));
      expect(decoded.invalidCount).toBe(0);
    }
  });
});

describe("by hand", () => {
  test.each([
    [0, [0, 0, 0, 0, 0, 0, 0]],
    [0b00_00_00_00_00_0000_1, [1, 0, 0, 0, 0, 0, 0]],
    [0b00_00_00_00_00_1000_0, [0, 8, 0, 0, 0, 0, 0]],
    [0b00_00_00_00_10_0000_0, [0, 0, 2, 0, 0, 0, 0]],
    [0b00_00_00_11_00_0000_0, [0, 0, 0, 3, 0, 0, 0]],
    [0b00_00_01_00_00_0000_0, [0, 0, 0, 0, 1, 0, 0]],
    [0b00_01_00_00_00_0000_0, [0, 0, 0, 0, 0, 1, 0]],
    [0b11_00_00_00_00_0000_0, [0, 0, 0, 0, 0, 0, 3]],
    [0b11_11_11_11_11_1000_1, [1, 8, 3, 3, 3, 3, 3]],
  ])("%i", (value, expected) => {
    expect(binOf(decodeCloudScenario(Int16Array.of(value)), 0)).toEqual(expected);
  });

  test("types 9 to 15 do not exist", () => {
    const raw = Int16Array.from({ length: 16 }, (_, type) => type << 1);
    const decoded = decodeCloudScenario(raw);
    expect([...decoded.cloudScenario]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, ...Array(7).fill(255)]);
    expect(binOf(decoded, 9)).toEqual(unknownBin);
    expect(decoded.invalidCount).toBe(7);
  });

  test("bit 15 is no part of the field: CloudSat's -9999 is not deep convection", () => {
    const decoded = decodeCloudScenario(Int16Array.of(-9999, -1, -32768));
    expect([0, 1, 2].map((i) => binOf(decoded, i))).toEqual([unknownBin, unknownBin, unknownBin]);
    expect(decoded.invalidCount).toBe(2);
  });

  test("the fill of the file, even where it would be a label", () => {
    const decoded = decodeCloudScenario(Int16Array.of(0, 2, 32767, -32768), { fill: 0 });
    expect([...decoded.cloudScenario]).toEqual([255, 1, 255, 255]);
    expect(decoded.invalidCount).toBe(2);
    expect(decodeCloudScenario(Uint16Array.of(65535), { fill: 65535 }).invalidCount).toBe(0);
    expect(decodeCloudScenario(Uint16Array.of(65535), { fill: -1 }).invalidCount).toBe(0);
  });

  test("nothing", () => {
    expect(decodeCloudScenario(new Int16Array(0)).cloudScenario).toHaveLength(0);
  });

  test.each([[1, 2], Int32Array.of(1), null, 10243])("%o is no array of 16 bits", (raw) => {
    expect(() => decodeCloudScenario(raw as unknown as Int16Array)).toThrow(TypeError);
  });

  test.each([Number.NaN, 0.5, -32769, 65536, Number.NEGATIVE_INFINITY])("%d is no fill", (fill) => {
    expect(() => decodeCloudScenario(new Int16Array(1), { fill })).toThrow(RangeError);
  });
});

test("packing the bits again gives the value", () => {
  fc.assert(
    fc.property(fc.integer({ min: -32768, max: 32767 }), (value) => {
      const decoded = decodeCloudScenario(Int16Array.of(value), { fill: -32768 });
      const bits = binOf(decoded, 0) as [number, number, number, number, number, number, number];
      const shifts = [0, 1, 5, 7, 9, 11, 13];
      const packed = bits.reduce((sum, part, i) => sum + part * 2 ** shifts[i]!, 0);
      const valid = value >= 0 && Math.floor(value / 2) % 16 <= 8;
      expect(valid ? packed : bits).toEqual(valid ? value : unknownBin);
    }),
    { numRuns: 500 },
  );
});
