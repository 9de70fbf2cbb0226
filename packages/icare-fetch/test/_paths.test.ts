import { isAbsolute, relative, resolve, sep } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldName, safeNamesOf } from "../src/_paths.ts";
import { placeOf } from "../src/cache/_place.ts";
import { isArchiveError } from "../src/errors.ts";

const directory = resolve("/mirror");

/** Where a file of the archive lies. */
const localPathOf = (remotePath: string): string =>
  placeOf({ directory, origin: "sftp://me@host:22", remoteRoot: "/" }, remotePath).data;

function pathOrRefusal(remotePath: string): string | undefined {
  try {
    return localPathOf(remotePath);
  } catch (error) {
    if (isArchiveError(error, "ARCHIVE_NAME")) return undefined;
    throw error;
  }
}

describe("local paths", () => {
  test.each([
    "/SPACEBORNE/CLOUDSAT/2B-CLDCLASS.v05.06/2008/2008_01_01/2008001000105_08950_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf",
    "/SPACEBORNE/PARASOL/L1_B-HDF/2008/2008_01_01/POLDER3_L1B-BG1-072089M_2007-08-01T01-09-37_V1-01.h5",
    "/a",
    "/name with spaces/ümlaut/日本/.hidden/..twice/a..b/~home/-dash/CONSTANT/com10x",
  ])("files of the archive keep their names: %s", (remotePath) => {
    expect(localPathOf(remotePath)).toBe(directory + remotePath.replaceAll("/", sep));
  });

  test.each([
    ["", "does not begin"],
    ["a/b", "does not begin"],
    ["/", "is empty"],
    ["/a//b", "is empty"],
    ["/a/", "is empty"],
    ["/a/../b", "another directory"],
    ["/..", "another directory"],
    ["/./b", "another directory"],
    ["/．．/b", "another directory"],
    ["/a\\..\\b", "backslash"],
    ["/a\0b", "control"],
    ["/a\nb", "control"],
    ["/\u001b[31m", "control"],
    ["/\u202egnp.exe", "control"],
    ["/\ud800", "control"],
    ["/C:", "drive"],
    ["/c:x", "drive"],
    ["/a.", "dot or a space"],
    ["/a ", "dot or a space"],
    ["/CON", "device"],
    ["/con.hdf", "device"],
    ["/nul .txt", "device"],
    ["/com1", "device"],
    ["/COM¹.x", "device"],
    [`/${"x".repeat(241)}`, "longer"],
    [`/${"é".repeat(121)}`, "longer"],
    ["/a.part", "uses itself"],
    ["/a.PART/b", "uses itself"],
    ["/.atcs", "uses itself"],
    ["/.ATCS-cache/locks/x", "uses itself"],
    ["/.atcſ", "uses itself"],
    ["/.at\u200ccs", "invisible"],
  ])("%j is refused: %s", (remotePath, why) => {
    expect(() => localPathOf(remotePath)).toThrow(why);
    expect(pathOrRefusal(remotePath)).toBeUndefined();
  });

  test.each(["/ab:stream", "/a*", "/ATCS~1", '/a"', "/a|b", "/<a>"])("%j is refused on Windows alone", (remotePath) => {
    expect(() => safeNamesOf(remotePath, "win32")).toThrow("Windows");
    expect(safeNamesOf(remotePath, "linux")).toEqual([remotePath.slice(1)]);
  });

  test("what is refused is shown without control characters, and not at any length", () => {
    const error = (() => {
      try {
        return localPathOf(`/\u001b]0;title\u0007${"x".repeat(100_000)}`);
      } catch (caught) {
        return caught as Error;
      }
    })() as Error;
    expect(error.message).not.toMatch(/\p{Cc}/u);
    expect(error.message).toContain("\\u{1b}]0;title");
  });

  const nasty = fc.constantFrom(
    ..."/ \\ . .. : ~ \0 \n \r \u001b \u202e \u200c CON nul .part .atcs C: é e\u0301 ſ ． ／ 　 \ud83d\ude00".split(
      " ",
    ),
    " ",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.oneof(nasty, fc.string({ maxLength: 3 })), { maxLength: 12 }).map((parts) => parts.join("")),
  );

  test("any text is inside of the directory under its own names, or refused", () => {
    fc.assert(
      fc.property(text, fc.boolean(), (raw, absolute) => {
        const remotePath = absolute ? `/${raw}` : raw;
        const path = pathOrRefusal(remotePath);
        if (path === undefined) return;
        const inside = relative(directory, path);
        expect(isAbsolute(inside)).toBe(false);
        expect(inside.split(sep)).toEqual(remotePath.slice(1).split("/"));
        expect(inside.split(sep)).not.toContain("..");
        expect(inside).not.toMatch(/\p{Cc}/u);
        expect(resolve(path)).toBe(path);
      }),
      { numRuns: 2000 },
    );
  });

  test("names that a file system may take for the same are folded to the same", () => {
    for (const [a, b] of [
      ["A.HDF", "a.hdf"],
      ["é", "e\u0301"],
      ["ſ", "S"],
      ["K", "k"],
      ["ß", "SS"],
    ] as const) {
      expect(foldName(a)).toBe(foldName(b));
    }
    expect(foldName("a")).not.toBe(foldName("b"));
  });
});
