import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributeValueText } from "../../src/format/attribute-value.ts";
import { textWidth } from "../../src/format/line.ts";

describe("attributeValueText", () => {
  test.each<[Parameters<typeof attributeValueText>[0], string]>([
    ["2008-06-03\0\0\0", '"2008-06-03"'],
    ["\0\0", '""'],
    ["in\0side", '"in\\0side"'],
    [-999n, "-999"],
    [1e-4, "0.0001"],
    [Int16Array.of(1, 2, 3), "1, 2, 3"],
    [new Int16Array(0), "(no values)"],
    [["a", "b\n"], '"a", "b\\n"'],
    ["x".repeat(100), `"${"x".repeat(20)}…" (100 characters)`],
    [new Uint8Array(500), `${Array(8).fill("0").join(", ")}, … (500 values)`],
  ])("value %#", (value, expected) => {
    expect(attributeValueText(value, false, 40)).toBe(expected);
  });

  test("a float32 has the digits it has", () => {
    expect(attributeValueText(Math.fround(0.1), true, 40)).toBe("0.1");
    expect(attributeValueText(Float32Array.of(0.1, 0.2), true, 40)).toBe("0.1, 0.2");
  });

  test("text stays within the width", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.integer({ min: 24, max: 80 }), (value, width) => {
        expect(textWidth(attributeValueText(value, false, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});
