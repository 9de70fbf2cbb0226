import { posix, win32 } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { foldName, splitEntryPath } from "../../../src/download/archive/entry-path.ts";

test.each([
  ["a/b.npy", ["a", "b.npy"]],
  ["./a//b/", ["a", "b"]],
  [".", []],
  ["./", []],
  ["c/0/0", ["c", "0", "0"]],
  [".zgroup", [".zgroup"]],
  ["Größe/日本.txt", ["Größe", "日本.txt"]],
  ["console/auxiliary.txt", ["console", "auxiliary.txt"]],
])("%j", (path, names) => {
  expect(splitEntryPath(path)).toEqual(names);
});

test.each([
  ["", /an empty name/],
  ["/etc/passwd", /an absolute path/],
  ["//server/share", /an absolute path/],
  ["../a", /leads out/],
  ["a/../../b", /leads out/],
  ["a/..", /leads out/],
  ["..\\a", /not hold on all systems/],
  ["C:/a", /not hold on all systems/],
  ["c:a", /not hold on all systems/],
  ["a.txt:stream", /not hold on all systems/],
  ["a/con", /a device of Windows/],
  ["NUL.txt", /a device of Windows/],
  ["com¹", /a device of Windows/],
  ["Aux .npy", /a device of Windows/],
  [".../a", /ends in a dot or blank/],
  [".. /a", /ends in a dot or blank/],
  ["a ", /ends in a dot or blank/],
  ["a\0b", /a control character/],
  ["a\nb", /a control character/],
  ["a\ud800", /a control character/],
  ["x".repeat(256), /more than 255 bytes/],
  ["é".repeat(128), /more than 255 bytes/],
  ["a/".repeat(501), /more than 1000 characters/],
])("%j is refused", (path, why) => {
  expect(() => splitEntryPath(path)).toThrow(why);
});

test("what is accepted stays below the directory on every system", () => {
  const piece = fc.constantFrom("a", "..", ".", "/", "\\", ":", " ", "C", "con", "\0", "é", "...", "~1", "//");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      let names: readonly string[];
      try {
        names = splitEntryPath(pieces.join(""));
      } catch {
        return;
      }
      for (const { join, resolve, sep } of [posix, win32]) {
        const root = resolve(sep === "/" ? "/x/out" : "C:\\x\\out");
        const path = resolve(join(root, ...names));
        expect(path === root || path.startsWith(root + sep)).toBe(true);
        expect(path.slice(root.length).split(sep).filter(Boolean)).toEqual(names);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["A.npy", "a.NPY"],
  ["é", "e\u0301"],
  ["straße", "STRASSE"],
  ["ﬁ", "fi"],
])("%j and %j are one name somewhere", (a, b) => {
  expect(foldName(a)).toBe(foldName(b));
});
