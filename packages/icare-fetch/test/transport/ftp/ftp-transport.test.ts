import type { Socket } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Secret } from "../../../src/credentials/index.ts";
import { type ArchiveErrorCode, isArchiveError } from "../../../src/errors.ts";
import { type FtpTransportOptions, ftpSecurityOf, ftpTransport } from "../../../src/transport/ftp/index.ts";
import type { Connection } from "../../../src/transport/types.ts";
import { readAll } from "../_read-all.ts";
import { type Script, type ScriptedServer, startScriptedServer } from "./_scripted-server.ts";

const password = "hunter2 secret";
const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

async function start(script: Script = {}): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  opened.push(server);
  return server;
}

function transportTo(server: ScriptedServer, options: Partial<FtpTransportOptions> = {}) {
  return ftpTransport({
    host: "127.0.0.1",
    port: server.port,
    username: "me",
    password,
    secure: false,
    timeoutMs: 15_000,
    ...options,
  });
}

async function session(script: Script = {}, options: Partial<FtpTransportOptions> = {}) {
  const server = await start(script);
  const connection = await transportTo(server, options).connect();
  return { server, connection };
}

async function failureOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isArchiveError(error)) throw new Error(`expected an ArchiveError, got ${inspect(error)}`);
  expect(inspect(error)).not.toContain(password);
  return error;
}

const saying = (verb: string, reply: string) => (line: string) => (line.split(" ")[0] === verb ? reply : undefined);

