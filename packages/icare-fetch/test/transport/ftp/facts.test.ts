import { FileInfo, FileType } from "basic-ftp";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseFtpTime, parseMlsd, parseMlst, parseSize, toEntry } from "../../../src/transport/ftp/_facts.ts";

const june3 = Date.UTC(2008, 5, 3, 1, 28, 10);

describe("listings by MLSD", () => {
  test.each<[line: string, entry: object | undefined]>([
    ["type=file;size=5;modify=20080603012810; a.h5", { name: "a.h5", kind: "file", size: 5, modifiedMs: june3 }],
    ["Type=File;Size=5;Modify=20080603012810.123; a b; c", { name: "a b; c", kind: "file", modifiedMs: june3 }],
    ["type=file; a", { name: "a", kind: "file", size: Number.NaN, modifiedMs: undefined }],
    ["type=file;size=-1; a", { kind: "file", size: Number.NaN }],
    ["type=dir;size=4096; d", { name: "d", kind: "directory", size: 0 }],
    ["type=OS.unix=slink:/x/y; l", { name: "l", kind: "link", size: 0 }],
    ["type=OS.unix=symlink; l", { name: "l", kind: "link" }],
    [" nothing said", { name: "nothing said", kind: "other", size: 0 }],
    ["type=cdir; .", undefined],
    ["type=pdir; ..", undefined],
    ["type=dir; ..", undefined],
    ["type=file;size=1; /whole/path", undefined],
    ["", undefined],
  ])("%j", (line, entry) => {
    const entries = parseMlsd(`${line}\r\n`);
    if (entry === undefined) expect(entries).toEqual([]);
    else expect(entries).toEqual([expect.objectContaining(entry)]);
  });

  test.each(["type=file;size=5;", "type=file size=5 a", "-rw-r--r-- 1 me me 5 Jun 3 2008 a", "a"])(
    "%j is no entry",
    (line) => {
      expect(() => parseMlsd(line)).toThrow("is no entry of a listing");
    },
  );

  test("any text is entries with safe sizes, or a RangeError", () => {
    const part = fc.constantFrom(
      "type=",
      "file",
      "dir",
      ";",
      "size=",
      "9",
      "modify=",
      "20080603012810",
      " ",
      "/",
      "\r\n",
      "a",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary-ascii" }),
      fc.array(part).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (listing) => {
        try {
          for (const { name, size, modifiedMs = 0 } of parseMlsd(listing)) {
            expect(name).not.toMatch(/\/|^\.{0,2}$/);
            expect(Number.isNaN(size) || (Number.isSafeInteger(size) && size >= 0)).toBe(true);
            expect(Number.isFinite(modifiedMs)).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test.each<[reply: string, stat: object | undefined]>([
  ["250-x\r\n type=file;size=5;modify=20080603012810; /a\r\n250 End", { kind: "file", size: 5, modifiedMs: june3 }],
  ["250-x\r\ntype=dir; /a\r\n250 End", { kind: "directory", size: 0, modifiedMs: undefined }],
  ["250-x\r\n type=file; /a\r\n250 End", undefined],
  ["250-x\r\n type=OS.unix=slink; /a\r\n250 End", undefined],
  ["250 OK", undefined],
])("what MLST says: %j", (reply, stat) => {
  expect(parseMlst(reply)).toEqual(stat);
});

test.each<[text: string, size: number | undefined]>([
  ["5", 5],
  [" 9007199254740991", Number.MAX_SAFE_INTEGER],
  ["7 bytes", 7],
  ["9007199254740992", undefined],
  ["-1", undefined],
  ["5x", undefined],
  ["", undefined],
])("what SIZE says: %j", (text, size) => {
  if (size === undefined) expect(() => parseSize(text)).toThrow("is not a number of bytes");
  else expect(parseSize(text)).toBe(size);
});

test.each<[text: string, time: number | undefined]>([
  ["20080603012810", june3],
  [" 20080603012810.999 ", june3],
  ["20081303012810", undefined],
  ["2008060301281", undefined],
  ["19108060301281000", undefined],
  ["", undefined],
])("a time: %j", (text, time) => {
  expect(parseFtpTime(text)).toBe(time);
});

describe("entries of LIST", () => {
  const info = (type: FileType, size: number, modifiedAt?: Date): FileInfo =>
    Object.assign(new FileInfo("a"), { type, size }, modifiedAt && { modifiedAt });

  test("are to the second, and have sizes where they are files", () => {
    expect(toEntry(info(FileType.File, 5, new Date(june3 + 900)))).toEqual({
      ...{ name: "a", kind: "file", size: 5, modifiedMs: june3 },
    });
    expect(toEntry(info(FileType.SymbolicLink, 7, new Date(Number.NaN)))).toEqual({
      ...{ name: "a", kind: "link", size: 0, modifiedMs: undefined },
    });
    expect(toEntry(info(FileType.Directory, 4096))).toMatchObject({ kind: "directory", size: 0 });
    expect(toEntry(info(FileType.Unknown, 1))).toMatchObject({ kind: "other" });
  });

  test("of a size that is none are an error", () => {
    for (const size of [-1, 0.5, Number.NaN]) expect(() => toEntry(info(FileType.File, size))).toThrow(RangeError);
  });
});
