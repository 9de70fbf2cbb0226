import { describe, expect, test } from "vitest";
import type { Deviation } from "../../src/granules/deviations.ts";
import { GranuleAttributeError } from "../../src/granules/errors.ts";
import { openParasolGranule } from "../../src/granules/parasol.ts";
import { packed, type SmallField, smallPolder } from "../support/small-polder.ts";

const box = { row: 10, col: 30, rows: 1, cols: 3 };

/** Physical values of three pixels of a field (the first view), the field, and its deviations. */
async function readField(name: string, change: Partial<SmallField>) {
  await using granule = await openParasolGranule(await smallPolder({ [name]: change }), { name: "a.h5" });
  const { data, views } = await granule.readPhysical(name, box);
  const field = granule.field(name);
  const deviations: Deviation[] = granule.deviations.filter(({ where }) => where.startsWith(field.path));
  return { values: [...data].filter((_, i) => i % views === 0), field, deviations };
}

/** Counts of the three pixels. */
function three(...values: number[]): (row: number, col: number) => number {
  return (_row, col) => values[col - 30] ?? 0;
}

describe("attributes that are not there", () => {
  test("documented scale and codes are assumed, and said", async () => {
    const { values, field, deviations } = await readField("I670P", {
      attributes: {},
      count: three(32767, -32767, 5000),
    });
    expect(values).toEqual([Number.NaN, Number.NaN, 0.5]);
    expect(field).toMatchObject({ scale: 1e-4, offset: 0, invalid: [32767, -32767] });
    expect(deviations).toEqual([
      {
        code: "ATTRIBUTE_MISSING",
        where: "Data_Directional_Fields/I670P",
        found: "no attribute scale_factor, add_offset, _FillValue, missing_value",
        assumed: "scale 0.0001, offset 0, no value where the count is 32767 or -32767",
        matters: true,
      },
    ]);
  });

  test("only the missing code", async () => {
    const attributes = { scale_factor: 1, add_offset: 0, _FillValue: 200n };
    const { values, field } = await readField("cloud_indicator", { attributes, count: three(200, 254, 100) });
    expect(values).toEqual([Number.NaN, Number.NaN, 100]);
    expect(field.invalid).toEqual([200, 254]);
  });

  test("what was never written counts as fill where no code is documented", async () => {
    const { values, field } = await readField("Latitude", {
      dtype: "int32",
      attributes: { scale_factor: 1e-7, add_offset: 0 },
      fillValue: -2147483647,
      count: three(-2147483647, 100000000, 0),
    });
    expect(field.invalid).toEqual([-2147483647]);
    expect(values).toEqual([Number.NaN, 10, 0]);
  });
});

describe("types of the geolocation, which nobody documents", () => {
  test.each([
    ["float32", {}, [45.5, Number.NaN, -10.25], [45.5, Number.NaN, -10.25]],
    ["float64", { _FillValue: -999 }, [45.5, -999, -10.25], [45.5, Number.NaN, -10.25]],
    ["int32", packed(1e-5, -1, -2), [4550000, -1, -2], [45.5, Number.NaN, Number.NaN]],
    ["int64", packed(1e-5, -1, -2), [4550000, -1, -2], [45.5, Number.NaN, Number.NaN]],
    ["int16", { ...packed(0.5, -32768, -32767), add_offset: 10 }, [71, -32768, -32767], [45.5, Number.NaN, Number.NaN]],
    [
      "uint16",
      { ...packed(0.01, 65535, 65534), add_offset: -90 },
      [13550, 65535, 65534],
      [45.5, Number.NaN, Number.NaN],
    ],
  ] as const)("%s", async (dtype, attributes, counts, expected) => {
    const { values, deviations } = await readField("Latitude", { dtype, attributes, count: three(...counts) });
    for (const [i, value] of expected.entries()) {
      if (Number.isNaN(value)) expect(values[i]).toBeNaN();
      else expect(values[i]).toBeCloseTo(value, 5);
    }
    expect(deviations).toEqual([]);
  });
});

