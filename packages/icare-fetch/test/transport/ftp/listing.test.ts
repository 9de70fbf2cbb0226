import { describe, expect, test } from "vitest";
import { failureOf, list, mlsd, saying, session } from "./_session.ts";

describe("listing", () => {
  test("by MLSD", async () => {
    const { connection } = await session({ listings: { "/d [1]": mlsd } });
    expect(await connection.list("/d [1]")).toEqual([
      { name: "2008", kind: "directory", size: 0, modifiedMs: Date.UTC(2008, 5, 3, 1, 28, 10) },
      { name: "a b.hdf", kind: "file", size: 5, modifiedMs: Date.UTC(2008, 5, 3, 1, 28, 10) },
      { name: "link", kind: "link", size: 0, modifiedMs: undefined },
    ]);
    await connection.close();
  });

  test("by LIST of older servers, which gives no times", async () => {
    const { connection, server } = await session({ features: [], listings: { "/d": list, "/empty": "" } });
    expect(await connection.list("/d")).toEqual([
      { name: "2008", kind: "directory", size: 0, modifiedMs: undefined },
      { name: "a b.hdf", kind: "file", size: 5, modifiedMs: undefined },
    ]);
    expect(await connection.list("/empty")).toEqual([]);
    expect(server.commands).not.toContain("MLSD /d");
    await connection.close();
  });

  test("that fails is never empty", async () => {
    const { connection } = await session({
      features: [],
      listings: { "/closed": "" },
      answer: saying("226", "226 Transfer done (but failed to open directory)."),
    });
    expect(await failureOf(connection.list("/closed"))).toMatchObject({ code: "ARCHIVE_PERMISSION" });
    expect(await failureOf(connection.list("/none"))).toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    expect(connection.isOpen).toBe(true);
    await connection.close();

    const modern = await session({ listings: { "/": "" } });
    expect(await failureOf(modern.connection.list("/none"))).toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    expect(modern.server.commands.filter((line) => line.startsWith("LIST"))).toEqual([]);
    await modern.connection.close();
  });

  test("that cannot be understood", async () => {
    const noSize = ["many", "-1", "1e3", "", "0x10", "1.5", "9999999999999999"].map(
      (size) => `type=file;size=${size}; a\r\n`,
    );
    for (const listing of ["what is this?\r\n", "type=file; a\r\n", ...noSize]) {
      const { connection } = await session({ listings: { "/d": listing } });
      expect(await failureOf(connection.list("/d"))).toMatchObject({ code: "ARCHIVE_PROTOCOL", remotePath: "/d" });
    }
  });
});

describe("listings without end", () => {
  test.each([
    ["text", [] as string[], "x".repeat(50_000_000)],
    ["lines", ["MLST type*;"], " x\n".repeat(1_000_001)],
  ])("of %s", async (_what, features, listing) => {
    const { connection } = await session({ features, listings: { "/d": listing } });
    expect(await failureOf(connection.list("/d"))).toMatchObject({ code: "ARCHIVE_PROTOCOL", remotePath: "/d" });
  });
});

describe("links and files without a size in listings", () => {
  const listing = [
    "type=OS.unix=slink:/a b/x;size=1;modify=20080603012810; file link",
    "type=OS.unix=symlink;size=1; directory link",
    "type=OS.unix=slink:nowhere;size=1; dangling",
    "Type=File;Size=1e3;Modify=20080603012810; odd",
    "type=file;size=7;modify=20080603; whole",
    "type=dir;modify=-20080603012810; folder",
    "",
  ].join("\r\n");
  const entries = [
    { name: "file link", kind: "file", size: 5, modifiedMs: Date.UTC(2008, 5, 3, 1, 28, 10) },
    { name: "directory link", kind: "directory", size: 0, modifiedMs: undefined },
    { name: "dangling", kind: "link", size: 0, modifiedMs: undefined },
    { name: "odd", kind: "file", size: 3, modifiedMs: Date.UTC(2008, 5, 3, 1, 28, 10) },
    { name: "whole", kind: "file", size: 7, modifiedMs: undefined },
    { name: "folder", kind: "directory", size: 0, modifiedMs: undefined },
  ];
  const files = { "/d/file link": Buffer.alloc(5), "/d/odd": Buffer.alloc(3) };
  /** Tells of links what they are, and of all things no size. */
  const answer = saying("MLST", "250-here\r\n type=OS.unix=slink:x;size=1; x\r\n250 end");

  test("are looked at, and nothing else is", async () => {
    const listings = { "/d": listing, "/d/directory link": "" };
    const { connection, server } = await session({ files, listings, answer });
    expect(await connection.list("/d")).toEqual(entries);
    expect(server.commands.filter((line) => /^(SIZE|MLST) /.test(line)).length).toBe(8);
    await connection.close();
  });

  test("are asked for in a session that ends on the way: an error", async () => {
    const { connection } = await session({
      files,
      listings: { "/d": listing },
      answer: (line) => answer(line) ?? saying("SIZE", "421 bye")(line),
    });
    expect(await failureOf(connection.list("/d"))).toMatchObject({ code: "ARCHIVE_CONNECTION", remotePath: "/d" });
  });

  test("by LIST", async () => {
    const unix = "lrwxrwxrwx   1 ftp      ftp             8 Jun 03  2008 file link -> /a b/x\r\n";
    const { connection } = await session({ features: [], files, listings: { "/d": unix } });
    expect(await connection.list("/d")).toEqual([entries[0]]);
    await connection.close();
  });
});
