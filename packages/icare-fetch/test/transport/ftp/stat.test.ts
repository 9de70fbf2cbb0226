import { describe, expect, test } from "vitest";
import type { ArchiveErrorCode } from "../../../src/errors.ts";
import { readAll } from "../_read-all.ts";
import { failureOf, list, saying, session } from "./_session.ts";

describe("looking at a path", () => {
  const file = Buffer.from("12345");
  test("by MLST", async () => {
    const says: Record<string, string> = {
      "MLST /f": "250-here\r\n type=file;size=5;modify=20080603012810; /f\r\n250 end",
      "MLST /d": "250-here\r\n Type=dir;Modify=20080603012810; /d\r\n250 end",
      "MLST /link": "250-here\r\n type=OS.unix=slink:/f;size=1; /link\r\n250 end",
      "MLST /odd": "250-here\r\n type=file;size=1e3;modify=soon; /odd\r\n250 end",
      "SIZE /odd": "213 7 bytes",
      "MLST /wrong": "250-here\r\n type=file;size=-1; /wrong\r\n250 end",
      "SIZE /wrong": "213 1e3",
    };
    const { connection } = await session({ answer: (line) => says[line], files: { "/link": file } });
    const modifiedMs = Date.UTC(2008, 5, 3, 1, 28, 10);
    expect(await connection.stat("/f")).toEqual({ kind: "file", size: 5, modifiedMs });
    expect(await connection.stat("/d")).toEqual({ kind: "directory", size: 0, modifiedMs });
    expect(await connection.stat("/link")).toEqual({ kind: "file", size: 5, modifiedMs });
    expect(await connection.stat("/odd")).toEqual({ kind: "file", size: 7, modifiedMs });
    expect(await failureOf(connection.stat("/wrong"))).toMatchObject({ code: "ARCHIVE_PROTOCOL" });
  });

  test("by SIZE and MDTM, and CWD", async () => {
    const { connection } = await session({ features: [], files: { "/f": file }, listings: { "/d": "" } });
    expect(await connection.stat("/f")).toEqual({ kind: "file", size: 5, modifiedMs: Date.UTC(2008, 5, 3, 1, 28, 10) });
    expect(await connection.stat("/d")).toEqual({ kind: "directory", size: 0, modifiedMs: undefined });
    expect(await failureOf(connection.stat("/none"))).toMatchObject({ code: "ARCHIVE_NOT_FOUND", remotePath: "/none" });
    await connection.close();
  });

  test("by its directory where SIZE is unknown", async () => {
    const { connection } = await session({ features: [], listings: { "/d": list }, answer: saying("SIZE", "502 no") });
    expect(await connection.stat("/d/a b.hdf")).toEqual({ kind: "file", size: 5, modifiedMs: undefined });
    expect(await failureOf(connection.stat("/d/none"))).toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    await connection.close();
  });

  const replies: [string, ArchiveErrorCode, boolean][] = [
    ["550 No such file or directory.", "ARCHIVE_NOT_FOUND", true],
    ["550 /f: Permission denied", "ARCHIVE_PERMISSION", true],
    ["550 Not enough privileges.", "ARCHIVE_PERMISSION", true],
    ["450 /f: No such file or directory", "ARCHIVE_NOT_FOUND", true],
    ["550 Failed.", "ARCHIVE_PERMISSION", true],
    ["553 Not this name", "ARCHIVE_PERMISSION", true],
    ["450 busy", "ARCHIVE_CONNECTION", false],
    ["421 Too many connections", "ARCHIVE_BUSY", false],
    ["421 Timeout", "ARCHIVE_CONNECTION", false],
    ["430 lost", "ARCHIVE_CONNECTION", false],
    ["434 lost", "ARCHIVE_CONNECTION", false],
    ["425 Can't open data connection", "ARCHIVE_CONNECTION", false],
    ["530 Please login with USER and PASS", "ARCHIVE_CONNECTION", false],
    ["500 what?", "ARCHIVE_PROTOCOL", false],
    ["522 use TLS", "ARCHIVE_PROTOCOL", false],
    ["", "ARCHIVE_TIMEOUT", false],
  ];
  test.each(replies)("%j is %s", async (reply, code, staysOpen) => {
    const { connection } = await session(
      { listings: { "/": "type=file;size=5; f\r\n" }, answer: saying("MLST", reply) },
      code === "ARCHIVE_TIMEOUT" ? { timeoutMs: 1000 } : {},
    );
    const error = await failureOf(connection.stat("/f"));
    expect(error).toMatchObject({ code, remotePath: code === "ARCHIVE_TIMEOUT" ? "/f" : error.remotePath });
    expect(connection.isOpen).toBe(staysOpen);
    await connection.close();
  });

  test("unclear refusals of what its directory does not have, or where that cannot be listed", async () => {
    const { connection } = await session({ listings: { "/d": "" }, answer: saying("MLST", "550 Failed.") });
    const missing = { code: "ARCHIVE_NOT_FOUND" };
    expect(await failureOf(connection.stat("/d/f"))).toMatchObject({ ...missing, isUnclear: false });
    expect(await failureOf(connection.stat("/x/f"))).toMatchObject({ ...missing, isUnclear: true });
    await connection.close();
  });

  test("what the server says is cut, on one line and without control characters", async () => {
    const { connection } = await session({ answer: saying("MLST", `550 No such \x1b[31m${"x".repeat(500)}`) });
    const { message } = await failureOf(connection.stat("/f\x1b"));
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(320);
    await connection.close();
  });

  test("paths that would be commands are refused", async () => {
    const { connection, server } = await session();
    for (const path of ["/a\r\nDELE /b", "/a\nb", "/a\0b"]) {
      for (const work of [
        connection.stat(path),
        connection.list(path),
        readAll(connection.read(path, { offset: 0, size: 1 })),
      ]) {
        expect(await failureOf(work)).toMatchObject({ code: "ARCHIVE_NAME" });
      }
    }
    await expect(connection.stat("a")).rejects.toThrow(TypeError);
    expect(server.commands.join()).not.toContain("DELE");
    expect(connection.isOpen).toBe(true);
    await connection.close();
  });
});