describe("attributes that differ from what is documented", () => {
  test("those of the file are used", async () => {
    const attributes = packed(2e-4, 30000, -30000);
    const { values, deviations } = await readField("I670P", { attributes, count: three(30000, -30000, 5000) });
    expect(values).toEqual([Number.NaN, Number.NaN, 1]);
    expect(deviations).toMatchObject([
      { code: "ATTRIBUTE_VALUE", found: "scale 0.0002, documented is 0.0001", matters: false },
    ]);
  });

  test("a radiance may be floating point", async () => {
    const change = { dtype: "float32", attributes: {}, count: three(0.25, Number.NaN, 0.5) } as const;
    const { values, field, deviations } = await readField("I670P", change);
    expect(values).toEqual([0.25, Number.NaN, 0.5]);
    expect(field.scale).toBe(1);
    expect(deviations).toMatchObject([{ code: "FIELD_TYPE", matters: false }]);
  });

  test("codes are cast to the type of the data", async () => {
    // What a writer in C makes of 65535 and 65534 as signed numbers of 16 bits, kept in 64.
    const attributes = { ...packed(1.5e-3, -1, -2) };
    const { values, field, deviations } = await readField("thetav", { attributes, count: three(65535, 65534, 20000) });
    expect(field.invalid).toEqual([65535, 65534]);
    expect(values.slice(0, 2)).toEqual([Number.NaN, Number.NaN]);
    expect(values[2]).toBeCloseTo(30, 5);
    expect(deviations).toEqual([
      {
        code: "ATTRIBUTE_VALUE",
        where: "Data_Directional_Fields/thetav, _FillValue",
        found: "-1, which elements of type uint16 cannot be",
        assumed: "no value where the count is 65535",
        matters: true,
      },
      {
        code: "ATTRIBUTE_VALUE",
        where: "Data_Directional_Fields/thetav, missing_value",
        found: "-2, which elements of type uint16 cannot be",
        assumed: "no value where the count is 65534",
        matters: true,
      },
    ]);
  });

  test("codes that no element can be are none: a cast of -32767 to 8 bits would take the value 1 away", async () => {
    const { values, field, deviations } = await readField("Nviews", {
      attributes: packed(1, 255, -32767),
      count: three(1, 254, 255),
    });
    expect(values).toEqual([1, Number.NaN, Number.NaN]);
    expect(field.invalid).toEqual([255, 254]);
    expect(deviations).toEqual([
      {
        code: "ATTRIBUTE_VALUE",
        where: "Data_Fields/Nviews, missing_value",
        found: "-32767, which elements of type uint8 cannot be",
        assumed: "no value where the count is 254",
        matters: true,
      },
    ]);
  });

  test("a code of integers that is NaN is none: a cast would take the value 0 away", async () => {
    const attributes = { scale_factor: 1, add_offset: 0, _FillValue: Number.NaN, missing_value: -5 };
    const { values, deviations } = await readField("Latitude", { dtype: "int32", attributes, count: three(0, -5, 7) });
    expect(values).toEqual([0, Number.NaN, 7]);
    expect(deviations).toMatchObject([{ where: "Geolocation_Fields/Latitude, _FillValue", matters: true }]);
  });

  test("attributes may be of any type of numbers, also arrays of one", async () => {
    const attributes = {
      scale_factor: Float32Array.of(0.5),
      add_offset: { dtype: "int32", value: 3 },
      _FillValue: { dtype: "int16", value: 32767 },
      missing_value: Float64Array.of(-32767),
    } as const;
    const { values } = await readField("surface_altitude", { attributes, count: three(32767, -32767, 8) });
    expect(values).toEqual([Number.NaN, Number.NaN, 7]);
  });
});

describe("attributes that are no numbers", () => {
  test.each([
    [{ scale_factor: "0.0001" }, 'attribute scale_factor is "0.0001": expected numbers'],
    [{ scale_factor: 0 }, "attribute scale_factor is 0: expected another number"],
    [{ add_offset: Number.NaN }, "attribute add_offset is [NaN]: expected one finite number"],
    [{ _FillValue: "none" }, 'attribute _FillValue is "none": expected numbers'],
  ])("%j is the error of those who read this field", async (wrong, message) => {
    const attributes = { ...packed(1e-4, 32767, -32767), ...wrong };
    await using granule = await openParasolGranule(await smallPolder({ I670P: { attributes } }), { name: "a.h5" });
    const expected = `a.h5, "Data_Directional_Fields/I670P": ${message}`;
    expect(granule.field("I670P")).toMatchObject({ scale: Number.NaN, offset: Number.NaN, invalid: [] });
    const error = await granule.readWindow("I670P", box).catch((each) => each);
    expect(error).toBeInstanceOf(GranuleAttributeError);
    expect(error.message).toBe(expected);
    await expect(granule.readWindow("I865P", box)).resolves.toMatchObject({ pixels: 3 });
    expect(granule.deviations).toContainEqual({
      code: "ATTRIBUTE_VALUE",
      where: "Data_Directional_Fields/I670P",
      found: expected,
      assumed: "the field cannot be read",
      matters: true,
    });
  });
});