describe("logging in", () => {
  test("sends name and password, and nothing else holds the password", async () => {
    const lines: string[] = [];
    const { server, connection } = await session(
      {},
      { password: new Secret(password), log: ({ message }) => lines.push(message) },
    );
    expect(server.commands).toContain(`PASS ${password}`);
    expect(connection.isOpen).toBe(true);
    expect(lines.join()).toContain("nothing is encrypted");
    expect(lines.join()).not.toContain(password);
    expect(inspect(connection, { depth: 9, showHidden: true })).not.toContain(`'${password}'`);
    await connection.close();
    expect(connection.isOpen).toBe(false);
  });

  const replies: [string, string, ArchiveErrorCode, string?][] = [
    ["PASS", "530 Login incorrect.", "ARCHIVE_AUTHENTICATION"],
    ["PASS", "430 Invalid username or password", "ARCHIVE_AUTHENTICATION"],
    ["PASS", `530 Login incorrect: ${password}`, "ARCHIVE_AUTHENTICATION", "***"],
    ["PASS", "530 Too many failed login attempts.", "ARCHIVE_AUTHENTICATION"],
    ["PASS", "421 Too many wrong passwords", "ARCHIVE_AUTHENTICATION"],
    ["PASS", "530 Sorry, the maximum number of clients (5) for this user are already connected.", "ARCHIVE_BUSY"],
    ["PASS", "421 Too many connections (4) from this IP", "ARCHIVE_BUSY"],
    ["USER", "430 Too many users", "ARCHIVE_BUSY"],
    ["PASS", "421 Service not available", "ARCHIVE_CONNECTION"],
    ["PASS", "434 Host unavailable", "ARCHIVE_CONNECTION"],
    ["USER", "530 Non-anonymous sessions must use encryption.", "ARCHIVE_PROTOCOL", "ftps://"],
    ["USER", "332 Need account", "ARCHIVE_AUTHENTICATION"],
    ["TYPE", "421 Timeout", "ARCHIVE_CONNECTION"],
    ["TYPE", "504 No", "ARCHIVE_PROTOCOL"],
  ];
  test.each(replies)("%s: %s is %s", async (verb, reply, code, text = "") => {
    const server = await start({ answer: saying(verb, reply) });
    const credentialsFrom = "the user name from the URL and the password from ICARE_PASSWORD";
    const error = await failureOf(transportTo(server, { credentialsFrom }).connect());
    if (code === "ARCHIVE_AUTHENTICATION") expect(error.message).toContain(`of "me" (`);
    if (code === "ARCHIVE_AUTHENTICATION") expect(error.message).toContain(`check ${credentialsFrom};`);
    expect(error).toMatchObject({ code, origin: `ftp://me@127.0.0.1:${server.port}` });
    expect(error.message).toContain(text);
    expect(error.isTransient).toBe(["ARCHIVE_BUSY", "ARCHIVE_CONNECTION"].includes(code));
    await vi.waitFor(() => expect(server.sessions.size).toBe(0), 10_000);
  });

  const greetings: [string, ArchiveErrorCode][] = [
    ["421 Too many connections from the same IP address.", "ARCHIVE_BUSY"],
    ["421 Service not available", "ARCHIVE_CONNECTION"],
    ["530 You are not welcome", "ARCHIVE_CONNECTION"],
    ["120 Service ready in 5 minutes", "ARCHIVE_CONNECTION"],
    ["", "ARCHIVE_TIMEOUT"],
  ];
  test.each(greetings)("greeting %j is %s", async (greeting, code) => {
    const server = await start({ greeting });
    const timeoutMs = code === "ARCHIVE_TIMEOUT" ? 100 : 15_000;
    expect(await failureOf(transportTo(server, { timeoutMs }).connect())).toMatchObject({ code });
    expect(server.commands.filter((line) => line.startsWith("PASS"))).toEqual([]);
  });

  test("a lost connection and a refused one are transient", async () => {
    const server = await start({
      answer(line, socket) {
        if (line.startsWith("USER")) socket.destroy();
        return undefined;
      },
    });
    expect(await failureOf(transportTo(server).connect())).toMatchObject({ code: "ARCHIVE_CONNECTION" });
    expect(await failureOf(transportTo(server, { port: 1 }).connect())).toMatchObject({
      code: "ARCHIVE_CONNECTION",
      message: expect.stringContaining("ECONNREFUSED") as string,
    });
    expect(await failureOf(transportTo(server, { host: "nowhere.invalid" }).connect())).toMatchObject({
      code: "ARCHIVE_CONNECTION",
      cause: { code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string },
      message: expect.stringContaining("the host's name") as string,
    });
  });

  test("a server without TLS, or one that says nothing in its handshake", async () => {
    const without = await start();
    const error = await failureOf(transportTo(without, { secure: "explicit" }).connect());
    expect(error).toMatchObject({ code: "ARCHIVE_PROTOCOL", isTransient: false });
    expect(error.message).toContain("offers no TLS");
    const silent = await start({ answer: saying("AUTH", "234 go on") });
    const failure = await failureOf(transportTo(silent, { secure: "explicit", timeoutMs: 300 }).connect());
    expect(["ARCHIVE_TIMEOUT", "ARCHIVE_PROTOCOL"]).toContain(failure.code);
    expect(await failureOf(transportTo(without, { secure: "implicit" }).connect())).toMatchObject({
      code: "ARCHIVE_PROTOCOL",
      message: expect.stringContaining("does not speak TLS") as string,
    });
  });

  test("can be aborted", async () => {
    const server = await start({ answer: saying("PASS", "") });
    const abort = new AbortController();
    const connecting = transportTo(server, { timeoutMs: 60_000 }).connect({ signal: abort.signal });
    await vi.waitFor(() => expect(server.commands.at(-1)).toContain("PASS"), 10_000);
    abort.abort(new Error("enough"));
    await expect(connecting).rejects.toThrow("enough");
    await vi.waitFor(() => expect(server.sessions.size).toBe(0), 10_000);
  });

  test("options that cannot be", () => {
    const good: FtpTransportOptions = { host: "h", username: "me", password, secure: false };
    expect(() => ftpTransport({ ...good, port: 0 })).toThrow(RangeError);
    expect(() => ftpTransport({ ...good, host: "" })).toThrow(TypeError);
    expect(() => ftpTransport({ ...good, timeoutMs: 0 })).toThrow(RangeError);
    expect(() => ftpTransport({ ...good, keepAliveMs: -1 })).toThrow(RangeError);
    for (const wrong of [{ username: "a\r\nDELE x" }, { password: `${password}\nDELE x` }, { password: "" }]) {
      expect(() => ftpTransport({ ...good, ...wrong })).toThrow(
        expect.objectContaining({ code: "ARCHIVE_CREDENTIALS" }),
      );
    }
    expect(ftpTransport({ ...good, secure: "implicit" }).origin).toBe("ftps://me@h:990");
    expect(ftpSecurityOf({ kind: "ftps", port: 990 })).toBe("implicit");
    expect(ftpSecurityOf({ kind: "ftps", port: 21 })).toBe("explicit");
    expect(ftpSecurityOf({ kind: "ftp", port: 990 })).toBe(false);
  });
});

const mlsd = [
  "type=cdir;modify=20080603012810; .",
  "type=pdir;modify=20080603012810; ..",
  "type=dir;modify=20080603012810; 2008",
  "type=file;size=5;modify=20080603012810.5; a b.hdf",
  "type=OS.unix=slink:/x;size=1; link",
  "",
].join("\r\n");

const list = [
  "total 3",
  "drwxr-xr-x   2 ftp      ftp          4096 Jun 03  2008 2008",
  "-rw-r--r--   1 ftp      ftp             5 Jun 03  2008 a b.hdf",
  "",
].join("\r\n");

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
    expect(await failureOf(connection.stat("/d/f"))).toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    expect(await failureOf(connection.stat("/x/f"))).toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
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
    const read = await readAll(again.connection.read("/f", { offset: 10, size: 1000 }));
    expect(read.equals(bytes.subarray(10, 1000))).toBe(true);
    await again.connection.close();
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
    expect((await readAll(connection.read("/f", { offset: 0, size: 10 }))).length).toBe(10);
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
    const count = server.commands.length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(server.commands.length).toBe(count);
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
