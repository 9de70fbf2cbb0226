import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseUntrusted } from "../../src/evaluate/untrusted-json.ts";

const parse = (text: string) => parseUntrusted(new TextEncoder().encode(text));

describe("JSON of a stranger", () => {
  test("is read, with brackets in texts as texts", () => {
    const brackets = `\\"${"[".repeat(99)}`;
    expect(parse(`{"a\\\\": "${brackets}"}`).value("a\\")).toBe(`"${"[".repeat(99)}`);
  });

  test("may not be deeper than our own ever is", () => {
    expect(parse(`{"a": ${"[".repeat(31)}${"]".repeat(31)}}`).value("a")).toBeInstanceOf(Array);
    expect(() => parse(`{"a": ${"[".repeat(32)}${"]".repeat(32)}}`)).toThrow(/more than 32 levels deep/);
    expect(() => parse("[".repeat(1e6))).toThrow(/more than 32 levels deep/);
  });

  test("of any text is read or refused", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toMatchObject({ code: "TRAIN_SUBMISSION" });
        }
      }),
    );
  });
});
