import { describe, expect, test } from "vitest";
import {
  isRadianceName,
  polderCodes,
  polderFields,
  polderViews,
  radianceNames,
} from "../../src/fields/polder-layout.ts";

const directional = { group: "Data_Directional_Fields", directional: true };

describe("the documented layout of POLDER3_L1B-BG1", () => {
  test("21 directional fields, 7 of pixels and 14 flags", () => {
    const count = (group: string) => [...polderFields.values()].filter((field) => field.group === group).length;
    expect(count("Data_Directional_Fields")).toBe(9 + 6 + 3 + 3);
    expect(count("Data_Fields")).toBe(3);
    expect(count("Geolocation_Fields")).toBe(4);
    expect(count("Quality_Flags_Directional_Fields")).toBe(14);
    expect(polderFields.size).toBe(42);
  });

  test.each([
    ["I443NP", { ...directional, dtype: "int16", scale: 1e-4, usual: true }],
    ["U865P", { ...directional, dtype: "int16", scale: 1e-4, usual: true }],
    ["thetav", { ...directional, dtype: "uint16", scale: 1.5e-3, usual: true }],
    ["phi", { ...directional, dtype: "uint16", scale: 6e-3, usual: true }],
    ["CCD_column", { ...directional, dtype: "int16", scale: 1e-2, usual: false }],
    ["delta_thetav.sinphi", { ...directional, dtype: "int8", scale: 1.6e-3, usual: false }],
    ["phis", { group: "Data_Fields", directional: false, usual: true }],
    ["Latitude", { group: "Geolocation_Fields", directional: false, usual: true }],
    ["Quality_Flags_14", { group: "Quality_Flags_Directional_Fields", directional: true, usual: false }],
  ])("%s", (name, field) => {
    expect(polderFields.get(name)).toEqual(field);
  });

  test("16 slots, and a pair of codes that each type can hold", () => {
    expect(polderViews).toBe(16);
    expect(polderCodes).toEqual({
      int8: { fill: 127, missing: -127 },
      uint8: { fill: 255, missing: 254 },
      int16: { fill: 32767, missing: -32767 },
      uint16: { fill: 65535, missing: 65534 },
    });
  });
});

describe("radiances", () => {
  test("each of the nine is a field; Stokes parameters count as radiances", () => {
    const named = [...polderFields.keys()].filter(isRadianceName);
    expect(named).toHaveLength(15);
    expect(named.filter((name) => name.startsWith("I")).sort()).toEqual([...radianceNames].sort());
  });

  test.each([
    ["I2130NP", true],
    ["Q490P", true],
    ["phi", false],
    ["I", false],
    ["I670", false],
    ["xI670P", false],
    ["I670P ", false],
  ])("isRadianceName(%j) is %s", (name, expected) => {
    expect(isRadianceName(name)).toBe(expected);
  });

  test("no name is a TypeError", () => {
    expect(() => isRadianceName(undefined as never)).toThrow(
      new TypeError("isRadianceName: expected the name of a field, got undefined"),
    );
  });
});

test("what every user shares cannot be changed", () => {
  expect(Object.isFrozen(radianceNames)).toBe(true);
  expect(Object.isFrozen(polderCodes.int16)).toBe(true);
  expect(Object.isFrozen(polderFields.get("phi"))).toBe(true);
});
