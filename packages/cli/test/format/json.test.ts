import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JsonValue, jsonText } from "../../src/format/json.ts";

const text = (value: JsonValue, compact = false): string => [...jsonText(value, { compact })].join("");

describe("jsonText", () => {
  test("parses back to the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, compact) => {
        expect(JSON.parse(text(value as JsonValue, compact))).toEqual(value);
      }),
    );
  });

  test("a line per member, arrays of plain values on one", () => {
    expect(text({ a: [1, 2], b: { c: [{ d: null }] }, e: undefined, f: [], g: {} })).toBe(
      '{\n  "a": [1, 2],\n  "b": {\n    "c": [\n      {\n        "d": null\n      }\n    ]\n  },\n  "f": [],\n  "g": {}\n}',
    );
  });

  test("compact is one line", () => {
    expect(text({ a: [1, { b: 2n }], c: "x\n" }, true)).toBe('{"a": [1, {"b": 2}], "c": "x\\n"}');
  });

  test.each<[JsonValue, string]>([
    [Number.NaN, '"NaN"'],
    [Number.NEGATIVE_INFINITY, '"-Infinity"'],
    [9007199254740991n, "9007199254740991"],
    [9007199254740992n, '"9007199254740992"'],
    [BigInt64Array.of(-9007199254740992n, 1n), '["-9007199254740992", 1]'],
    [Float32Array.of(0.5, Number.POSITIVE_INFINITY), '[0.5, "Infinity"]'],
    [new Uint8Array(0), "[]"],
  ])("%o is %s", (value, expected) => {
    expect(text(value)).toBe(expected);
  });
});
