import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { checkWindowField, storedValues } from "../../src/patches/window-field.ts";

const { NaN: none } = Number;

describe("storedValues", () => {
  it.each([
    ["fill and missing", Int16Array.of(32767, 5, -32767), [32767, -32767], [none, 5, none]],
    ["unsigned", Uint16Array.of(65535, 65534, 65533), [65535, 65534], [none, none, 65533]],
    ["no code", Uint8Array.of(255, 0), [], [255, 0]],
    ["four codes", Int8Array.of(1, 2, 3, 4, 5), [1, 2, 4, 5], [none, none, 3, none, none]],
    ["NaN and the infinities", Float32Array.of(NaN, Infinity, -Infinity, 1.5), [], [none, none, none, 1.5]],
    ["integers of 32 bits", Int32Array.of(-2147483647, 2147483645), [-2147483647], [none, 2147483645]],
    ["doubles", Float64Array.of(0.1, -9999), [-9999], [0.1, none]],
  ])("%s", (_, data, invalid, expected) => {
    expect(Array.from(storedValues({ name: "field", data, invalid }))).toEqual(expected);
  });

  it("uses a target that is large enough, and only that", () => {
    const field = { name: "field", data: Int16Array.of(1, 2) };
    const large = new Float64Array(3);
    expect(storedValues(field, large).buffer).toBe(large.buffer);
    expect(storedValues(field, large)).toHaveLength(2);
    expect(storedValues(field, new Float64Array(1))).toHaveLength(2);
  });
});

describe("checkWindowField", () => {
  const window = { boxes: [], pixels: 3 };

  it("says what does not fit", () => {
    expect(() => checkWindowField({ name: "I670P", data: new Int16Array(5), views: 2 }, window)).toThrow(
      new ShapeError("field I670P has 5 elements: expected 6, 2 for each of the window's 3 pixels"),
    );
    const data = new Int16Array(3);
    expect(() => checkWindowField({ name: "I670P", data, views: 0 }, window)).toThrow(RangeError);
    expect(() => checkWindowField({ name: "I670P", data, scale: Number.NaN }, window)).toThrow(RangeError);
    expect(() => checkWindowField({ name: "I670P", data, offset: Number.POSITIVE_INFINITY }, window)).toThrow(
      RangeError,
    );
    expect(() => checkWindowField({ name: "I670P", data }, window)).not.toThrow();
  });
});
