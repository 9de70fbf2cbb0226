import type { Socket } from "node:net";
import { describe, expect, test, vi } from "vitest";
import type { ArchiveErrorCode } from "../../../src/errors.ts";
import type { Connection } from "../../../src/transport/types.ts";
import { readAll } from "../_read-all.ts";
import { failureOf, mlsd, saying, session } from "./_session.ts";

describe("reading", () => {
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) >> 8));
  const files = { "/f": bytes };

  test("a file and the rest of one, one after the other", async () => {
    const { connection, server } = await session({ files });
    expect((await readAll(connection.read("/f", { offset: 0, size: bytes.length }))).equals(bytes)).toBe(true);
    const rest = await readAll(connection.read("/f", { offset: 2_500_000, size: bytes.length }));
    expect(rest.equals(bytes.subarray(2_500_000))).toBe(true);
    expect(server.commands).toContain("REST 2500000");
    const before = server.commands.length;
    expect(await readAll(connection.read("/f", { offset: 5, size: 5 }))).toHaveLength(0);
    expect(server.commands).toHaveLength(before);
    expect(connection.isOpen).toBe(true);
    await expect(readAll(connection.read("/f", { offset: -1, size: 5 }))).rejects.toThrow(RangeError);
    await connection.close();
  });

  test("where the server cannot continue, from the start", async () => {
    const lines: string[] = [];
    const { connection, server } = await session(
      { files, answer: saying("REST", "502 no") },
      { log: ({ message }) => lines.push(message) },
    );
    const rest = await readAll(connection.read("/f", { offset: 2_500_001, size: bytes.length }));
    expect(rest.equals(bytes.subarray(2_500_001))).toBe(true);
    expect(lines.at(-1)).toContain("cannot continue");
    expect(server.sessions.size).toBe(1);
    await connection.close();
  });

  test("a transfer that is cut: what came, then an error that passes", async () => {
    const { connection } = await session({ files, cutAfter: 1_000_000 });
    let count = 0;
    const error = await failureOf(
      (async () => {
        for await (const piece of connection.read("/f", { offset: 0, size: bytes.length })) count += piece.length;
      })(),
    );
    expect(count).toBe(1_000_000);
    expect(error).toMatchObject({ code: "ARCHIVE_CONNECTION", isTransient: true, remotePath: "/f" });
    expect(connection.isOpen).toBe(false);
  });

  test("a session that is cut while it reads, and one that falls silent", async () => {
    let control: Socket | undefined;
    const { connection } = await session({
      files,
      answer(_line, socket) {
        control = socket;
        return undefined;
      },
    });
    const pieces = connection.read("/f", { offset: 0, size: bytes.length })[Symbol.asyncIterator]();
    await pieces.next();
    control?.destroy();
    const error = await failureOf(
      (async () => {
        while ((await pieces.next()).done !== true);
      })(),
    );
    expect(error.code).toBe("ARCHIVE_CONNECTION");

    const silent = await session({ files, answer: saying("RETR", "150 soon") }, { timeoutMs: 1000 });
    expect(await failureOf(readAll(silent.connection.read("/f", { offset: 0, size: 5 })))).toMatchObject({
      code: "ARCHIVE_TIMEOUT",
    });
    expect(silent.connection.isOpen).toBe(false);
  });

  test("a file that is shorter or longer than announced", async () => {
    const { connection } = await session({ files });
    expect(await failureOf(readAll(connection.read("/f", { offset: 0, size: bytes.length + 1 })))).toMatchObject({
      code: "ARCHIVE_CONNECTION",
      message: expect.stringContaining("ended at 3000000 of 3000001 bytes") as string,
    });
    const again = await session({ files });
    expect(await failureOf(readAll(again.connection.read("/f", { offset: 10, size: 1000 })))).toMatchObject({
      code: "ARCHIVE_CHANGED",
      message: expect.stringContaining("more came than the 990 bytes from byte 10 on") as string,
    });
    expect(again.connection.isOpen).toBe(false);
  });

  test("a server that says it continues and begins at the start is found out before the last byte is given out", async () => {
    const { connection } = await session({ files, answer: saying("REST", "350 restarting") });
    let came = 0;
    const reading = (async () => {
      for await (const piece of connection.read("/f", { offset: 2_000_000, size: bytes.length })) came += piece.length;
    })();
    expect((await failureOf(reading)).code).toBe("ARCHIVE_CHANGED");
    expect(came).toBeLessThan(1_000_000);
  });

  test("left early, the data connection and the session end", async () => {
    const { connection, server } = await session({ files: { "/f": Buffer.alloc(50_000_000) } });
    for await (const piece of connection.read("/f", { offset: 0, size: 50_000_000 })) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(connection.isOpen).toBe(false);
    await vi.waitFor(() => expect(server.brokenTransfers).toBe(1), 10_000);
    expect(await failureOf(connection.stat("/f"))).toMatchObject({ code: "ARCHIVE_CONNECTION" });
  });

  test("a reader that takes its time holds the server back", async () => {
    const { connection } = await session({ files: { "/f": Buffer.alloc(50_000_000) } }, { timeoutMs: 1000 });
    const before = process.memoryUsage().arrayBuffers;
    let count = 0;
    for await (const piece of connection.read("/f", { offset: 0, size: 50_000_000 })) {
      // Longer than the time-out, for the silence is not the server's.
      if (count === 0) await new Promise((resolve) => setTimeout(resolve, 1500));
      if (count === 0) expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
      count += piece.length;
    }
    expect(count).toBe(50_000_000);
    await connection.close();
  });

  test("can be aborted, with the reason", async () => {
    const { connection, server } = await session({ files: { "/f": Buffer.alloc(50_000_000) } });
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _piece of connection.read("/f", { offset: 0, size: 50_000_000, signal: abort.signal })) {
        abort.abort(new Error("enough"));
      }
    })();
    await expect(reading).rejects.toThrow("enough");
    expect(connection.isOpen).toBe(false);
    await vi.waitFor(() => expect(server.sessions.size).toBe(0), 10_000);

    const silent = await session({ answer: saying("MLST", "") }, { timeoutMs: 60_000 });
    const second = new AbortController();
    setTimeout(() => second.abort("no error"), 50);
    await expect(silent.connection.stat("/f", { signal: second.signal })).rejects.toBe("no error");
    expect(silent.connection.isOpen).toBe(false);
  });

  test("a missing file", async () => {
    const { connection } = await session({ files });
    for (const offset of [0, 5]) {
      expect(await failureOf(readAll(connection.read("/none", { offset, size: 10 })))).toMatchObject({
        code: "ARCHIVE_NOT_FOUND",
        remotePath: "/none",
      });
    }
    expect((await readAll(connection.read("/f", { offset: 0, size: bytes.length }))).length).toBe(bytes.length);
    await connection.close();
  });
});

