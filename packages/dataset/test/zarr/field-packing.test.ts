import { missingValue, polderFields } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import type { GenerationInfo, StoredField } from "../../src/types.ts";
import { fieldPacking, missingCount, packChannel } from "../../src/zarr/field-packing.ts";

const generation: GenerationInfo = {
  fields: [],
  fieldAttributes: {},
  projection: "sinusoidal",
  seed: 0,
  days: [],
  args: {},
  software: undefined,
};
const field = (name: string, group = "Data_Directional_Fields"): StoredField => ({ group, name, angles: 16 });

describe("every count of the granules comes back as the same float32", () => {
  test.each([...polderFields].filter(([, { directional }]) => directional))("%s", (name, { scale = 1, dtype }) => {
    const packing = fieldPacking(field(name), generation);
    const isUnsigned = dtype === "uint16" || dtype === undefined;
    const [least, most] = isUnsigned ? [0, 65533] : dtype === "int8" ? [-126, 126] : [-32766, 32766];
    const values = Float32Array.from({ length: most - least + 1 }, (_, i) => scale * (least + i));
    const counts = new Int16Array(values.length);
    const from = { data: values, start: 0, step: 1, missing: missingValue, scale: 1, offset: 0 };
    expect(packChannel(from, packing, counts)).toBeUndefined();
    expect(counts.includes(missingCount)).toBe(false);
    const wrong = values.findIndex((value, i) => Math.fround(packing.scale * counts[i]! + packing.offset) !== value);
    expect(wrong).toBe(-1);
  });
});

test("values between counts are within half a quantum; missing ones and NaN are the code", () => {
  const packing = fieldPacking(field("thetav"), generation);
  const data = Float32Array.from([0, 12.34567, 98.2, missingValue, Number.NaN, Number.POSITIVE_INFINITY]);
  const counts = new Int16Array(6);
  const from = { data, start: 0, step: 1, missing: missingValue, scale: 1, offset: 0 };
  expect(packChannel(from, packing, counts)).toBeUndefined();
  for (let i = 0; i < 3; i++) {
    expect(Math.abs(packing.scale * counts[i]! + packing.offset - data[i]!)).toBeLessThanOrEqual(0.00075 + 4e-6);
  }
  expect(Array.from(counts.subarray(3))).toEqual([missingCount, missingCount, missingCount]);
});

test("what no count can be is told", () => {
  const from = { data: Float32Array.of(1, 3.2767), start: 0, step: 1, missing: missingValue, scale: 1, offset: 0 };
  expect(packChannel(from, { scale: 1e-4, offset: 0 }, new Int16Array(2))).toBeCloseTo(3.2767, 6);
});

test("attributes come before the documentation; flags need neither; others need one", () => {
  const attributes = (values: Record<string, unknown>): GenerationInfo => ({
    ...generation,
    fieldAttributes: { Data_Directional_Fields: { thetav: values } },
  });
  expect(fieldPacking(field("thetav"), attributes({ scale_factor: [0.003] }))).toEqual({
    scale: 0.003,
    offset: 98.304,
  });
  expect(fieldPacking(field("thetav"), attributes({ scale_factor: "bad" })).scale).toBe(0.0015);
  expect(fieldPacking(field("Quality_Flags_03"), generation)).toEqual({ scale: 1, offset: 32768 });
  expect(() => fieldPacking(field("I1234P"), generation)).toThrow(/scale of the field I1234P is not known/);
});
