import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixtureJson } from "../../../../test/support/fixtures.ts";
import { ShapeError, ValueError } from "../../src/errors.ts";
import { decodeCloudScenario } from "../../src/labels/decode-cloud-scenario.ts";
import { type CloudScenarioParts, encodeCloudScenario } from "../../src/labels/encode-cloud-scenario.ts";

/** One bin, clear but for what is given. */
function bin(parts: Partial<Record<keyof CloudScenarioParts, number>>): CloudScenarioParts {
  const of = (part: keyof CloudScenarioParts): number[] => [parts[part] ?? 0];
  return {
    cloudScenario: of("cloudScenario"),
    cloudScenarioFlag: of("cloudScenarioFlag"),
    landSeaFlag: of("landSeaFlag"),
    latitudeFlag: of("latitudeFlag"),
    algorithmFlag: of("algorithmFlag"),
    qualityFlag: of("qualityFlag"),
    precipitationFlag: of("precipitationFlag"),
  };
}

test.each([
  [{}, 0],
  [{ cloudScenarioFlag: 1 }, 0b00_00_00_00_00_0000_1],
  [{ cloudScenario: 8 }, 0b00_00_00_00_00_1000_0],
  [{ landSeaFlag: 2 }, 0b00_00_00_00_10_0000_0],
  [{ latitudeFlag: 3 }, 0b00_00_00_11_00_0000_0],
  [{ algorithmFlag: 1 }, 0b00_00_01_00_00_0000_0],
  [{ qualityFlag: 1 }, 0b00_01_00_00_00_0000_0],
  [{ precipitationFlag: 3 }, 0b11_00_00_00_00_0000_0],
])("by hand: %j", (parts, word) => {
  expect([...encodeCloudScenario(bin(parts))]).toEqual([word]);
});

test("the fixture's profiles, there and back", () => {
  const { cloud_scenario: profiles } = fixtureJson<{ cloud_scenario: { raw: number[] }[] }>("granules/expected.json");
  for (const { raw } of profiles) {
    expect([...encodeCloudScenario(decodeCloudScenario(Int16Array.from(raw)))]).toEqual(raw);
  }
});

test("any words, there and back; those that cannot be become the fill", () => {
  fc.assert(
    fc.property(fc.int16Array(), fc.integer({ min: -32768, max: -1 }), (words, fill) => {
      const decoded = decodeCloudScenario(words, { fill });
      const expected = words.map((word, i) => (decoded.cloudScenario[i] === 255 ? fill : word));
      expect(encodeCloudScenario(decoded, { fill })).toEqual(expected);
    }),
  );
});

test("the fill by its bits", () => {
  const unknown = decodeCloudScenario(Int16Array.of(-32768, 2));
  expect([...encodeCloudScenario(unknown, { fill: -9999 })]).toEqual([-9999, 2]);
  expect([...encodeCloudScenario(unknown, { fill: 65535 })]).toEqual([-1, 2]);
  expect(() => encodeCloudScenario(unknown, { fill: 2 })).toThrow(ValueError);
  expect(() => encodeCloudScenario(unknown, { fill: 2 })).toThrow(/element 1 has the bits of the fill 2/);
  expect(() => encodeCloudScenario(unknown, { fill: 70_000 })).toThrow(RangeError);
});

describe("values without a place", () => {
  test.each([
    [{ cloudScenario: 9 }, "cloudScenario is 9 at element 0: expected 0 to 8"],
    [{ cloudScenario: -1 }, "cloudScenario is -1"],
    [{ cloudScenarioFlag: 2 }, "cloudScenarioFlag is 2 at element 0: expected 0 to 1"],
    [{ landSeaFlag: 4 }, "landSeaFlag is 4 at element 0: expected 0 to 3"],
    [{ qualityFlag: 0.5 }, "qualityFlag is 0.5"],
    [{ precipitationFlag: Number.NaN }, "precipitationFlag is NaN"],
    [{ precipitationFlag: 255 }, "precipitationFlag is 255 at element 0: expected 0 to 3"],
    [{ cloudScenario: 255 }, "cloudScenarioFlag is 0 at element 0: expected 255, as its cloudScenario is"],
  ])("%j", (parts, message) => {
    expect(() => encodeCloudScenario(bin(parts))).toThrow(ValueError);
    expect(() => encodeCloudScenario(bin(parts))).toThrow(message);
  });
});

test("arrays that are missing or differ in length", () => {
  const parts = bin({});
  expect(() => encodeCloudScenario({ ...parts, latitudeFlag: [0, 0] })).toThrow(ShapeError);
  expect(() => encodeCloudScenario({ ...parts, latitudeFlag: [0, 0] })).toThrow(/1 elements and latitudeFlag 2/);
  for (const wrong of [undefined, null, 5, {}, { ...parts, latitudeFlag: undefined }]) {
    expect(() => encodeCloudScenario(wrong as unknown as CloudScenarioParts)).toThrow(TypeError);
  }
  expect(encodeCloudScenario(decodeCloudScenario(new Int16Array(0)))).toHaveLength(0);
});
