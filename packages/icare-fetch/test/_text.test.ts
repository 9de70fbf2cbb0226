import { describe, expect, test } from "vitest";
import { quoted, shown } from "../src/_text.ts";

describe("text in messages", () => {
  test("controls and what turns or hides text are escaped, all else is kept", () => {
    expect(shown("granule_1 é 日本 😀.hdf")).toBe("granule_1 é 日本 😀.hdf");
    expect(shown("a\u001b[2J\r\n\u202eb\u009b\u2028")).toBe("a\\u{1b}[2J\\u{d}\\u{a}\\u{202e}b\\u{9b}\\u{2028}");
    expect(shown("\ud800")).toBe("\\u{d800}");
  });

  test("is cut off and put in quotes", () => {
    expect(quoted("a b")).toBe('"a b"');
    expect(shown("x".repeat(600))).toBe(`${"x".repeat(500)}…`);
  });
});
