import { type Attributes, type AttributeValue, DamagedFileError } from "@atcs/hdf";
import { describe, expect, test } from "vitest";
import { codesOf, numberOf, numbersOf, plainAttributes, textOf } from "../../src/granules/_attributes.ts";
import { DeviationLog } from "../../src/granules/deviations.ts";
import { GranuleAttributeError } from "../../src/granules/errors.ts";

const place = { file: "a.h5", object: "phi" };

describe("numbers", () => {
  test.each<[string, AttributeValue, number[]]>([
    ["a number", 1e-4, [1e-4]],
    ["an int64", 65535n, [65535]],
    ["an array", Float32Array.of(0.5, 2), [0.5, 2]],
    ["an array of int64", BigInt64Array.of(-32767n), [-32767]],
  ])("%s", (_, value, expected) => expect(numbersOf({ a: value }, "a", place)).toEqual(expected));

  test("absent is undefined", () => {
    expect(numbersOf({}, "a", place)).toBeUndefined();
    expect(numberOf({}, "a", place)).toBeUndefined();
  });

  test("text is an error that names file, field, attribute and value", () => {
    const read = () => numbersOf({ scale_factor: "0.1" }, "scale_factor", place);
    expect(read).toThrow(GranuleAttributeError);
    expect(read).toThrow('a.h5, "phi": attribute scale_factor is "0.1": expected numbers');
  });

  test.each<[string, AttributeValue]>([
    ["NaN", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
    ["two", Float64Array.of(1, 2)],
    ["none", new Float64Array(0)],
  ])("%s is not one finite number", (_, value) => {
    expect(() => numberOf({ a: value }, "a", place)).toThrow("expected one finite number");
  });
});

describe("text", () => {
  test.each<[string, AttributeValue | undefined, string | undefined]>([
    ["padding is removed", "degrees \0\0", "degrees"],
    ["text ends at the first NUL", "m\0old", "m"],
    ["several: the first", ["m", "s"], "m"],
    ["bytes", Uint8Array.of(109, 0), "m"],
    ["numbers are none", 3, undefined],
    ["absent", undefined, undefined],
  ])("%s", (_, value, expected) => expect(textOf(value)).toBe(expected));
});

test("a million bytes of text are no matter", () => {
  expect(textOf(new Uint8Array(1_000_000).fill(65))).toBe("A".repeat(1024));
  expect(textOf("A".repeat(1_000_000))).toBe("A".repeat(1024));
});

describe("messages are short, whatever the attribute holds", () => {
  test.each<[string, Attributes]>([
    ["text", { a: "9".repeat(60_000) }],
    ["numbers", { a: new Float64Array(60_000) }],
  ])("%s", (_, attributes) => {
    const read = (): unknown => numberOf(attributes, "a", { file: "a.h5" });
    expect(read).toThrow(GranuleAttributeError);
    expect(read).toThrow(/^.{1,300}$/);
  });

  test("codes are few, as every count is compared with each", () => {
    const place = { file: "a.h5" };
    expect(codesOf({ _FillValue: Int16Array.of(1, 2) }, "_FillValue", place)).toEqual([1, 2]);
    expect(() => codesOf({ _FillValue: new Int16Array(17) }, "_FillValue", place)).toThrow("has 17 values");
  });
});

describe("plain values", () => {
  test("64-bit integers and typed arrays are numbers, text is as it is", () => {
    const attributes: Attributes = {
      _FillValue: 32767n,
      actual_range: BigInt64Array.of(-3n, 4n),
      scale_factor: 1e-4,
      valid: Float32Array.of(0.5),
      units: "degrees\0",
      DIMENSION_LABELS: ["row", "column"],
    };
    const log = new DeviationLog();
    expect(plainAttributes(attributes, "phi", log)).toEqual({
      _FillValue: 32767,
      actual_range: [-3, 4],
      scale_factor: 1e-4,
      valid: [0.5],
      units: "degrees\0",
      DIMENSION_LABELS: ["row", "column"],
    });
    expect(log.list()).toEqual([]);
  });

  test("damaged ones are left out, and said", () => {
    const attributes = Object.defineProperty({ units: "1" }, "long_name", {
      enumerable: true,
      get: () => {
        throw new DamagedFileError("its text has no end");
      },
    });
    const log = new DeviationLog();
    expect(plainAttributes(attributes, "phi", log)).toEqual({ units: "1" });
    expect(log.list()).toMatchObject([{ code: "FIELD_DAMAGED", where: "phi, long_name", matters: true }]);
  });
});
