import { describe, expect, test } from "vitest";
import { columnWidth, padTo, renderLine, textWidth, wrapParts } from "../../src/format/line.ts";

describe("renderLine", () => {
  const line = [
    ["name  ", "strong"],
    ["int16", "type"],
    ["", "error"],
    ["  ", "plain"],
  ] as const;

  test("plain, without blanks at the end", () => {
    expect(renderLine(line, false)).toBe("name  int16");
  });

  test("with colours", () => {
    expect(renderLine(line, true)).toBe("\u001b[1mname  \u001b[22m\u001b[36mint16\u001b[39m");
  });
});

test.each([
  ["abc", 3],
  ["温度", 4],
  ["a😀", 3],
  ["e\u0301te\u0301", 3],
])("%s takes %d columns", (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test("the width of hundreds of thousands of texts", () => {
  expect(columnWidth([...new Array<string>(300_000).fill("ab"), "abcd", "abcdef"], 5)).toBe(4);
});

test("columns", () => {
  expect(padTo("温", 4)).toBe("温  ");
  expect(padTo("long", 2)).toBe("long");
  expect(columnWidth(["a", "abc", "much too long"], 5)).toBe(3);
  expect(columnWidth([], 5)).toBe(0);
});

describe("wrapParts", () => {
  test.each<[string[], number, number, string[]]>([
    [[], 10, 10, [""]],
    [["a", "b"], 10, 10, ["a, b"]],
    [["aaaa", "bbbb", "cccc"], 10, 12, ["aaaa, bbbb,", "cccc"]],
    [["aaaa", "bbbb"], 3, 20, ["", "aaaa, bbbb"]],
    [["a", "bbbbbbbbbbbbbb", "c"], 5, 5, ["a,", "bbbbbbbbbbbbbb,", "c"]],
  ])("%j", (parts, first, width, expected) => {
    expect(wrapParts(parts, ", ", first, width)).toEqual(expected);
  });
});
