import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeControls, escapeName, jsonString, quoteText } from "../../src/format/escape.ts";

describe("escapes", () => {
  test.each([
    ["plain é 雲 😀", "plain é 雲 😀"],
    ["\u001b[31mred\u0007", "\\x1b[31mred\\x07"],
    ["a\nb\tc\r\0", "a\\nb\\tc\\r\\0"],
    ["\u009b2J", "\\x9b2J"],
    ["abc\u202etxt.exe\u2066", "abc\\u202etxt.exe\\u2066"],
    ["\ud800x", "\\ud800x"],
    ["zero\u200bwidth\u00ad", "zero\\u200bwidth\\xad"],
    ["tag\u{e0041}", "tag\\udb40\\udc41"],
  ])("%j", (text, expected) => {
    expect(escapeControls(text)).toBe(expected);
  });

  test("names and quoted text are unambiguous", () => {
    expect(escapeName("a\\n\n")).toBe("a\\\\n\\n");
    expect(quoteText('say "a\\b"')).toBe('"say \\"a\\\\b\\""');
  });

  test("nothing that a terminal acts on is left, and JSON parses back", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, (value) => {
        for (const shown of [escapeControls(value), quoteText(value), jsonString(value)]) {
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
        expect(JSON.parse(jsonString(value))).toBe(value);
      }),
    );
  });
});