describe("data connections", () => {
  const files = { "/f": Buffer.from("12345") };
  const read = (connection: Connection) => readAll(connection.read("/f", { offset: 0, size: 5 }));

  test("by PASV where there is no EPSV, always at the server's own address", async () => {
    const { connection, server } = await session({ files, passive: "PASV" });
    for (let i = 0; i < 2; i++) expect((await read(connection)).toString()).toBe("12345");
    expect(server.commands.filter((line) => line === "EPSV")).toHaveLength(1);
    expect(server.commands.filter((line) => line === "PASV")).toHaveLength(2);
    await connection.close();
  });

  const replies: [string, ArchiveErrorCode][] = [
    ["229 Entering Extended Passive Mode", "ARCHIVE_PROTOCOL"],
    ["229 Entering Extended Passive Mode (|||99999|)", "ARCHIVE_PROTOCOL"],
    ["229 Entering Extended Passive Mode (|||1|)", "ARCHIVE_CONNECTION"],
    ["421 Too many connections", "ARCHIVE_BUSY"],
    ["425 No", "ARCHIVE_CONNECTION"],
    ["530 Please login", "ARCHIVE_CONNECTION"],
    ["", "ARCHIVE_TIMEOUT"],
  ];
  test.each(replies)("%j is %s", async (reply, code) => {
    const timeoutMs = code === "ARCHIVE_TIMEOUT" ? 1000 : 15_000;
    const { connection } = await session({ files, answer: saying("EPSV", reply) }, { timeoutMs });
    expect(await failureOf(read(connection))).toMatchObject({ code });
    expect(connection.isOpen).toBe(false);
  });
});

describe("an idle session", () => {
  test("says that it is there, and not during commands", async () => {
    const { connection, server } = await session({}, { keepAliveMs: 40 });
    await vi.waitFor(() => expect(server.commands.filter((line) => line === "NOOP").length).toBeGreaterThan(2), 10_000);
    await connection.close();
    await vi.waitFor(() => expect(server.sessions.size).toBe(0), 10_000);
  });

  test("that the server ended is not open", async () => {
    const lines: string[] = [];
    const { connection, server } = await session(
      { answer: saying("NOOP", "421 Idle for too long") },
      { keepAliveMs: 40, log: ({ message }) => lines.push(message) },
    );
    await vi.waitFor(() => expect(connection.isOpen).toBe(false), 10_000);
    expect(lines.at(-1)).toContain("Idle for too long");
    expect(server.sessions.size).toBeLessThan(2);

    const other = await session({}, { keepAliveMs: 0 });
    for (const socket of other.server.sessions) socket.end("421 bye\r\n");
    await vi.waitFor(() => expect(other.connection.isOpen).toBe(false), 10_000);
    expect(await failureOf(other.connection.list("/"))).toMatchObject({ code: "ARCHIVE_CONNECTION" });
  });

  test("commands that are given at the same time wait for each other", async () => {
    const { connection } = await session({ listings: { "/d": mlsd, "/": "" }, files: { "/f": Buffer.alloc(1000) } });
    const both: [Promise<unknown>, ...Promise<unknown>[]] = [
      connection.list("/d"),
      readAll(connection.read("/f", { offset: 0, size: 1000 })),
      connection.list("/"),
    ];
    const [first, second, third] = (await Promise.all(both)) as [unknown[], Buffer, unknown[]];
    expect([first.length, second.length, third.length]).toEqual([3, 1000, 0]);
    await connection.close();
  });
});

test("closing twice is no error", async () => {
  const { connection }: { connection: Connection } = await session();
  await connection.close();
  await connection.close();
});
