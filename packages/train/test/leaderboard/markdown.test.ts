import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeMarkdown, leaderboardMarkdown } from "../../src/leaderboard/markdown.ts";

test.each([
  ["simple_conv, 16 angles", "simple\\_conv, 16 angles"],
  ["a|b\\|c", "a\\|b\\\\\\|c"],
  ["<b>&amp;", "&lt;b&gt;&amp;amp;"],
  ["[x](y)", "\\[x\\]\\(y\\)"],
  ["two\n\n# lines", "two \\# lines"],
  ["`c` *b* ~s~ $m$ @who", "\\`c\\` \\*b\\* \\~s\\~ \\$m\\$ \\@who"],
])("%j stands for itself", (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test("no text ends a cell, a line or begins an element", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeMarkdown(text);
      expect(escaped).not.toMatch(/[\n\r<>]|(?<!\\)(?:\\\\)*[|[\]`*]/);
      const plain = escaped
        .replace(/\\(.)/g, "$1")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&amp;", "&");
      expect(plain).toBe(text.replace(/\s+/g, " "));
    }),
  );
});

test("submissions that were refused are counted", () => {
  const content = { title: "T", groups: [], metric: "dice" };
  expect(leaderboardMarkdown({ ...content, refused: 1 })).toMatch(/One submission was refused\.\n$/);
  expect(leaderboardMarkdown({ ...content, refused: 2 })).toMatch(/2 submissions were refused\.\n$/);
});
