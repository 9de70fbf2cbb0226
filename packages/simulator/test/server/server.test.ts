import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { isSimulatorError } from "../../src/errors.ts";
import { createHostKey } from "../../src/server/host-key.ts";
import { startArchiveServer } from "../../src/server/server.ts";
import {
  big,
  bigPath,
  closed,
  connect,
  day,
  makeArchive,
  openFilesBelow,
  openSftp,
  serve,
  small,
  smallPath,
} from "./_archive.ts";

const noSuchFile = 2;
const permissionDenied = 3;
const failure = 4;

describe("reading", () => {
  test("directories are listed, from the top", async () => {
    const sftp = await openSftp(await serve());
    expect(await sftp.list("/")).toEqual(["SPACEBORNE"]);
    expect(await sftp.list("/SPACEBORNE")).toEqual(["PARASOL"]);
    expect(await sftp.list(day)).toEqual([
      "big.h5",
      "empty.h5",
      "link.h5",
      "out",
      "out.h5",
      "small.h5",
      "été *[1] 'x'\n.h5",
    ]);
    expect(await sftp.list("/SPACEBORNE/PARASOL/alias/2008")).toEqual(["2008_03_20"]);
  });

  test("a long directory comes in several replies", async () => {
    const server = await serve();
    const names = Array.from({ length: 250 }, (_, i) => `f${String(i).padStart(3, "0")}`);
    await Promise.all(names.map((name) => writeFile(join(server.root, name), "")));
    const sftp = await openSftp(server);
    const before = server.stats.requests;
    expect(await sftp.list("/SPACEBORNE")).toEqual(["PARASOL", ...names]);
    // OPENDIR, READDIR of 100, 100, 53 (with "." and "..") and the end, CLOSE.
    expect(server.stats.requests - before).toBe(6);
  });

  test("attributes are those of the files, without the right to write", async () => {
    const sftp = await openSftp(await serve());
    const file = await sftp.stat(bigPath);
    expect([file.isFile(), file.size, file.mode & 0o222]).toEqual([true, big.length, 0]);
    expect(Math.abs(file.mtime - Date.now() / 1000)).toBeLessThan(60);
    expect((await sftp.stat("/")).isDirectory()).toBe(true);
    expect((await sftp.stat(day)).isDirectory()).toBe(true);
    expect((await sftp.stat(`${day}/link.h5`)).size).toBe(small.length);
    const link = await sftp.call<typeof file>((s, done) => s.lstat(`${day}/link.h5`, done));
    expect(link.isSymbolicLink()).toBe(true);
    const handle = await sftp.open(smallPath);
    expect((await sftp.call<typeof file>((s, done) => s.fstat(handle, done))).size).toBe(small.length);
  });

  test("files arrive as they are", async () => {
    const server = await serve();
    const sftp = await openSftp(server);
    expect((await sftp.get(bigPath)).equals(big)).toBe(true);
    expect(await sftp.get(`${day}/empty.h5`)).toHaveLength(0);
    expect(String(await sftp.get(`${day}/été *[1] 'x'\n.h5`))).toBe("odd");
    expect((await sftp.get(`${day}/link.h5`)).equals(small)).toBe(true);
    expect(server.stats).toMatchObject({ logins: 1, transfers: 4, bytesSent: big.length + 3 + small.length });
  });

  test("reads from an offset, short at the end, and the end of the file behind it", async () => {
    const sftp = await openSftp(await serve());
    const handle = await sftp.open(smallPath);
    expect((await sftp.read(handle, 123, 50)).equals(small.subarray(123, 173))).toBe(true);
    expect((await sftp.read(handle, 990, 50)).equals(small.subarray(990))).toBe(true);
    expect(await sftp.read(handle, 1000, 50)).toHaveLength(0);
    expect(await sftp.read(handle, 2 ** 60, 50)).toHaveLength(0);
  });

  test("requests sent together are answered in their order", async () => {
    const sftp = await openSftp(await serve());
    const handle = await sftp.open(bigPath);
    const order: number[] = [];
    const parts = await Promise.all(
      Array.from({ length: 64 }, async (_, i) => {
        const part = await sftp.read(handle, i * 1000, 1000);
        order.push(i);
        return part;
      }),
    );
    expect(Buffer.concat(parts).equals(big.subarray(0, 64_000))).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test("several sessions and channels at once", async () => {
    const server = await serve();
    const [one, two] = await Promise.all([connect(server), connect(server)]);
    const channels = await Promise.all([openSftp(one), openSftp(one), openSftp(two)]);
    const files = await Promise.all(channels.map((sftp) => sftp.get(bigPath)));
    expect(files.every((file) => file.equals(big))).toBe(true);
    expect(server.connections).toBe(2);
  });

  test("many reads ahead of their replies, as clients download", async () => {
    const sftp = await openSftp(await serve());
    const folder = await mkdtemp(join(tmpdir(), "atcs-get-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await sftp.call((s, done) => s.fastGet(bigPath, join(folder, "big.h5"), done));
    expect((await readFile(join(folder, "big.h5"))).equals(big)).toBe(true);
  });

  test("paths are made absolute by their text alone", async () => {
    const sftp = await openSftp(await serve());
    const absolute = (path: string) => sftp.call<string>((s, done) => s.realpath(path, done));
    expect(await absolute(".")).toBe("/");
    expect(await absolute("./SPACEBORNE/../x//y/.")).toBe("/x/y");
    expect(await absolute("/../..")).toBe("/");
  });
});

describe("refusing", () => {
  test("what would change something", async () => {
    const server = await serve();
    const sftp = await openSftp(server);
    const refused = { code: permissionDenied };
    for (const flags of ["w", "a", "r+", "wx", "a+"] as const) {
      await expect(sftp.open(smallPath, flags)).rejects.toMatchObject(refused);
    }
    const handle = await sftp.open(smallPath);
    const changes: ((done: (error?: Error | null) => void) => void)[] = [
      (done) => sftp.sftp.write(handle, Buffer.from("x"), 0, 1, 0, done),
      (done) => sftp.sftp.unlink(smallPath, done),
      (done) => sftp.sftp.rename(smallPath, `${day}/x`, done),
      (done) => sftp.sftp.mkdir(`${day}/x`, done),
      (done) => sftp.sftp.rmdir(day, done),
      (done) => sftp.sftp.setstat(smallPath, { mode: 0o777 }, done),
      (done) => sftp.sftp.fsetstat(handle, { size: 0 }, done),
      (done) => sftp.sftp.symlink("/etc/passwd", `${day}/x`, done),
    ];
    for (const change of changes) await expect(sftp.call((_, done) => change(done))).rejects.toMatchObject(refused);
    await expect(sftp.call((s, done) => s.readlink(`${day}/link.h5`, done))).rejects.toMatchObject({ code: 8 });
    expect((await sftp.get(smallPath)).equals(small)).toBe(true);
  });

  test.each([
    ["/SPACEBORNE/../../../etc/passwd", noSuchFile],
    ["../../etc/passwd", noSuchFile],
    ["/etc/passwd", noSuchFile],
    ["/SPACEBORNE/../secret", noSuchFile],
    ["/SPACEBORNEX/PARASOL", noSuchFile],
    ["/SPACEBORNE/PARASOL\0", noSuchFile],
    [`${day}/nothing`, noSuchFile],
    [`${day}/small.h5/x`, noSuchFile],
    [`${day}/out.h5`, permissionDenied],
    [`${day}/out/secret`, permissionDenied],
  ])("%j leads nowhere", async (path, code) => {
    const sftp = await openSftp(await serve());
    await expect(sftp.stat(path)).rejects.toMatchObject({ code });
    await expect(sftp.open(path)).rejects.toMatchObject({ code });
    await expect(sftp.list(path)).rejects.toMatchObject({ code });
  });

  test("a link out is no directory to look into, nor one way to look behind it", async () => {
    const sftp = await openSftp(await serve());
    await expect(sftp.list(`${day}/out`)).rejects.toMatchObject({ code: permissionDenied });
    await expect(sftp.call((s, done) => s.lstat(`${day}/out/secret`, done))).rejects.toMatchObject({
      code: permissionDenied,
    });
  });

  test("directories as files, pipes, unknown handles", async () => {
    const server = await serve();
    execFileSync("mkfifo", [join(server.root, "pipe")]);
    const sftp = await openSftp(server);
    await expect(sftp.open(day)).rejects.toMatchObject({ code: failure });
    await expect(sftp.open("/SPACEBORNE/pipe")).rejects.toMatchObject({ code: failure });
    for (const id of [Buffer.alloc(4, 1), Buffer.from("x"), Buffer.alloc(0)]) {
      await expect(sftp.read(id, 0, 1)).rejects.toMatchObject({ code: failure });
      await expect(sftp.call((s, done) => s.close(id, done))).rejects.toMatchObject({ code: failure });
    }
  });

  test("more handles than anybody needs", async () => {
    const server = await serve();
    const sftp = await openSftp(server);
    const handles = await Promise.all(Array.from({ length: 256 }, () => sftp.open(smallPath)));
    await expect(sftp.open(smallPath)).rejects.toMatchObject({ code: failure });
    await sftp.call((s, done) => s.close(handles[0]!, done));
    await sftp.open(smallPath);
  });

  test("more requests than anybody sends ahead", async () => {
    const server = await serve({ faults: [{ kind: "delay", milliseconds: 60_000 }] });
    const sftp = await openSftp(server);
    const lost = closed(sftp.client);
    for (let i = 0; i < 1025; i++) sftp.stat(smallPath).catch(() => {});
    await lost;
    expect(server.stats.requests).toBe(1024);
  });

  test("commands and shells", async () => {
    const client = await connect(await serve());
    await expect(
      new Promise((resolve, reject) =>
        client.exec("id", (error, channel) => (error ? reject(error) : resolve(channel))),
      ),
    ).rejects.toThrow(/exec/);
  });

  test("parents that refuse to be listed, while what is below works", async () => {
    const sftp = await openSftp(await serve({ unlistable: ["/", "/SPACEBORNE", "/SPACEBORNE/*"] }));
    for (const path of ["/", "/SPACEBORNE", "/SPACEBORNE/PARASOL"]) {
      await expect(sftp.list(path)).rejects.toMatchObject({ code: permissionDenied });
      await expect(sftp.stat(path)).rejects.toMatchObject({ code: permissionDenied });
    }
    expect(await sftp.list("/SPACEBORNE/PARASOL/L1_B-HDF")).toEqual(["2008"]);
  });
});

describe("the server", () => {
  test("says where it is", async () => {
    const server = await serve({ prefix: "a b/c/" });
    expect(server.url).toBe(`sftp://127.0.0.1:${server.port}/a%20b/c`);
    expect(await (await openSftp(server)).list("/a b/c/PARASOL")).toEqual(["L1_B-HDF", "alias"]);
    const top = await serve({ prefix: "/" });
    expect(await (await openSftp(top)).list("/")).toEqual(["PARASOL"]);
    await top[Symbol.asyncDispose]();
    await expect(connect(top)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("close() ends sessions, releases files and frees the port", async () => {
    const server = await serve();
    const sftp = await openSftp(server);
    await sftp.open(bigPath);
    await sftp.open(smallPath);
    expect(await openFilesBelow(server.root)).toHaveLength(2);
    const lost = closed(sftp.client);
    await Promise.all([server.close(), server.close()]);
    await lost;
    expect(server.connections).toBe(0);
    expect(await openFilesBelow(server.root)).toEqual([]);
    const successor = createServer();
    await new Promise<void>((resolve, reject) => {
      successor.on("error", reject).listen(server.port, "127.0.0.1", resolve);
    });
    await new Promise((resolve) => successor.close(resolve));
  });

  test("releases the files of a session that goes without closing them", async () => {
    const server = await serve();
    const sftp = await openSftp(server);
    await sftp.open(bigPath);
    sftp.client.end();
    await vi.waitFor(() => expect(server.connections).toBe(0));
    expect(await openFilesBelow(server.root)).toEqual([]);
  });

  test("the signal closes it; one that is aborted lets none begin", async () => {
    const controller = new AbortController();
    const server = await serve({ signal: controller.signal });
    const client = await connect(server);
    const lost = closed(client);
    controller.abort(new Error("enough"));
    await lost;
    await server.close();
    await expect(serve({ signal: controller.signal })).rejects.toThrow("enough");
  });

  test("a port that is taken, a root that is none", async () => {
    const server = await serve();
    const failing = async (options: object) => {
      const error: unknown = await serve({ root: server.root, ...options }).catch((caught: unknown) => caught);
      expect(isSimulatorError(error, "SIMULATOR_SERVER")).toBe(true);
      return error;
    };
    expect(await failing({ port: server.port })).toMatchObject({
      name: "ArchiveServerError",
      message: `port ${server.port} of 127.0.0.1: cannot be served (it is in use)`,
      file: undefined,
      cause: { code: "EADDRINUSE" },
    });
    const nothing = join(server.root, "nothing");
    expect(await failing({ root: nothing })).toMatchObject({
      message: `${nothing}: cannot be served (no such directory)`,
      file: nothing,
      cause: { code: "ENOENT" },
    });
    const file = join(server.root, "PARASOL/alias/2008/2008_03_20/small.h5");
    expect(await failing({ root: file })).toMatchObject({ message: `${file}: cannot be served (it is a file)`, file });
    await expect(serve({ root: server.root, port: 65_536 })).rejects.toThrow(RangeError);
  });

  test("options that are wrong are named", async () => {
    const root = await makeArchive();
    const start = (options: object) => startArchiveServer({ root, ...options });
    await expect(start({ root: "" })).rejects.toThrow(/root/);
    await expect(start({ unlistable: ["x"] })).rejects.toThrow(/unlistable 0 is "x"/);
    await expect(start({ hostKey: "x" })).rejects.toThrow(/hostKey is no private key/);
    await expect(start({ users: [{ username: "a" }] })).rejects.toThrow(/user 0 has neither password nor publicKey/);
    await expect(start({ faults: [{ kind: "delay", milliseconds: -1 }] })).rejects.toThrow(/fault 0 \(delay\)/);
  });

  test("hosts, ports and prefixes that are none are refused before anything listens", async () => {
    const root = await makeArchive();
    const start = (options: object) => startArchiveServer({ root, ...options });
    const before = process.getActiveResourcesInfo().filter((kind) => /Server/.test(kind)).length;
    for (const host of ["", null, 5]) await expect(start({ host })).rejects.toThrow(TypeError);
    await expect(start({ host: "" })).rejects.toThrow('host must be a name or address, got ""');
    for (const port of ["abc", "22", null]) await expect(start({ port })).rejects.toThrow(TypeError);
    await expect(start({ port: "abc" })).rejects.toThrow("port must be a number, got string");
    for (const port of [Number.NaN, -1, 1.5, 65_536]) {
      const error: unknown = await start({ port }).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(RangeError);
      expect(String(error)).toContain(`port must be an integer from 0 to 65535, got ${port}`);
    }
    for (const prefix of [5, "\ud800"]) await expect(start({ prefix })).rejects.toThrow("prefix must be a remote path");
    await expect(start({ log: "x" })).rejects.toThrow("log must be a function, got string");
    expect(process.getActiveResourcesInfo().filter((kind) => /Server/.test(kind))).toHaveLength(before);
    expect(existsSync("abc")).toBe(false);
  });

  test("holes in lists are nothing", async () => {
    const root = await makeArchive();
    const start = (options: object) => startArchiveServer({ root, ...options });
    await expect(start({ faults: new Array(1) })).rejects.toThrow("fault 0 must be an object with a kind");
    const faults = [{ kind: "stall", operations: new Array(1) }];
    await expect(start({ faults })).rejects.toThrow(/fault 0 \(stall\) has operations/);
    await expect(start({ users: new Array(1) })).rejects.toThrow("user 0 has no username");
    await expect(start({ unlistable: new Array(1) })).rejects.toThrow("unlistable 0 is undefined");
  });

  test("what the log throws is ignored", async () => {
    const log = vi.fn(() => {
      throw new Error("no disk for the log");
    });
    const server = await serve({ log, faults: [{ kind: "wrong-size", size: 1 }] });
    const sftp = await openSftp(server);
    expect((await sftp.stat(smallPath)).size).toBe(1);
    expect((await sftp.get(smallPath)).equals(small)).toBe(true);
    await server.close();
    expect(log).toHaveBeenCalledWith("connection 1: closed");
  });

  test("a connection that cannot be served is closed, and holds nothing up", async () => {
    const lines: string[] = [];
    const faults = [{ kind: "changed-host-key", times: 1 }] as const;
    const server = await serve({ log: (line) => lines.push(line), hostKey: createHostKey().privateKey, faults });
    const generate = vi.spyOn(ssh2.utils, "generateKeyPairSync").mockImplementation(() => {
      throw new Error("no randomness");
    });
    await expect(connect(server)).rejects.toThrow();
    generate.mockRestore();
    await vi.waitFor(() => expect(server.connections).toBe(0));
    expect(lines[1]).toBe("connection 1: could not be served (no randomness)");
    expect((await (await openSftp(server)).stat(smallPath)).size).toBe(small.length);
    await server.close();
  });

  test("the log says what was fetched, and of which file what is wrong", async () => {
    const lines: string[] = [];
    const server = await serve({
      log: (line) => lines.push(line),
      faults: [
        { kind: "corrupt", path: "nothing", offset: 0 },
        { kind: "drop-after-bytes", path: "big.h5", bytes: 100_000 },
        { kind: "wrong-size", path: "été*", size: 1 },
      ],
    });
    const sftp = await openSftp(server);
    await sftp.get(smallPath);
    const handle = await sftp.open(smallPath);
    await sftp.read(handle, 0, 10);
    await sftp.call((s, done) => s.close(handle, done));
    await sftp.stat(`${day}/été *[1] 'x'\n.h5`);
    await expect(sftp.stat(`${day}/not\nthere`)).rejects.toThrow();
    sftp.sftp.createReadStream(bigPath).on("error", () => {});
    await closed(sftp.client);
    await server.close();
    expect(lines).toEqual([
      'connection 1: "reader" logged in',
      `connection 1: sent "${smallPath}", 1000 bytes`,
      `connection 1: closed "${smallPath}" after 10 of 1000 bytes`,
      `fault 2 (wrong-size): "${day}/été *[1] 'x'\\n.h5"`,
      `connection 1: the file system says no such file at STAT "${day}/not\\nthere"`,
      `fault 1 (drop-after-bytes): "${bigPath}"`,
      `connection 1: dropped within "${bigPath}"`,
      "connection 1: closed",
    ]);
  });

  test("nonsense from the network harms nobody", async () => {
    const server = await serve();
    for (const text of ["GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n\0\0\0\x01", "\0".repeat(5000)]) {
      const socket = createConnection(server.port, "127.0.0.1");
      socket.on("error", () => {}).resume();
      socket.end(text);
      await new Promise((resolve) => socket.once("close", resolve));
    }
    expect((await (await openSftp(server)).stat(smallPath)).size).toBe(small.length);
  });
});
