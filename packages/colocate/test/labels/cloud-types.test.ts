import { describe, expect, test } from "vitest";
import { cloudScenarioFlagNames, cloudTypes, unknownCloudType } from "../../src/labels/cloud-types.ts";
import { decodeCloudScenario, unknownLabel } from "../../src/labels/decode-cloud-scenario.ts";
import { labDistance, visions } from "./support.ts";

const all = [...cloudTypes, unknownCloudType];

test("the types of 2B-CLDCLASS, each at its id", () => {
  expect(cloudTypes.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(cloudTypes.map(({ name }) => name).join(", ")).toBe(
    "no cloud, cirrus, altostratus, altocumulus, stratus, stratocumulus, cumulus, nimbostratus, deep convection",
  );
  expect(unknownCloudType.id).toBe(unknownLabel);
  expect(new Set(all.map(({ abbreviation }) => abbreviation)).size).toBe(10);
});

test("every flag that is decoded has names", () => {
  const { cloudScenario, invalidCount, ...flags } = decodeCloudScenario(new Int16Array(1));
  expect(cloudScenario).toHaveLength(1);
  expect(invalidCount).toBe(0);
  expect(Object.keys(cloudScenarioFlagNames).sort()).toEqual(Object.keys(flags).sort());
  expect(cloudScenarioFlagNames.landSeaFlag[2]).toBe("sea");
  expect(cloudScenarioFlagNames.precipitationFlag[3]).toBe("possible drizzle");
});

test("every value that the bits of a flag can hold has a name", () => {
  const { cloudScenario, invalidCount, ...flags } = decodeCloudScenario(
    Int16Array.from({ length: 32767 }, (_, i) => i),
  );
  expect(cloudScenario).toHaveLength(32767);
  expect(invalidCount).toBeGreaterThan(0);
  for (const [flag, values] of Object.entries(flags) as [keyof typeof flags, Uint8Array][]) {
    const found = new Set(Array.from(values).filter((value) => value !== unknownLabel));
    expect(cloudScenarioFlagNames[flag]).toHaveLength(found.size);
    for (const value of found) expect(typeof cloudScenarioFlagNames[flag][value]).toBe("string");
  }
  expect(cloudScenarioFlagNames.landSeaFlag[3]).toBe("undefined");
});

describe("colours", () => {
  test("are bytes", () => {
    for (const channel of all.flatMap(({ rgb }) => rgb)) expect(channel & 255).toBe(channel);
  });

  test.each(Object.entries(visions))("can be told apart with %s vision", (_, simulation) => {
    for (const [i, a] of all.entries()) {
      for (const b of all.slice(i + 1)) {
        // Differences of 2 to 3 are just visible.
        expect(labDistance(a.rgb, b.rgb, simulation), `${a.name} and ${b.name}`).toBeGreaterThan(15);
      }
    }
  });
});
