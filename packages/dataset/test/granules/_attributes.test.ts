import type { AttributeValue } from "@atcs/hdf";
import { describe, expect, test } from "vitest";
import { numberOf, numbersOf, textOf } from "../../src/granules/_attributes.ts";
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
