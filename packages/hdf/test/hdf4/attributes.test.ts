import { describe, expect, it } from "vitest";
import { DamagedFileError } from "../../src/errors.ts";
import { AttributeList, damagedAttribute, decodeAttribute } from "../../src/hdf4/attributes.ts";

const int16 = { dtype: "int16", size: 2, littleEndian: false } as const;
const char8 = { dtype: "char8", size: 1, littleEndian: false } as const;

describe("attributes", () => {
  it.each([
    ["a number", int16, [0, 5], 5, 1],
    ["numbers", int16, [0, 5, 0, 6], Int16Array.of(5, 6), 2],
    ["text with its padding", char8, [0x61, 0], "a\0", 2],
    ["text that is not UTF-8", char8, [0xe9], "é", 1],
    ["no text", char8, [], "", 0],
    ["64-bit integers", { dtype: "int64", size: 8, littleEndian: false }, [0, 0, 0, 0, 0, 0, 0, 5], 5n, 1],
  ] as const)("are %s", (_, type, bytes, value, count) => {
    expect(decodeAttribute("a", type, Uint8Array.from(bytes))).toEqual({
      name: "a",
      dtype: type.dtype,
      shape: [count],
      value,
    });
  });

  it("throw their error when they are used, and only then", () => {
    const error = new DamagedFileError("no good", { file: "f" });
    const good = { name: "good", load: () => decodeAttribute("good", int16, Uint8Array.of(0, 1)) };
    const list = new AttributeList([good, damagedAttribute("bad", error), good]);
    expect(Object.keys(list.values)).toEqual(["good", "bad"]);
    expect(list.values.good).toBe(1);
    expect(() => list.values.bad).toThrow(error);
    expect(() => list.infos()).toThrow(error);
    expect(Object.getPrototypeOf(list.values)).toBeNull();
  });

  it("do not hide errors of ours", () => {
    const list = new AttributeList([
      {
        name: "wrong",
        load: () => {
          throw new TypeError("a mistake");
        },
      },
    ]);
    expect(() => list.values).toThrow(TypeError);
  });
});
