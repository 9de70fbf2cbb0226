import { createHash, randomFillSync } from "node:crypto";
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Cache } from "../../src/cache/types.ts";
import { downloadFile } from "../../src/download/download.ts";
import type { Downloaded, DownloadOptions, DownloadProgress } from "../../src/download/types.ts";
import { ConnectionError, isArchiveError } from "../../src/errors.ts";
import { createLimiter } from "../../src/session/limiter.ts";
import { createRetry } from "../../src/session/retry.ts";
import type { ArchiveEvent } from "../../src/types.ts";
import { putFile, temporaryCache } from "../cache/_temporary.ts";
import { FakeRemote, missing, type ReadFault } from "./_fake-remote.ts";

type Write = (
  descriptor: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  position: number,
  done: (error: Error | null, written: number) => void,
) => void;

/** In place of the system's writing, where a test wants it. */
const disk = vi.hoisted(() => ({ write: undefined as Write | undefined }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return { ...fs, write: (...args: Parameters<Write>) => (disk.write ?? fs.write)(...args) };
});

const remotePath = "/SPACEBORNE/day/granule.hdf";

function randomBytes(length: number): Uint8Array {
  return randomFillSync(new Uint8Array(length));
}

async function download(remote: FakeRemote, cache: Cache, options: Partial<DownloadOptions> = {}): Promise<string> {
  return (await downloadResult(remote, cache, options)).file;
}

function downloadResult(remote: FakeRemote, cache: Cache, options: Partial<DownloadOptions> = {}): Promise<Downloaded> {
  return downloadFile({
    use: remote.use,
    remotePath,
    remote: remote.stat,
    cache,
    retry: createRetry(() => 0, { attempts: 4, minDelayMs: 0 }),
    limiter: createLimiter(Infinity),
    ...options,
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

afterEach(() => {
  disk.write = undefined;
});

describe("a download", () => {
  test("gives the file, in use, and reports how far it is", async () => {
    const remote = new FakeRemote(randomBytes(10_000));
    const cache = await temporaryCache();
    const progress: DownloadProgress[] = [];
    const file = await download(remote, cache, { onProgress: (now) => progress.push(now) });
    expect(file).toBe(cache.localPath(remotePath));
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
    expect(progress[0]).toEqual({ bytes: 0, size: 10_000, resumedFrom: 0 });
    expect(progress.at(-1)).toEqual({ bytes: 10_000, size: 10_000, resumedFrom: 0 });
    expect(progress.map(({ bytes }) => bytes)).toEqual([...progress.map(({ bytes }) => bytes)].sort((a, b) => a - b));
    expect(await readdir(dirname(file))).toEqual([".atcs", "granule.hdf"]);
    expect(await readdir(join(dirname(file), ".atcs"))).toEqual(["granule.hdf.json"]);
    const holders = join(cache.directory, ".atcs-cache", "holders");
    expect(await readdir(join(holders, (await readdir(holders))[0]!))).toHaveLength(2);
    expect(remote.stats).toBe(1);
  });

  test("of what is there already asks for nothing", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    await download(remote, cache);
    const sent = remote.sentBytes;
    const progress: DownloadProgress[] = [];
    await download(remote, cache, { onProgress: (now) => progress.push(now) });
    expect(remote.sentBytes).toBe(sent);
    expect(progress).toEqual([{ bytes: 5000, size: 5000, resumedFrom: 5000 }]);
  });

  test("is not in use when who is told of its progress throws", async () => {
    const remote = new FakeRemote(randomBytes(1000));
    const cache = await temporaryCache({ maxBytes: 1000 });
    const onProgress = () => {
      throw new TypeError("a mistake");
    };
    await expect(download(remote, cache, { onProgress })).rejects.toThrow("a mistake");
    await download(remote, cache);
    cache.release(remotePath);
    await expect(download(remote, cache, { onProgress })).rejects.toThrow("a mistake");
    await cache.makeRoom(1000);
  });

  test("says whether anything of it came", async () => {
    for (const size of [5000, 0]) {
      const remote = new FakeRemote(randomBytes(size));
      const cache = await temporaryCache();
      expect(await downloadResult(remote, cache)).toMatchObject({ fromCache: false });
      expect(await downloadResult(remote, cache)).toMatchObject({ fromCache: true });
      remote.modifiedMs = 7;
      expect(await downloadResult(remote, cache)).toMatchObject({ fromCache: false });
    }
  });

  test.each([0, 1, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20])("of %d bytes is complete", async (size) => {
    const remote = new FakeRemote(randomBytes(size));
    const cache = await temporaryCache();
    for (const pieceBytes of [32_768, 2 ** 21, 2 ** 18 + 1]) {
      remote.modifiedMs = pieceBytes;
      remote.pieceBytes = pieceBytes;
      expect(sha256(await readFile(await download(remote, cache)))).toBe(sha256(remote.bytes));
    }
  });

  test("goes on where it was after drops, and asks first whether the file is the same", async () => {
    const remote = new FakeRemote(randomBytes(10_000));
    remote.faults.push({ after: 3000, kind: "drop" }, { after: 1500, kind: "timeout" }, { after: 100, kind: "short" });
    const progress: DownloadProgress[] = [];
    const lines: string[] = [];
    const file = await download(remote, await temporaryCache(), {
      onProgress: (now) => progress.push(now),
      log: ({ message }) => lines.push(message),
    });
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
    expect(remote.reads).toEqual([0, 3000, 4500, 4600]);
    expect(remote.sentBytes).toBe(10_000);
    expect(new Set(progress.map(({ resumedFrom }) => resumedFrom))).toEqual(new Set([0, 3000, 4500, 4600]));
    expect(lines).toHaveLength(3);
    expect(remote.openReads).toBe(0);
  });

  test("goes on in the next process, and drops that come to nothing end it", async () => {
    const remote = new FakeRemote(randomBytes(10_000));
    const cache = await temporaryCache();
    for (let time = 0; time < 4; time++) remote.faults.push({ after: time === 0 ? 4000 : 0, kind: "drop" });
    await expect(download(remote, cache)).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION" });
    const file = cache.localPath(remotePath);
    expect(existsSync(file)).toBe(false);
    expect((await stat(`${file}.part`)).size).toBe(4000);
    await cache.close();
    const next = await temporaryCache({ directory: cache.directory });
    await download(remote, next);
    expect(remote.reads.at(-1)).toBe(4000);
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
  });

  test("over a line that drops after less than a MiB, again and again, gets through", async () => {
    const remote = new FakeRemote(randomBytes(5 * 2 ** 20));
    remote.pieceBytes = 2 ** 16;
    for (let time = 0; time < 9; time++) remote.faults.push({ after: 600_000, kind: "drop" });
    const retry = createRetry(() => 0, { attempts: 3, minDelayMs: 0 });
    const file = await download(remote, await temporaryCache(), { retry });
    expect(sha256(await readFile(file))).toBe(sha256(remote.bytes));
    expect(remote.sentBytes).toBe(remote.bytes.length);
  });

  test("begins anew when the file has changed, before or while it comes", async () => {
    const remote = new FakeRemote(randomBytes(8000));
    const cache = await temporaryCache();
    const change = (size: number) => () => {
      remote.bytes = randomBytes(size);
      remote.modifiedMs = remote.modifiedMs! + 1000;
    };
    remote.onChange = change(9000);
    remote.faults.push({ after: 2000, kind: "change" });
    const file = await download(remote, cache);
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
    expect(remote.reads).toEqual([0, 0]);

    // It became shorter, and the server ends the transfer early, or calls it an error.
    for (const kind of ["short", "protocol", "none"] as const) {
      change(7000)();
      const before = remote.stat;
      change(3000)();
      if (kind !== "none") remote.faults.push({ after: 1000, kind });
      await download(remote, cache, { remote: before });
      expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
    }

    // It changed between two runs.
    change(8000)();
    remote.faults.push(...Array.from({ length: 4 }, () => ({ after: 1000, kind: "drop" as const })));
    await expect(download(remote, cache)).rejects.toThrow("lost");
    change(8000)();
    await download(remote, cache);
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
  });

  test("of a file that changes again and again ends", async () => {
    const remote = new FakeRemote(randomBytes(3000));
    remote.onChange = () => {
      remote.modifiedMs = remote.modifiedMs! + 1000;
    };
    remote.faults.push(...Array.from({ length: 10 }, () => ({ after: 10, kind: "change" as const })));
    const cache = await temporaryCache();
    await expect(download(remote, cache)).rejects.toMatchObject({ code: "ARCHIVE_CHANGED" });
    expect(remote.reads).toHaveLength(4);
    expect(existsSync(cache.localPath(remotePath))).toBe(false);
  });

  test("of a file that is gone, of a directory, and of more bytes than announced ends at once", async () => {
    const remote = new FakeRemote(randomBytes(3000));
    const cache = await temporaryCache();
    remote.statFaults.push(missing);
    await expect(download(remote, cache)).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    const directory = { kind: "directory", size: 0, modifiedMs: 1 } as const;
    await expect(download(remote, cache, { remote: directory })).rejects.toThrow("expected a file");
    remote.modifiedMs = 5;
    remote.faults.push({ after: 0, kind: "long" });
    await expect(download(remote, cache)).rejects.toMatchObject({ code: "ARCHIVE_PROTOCOL" });
    expect(existsSync(cache.localPath(remotePath))).toBe(false);
  });

  test("whose last question fails asks again, and reads nothing again", async () => {
    const remote = new FakeRemote(randomBytes(3000));
    remote.statFaults.push(new ConnectionError("ARCHIVE_CONNECTION", "lost"));
    const file = await download(remote, await temporaryCache());
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
    expect(remote.reads).toEqual([0]);
  });

  test("that is aborted keeps what has come, and rejects with the reason", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const abort = new AbortController();
    const reason = new Error("enough");
    remote.onAbort = () => abort.abort(reason);
    remote.faults.push({ after: 2100, kind: "abort" });
    await expect(download(remote, cache, { signal: abort.signal })).rejects.toBe(reason);
    expect((await stat(`${cache.localPath(remotePath)}.part`)).size).toBeGreaterThanOrEqual(2100);
    await expect(download(remote, cache, { signal: abort.signal })).rejects.toBe(reason);
    await download(remote, cache);
    expect(remote.openReads).toBe(0);
    expect(await readdir(join(cache.directory, ".atcs-cache", "locks"))).toEqual([]);
  });

  test("waits for the limiter", async () => {
    const remote = new FakeRemote(randomBytes(3000));
    const taken: number[] = [];
    const limiter = { take: async (bytes: number) => void taken.push(bytes) };
    await download(remote, await temporaryCache(), { limiter });
    expect(taken.reduce((sum, bytes) => sum + bytes, 0)).toBe(3000);
  });
});

describe("a part", () => {
  async function interrupted(): Promise<{ remote: FakeRemote; cache: Cache; part: string; record: string }> {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    remote.faults.push(
      ...Array.from({ length: 4 }, (_, time) => ({ after: time === 0 ? 2000 : 0, kind: "drop" as const })),
    );
    await expect(download(remote, cache)).rejects.toThrow("lost");
    remote.reads.length = 0;
    const file = cache.localPath(remotePath);
    return { remote, cache, part: `${file}.part`, record: join(dirname(file), ".atcs", "granule.hdf.part.json") };
  }

  test.each([
    ["is longer than announced", async (part: string) => writeFile(part, new Uint8Array(5001)), 0],
    ["has no record", async (_part: string, record: string) => writeFile(record, "{"), 0],
    ["is shorter than it was", async (part: string) => truncate(part, 700), 700],
    ["was written before the system was started anew", beforeBoot(1500), 1500],
    ["was never written out before the system was started anew", beforeBoot(0), 0],
  ])("that %s goes on from what can be trusted", async (_what, spoil, from) => {
    const { remote, cache, part, record } = await interrupted();
    await spoil(part, record);
    const file = await download(remote, cache);
    expect(remote.reads).toEqual([from]);
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
  });

  function beforeBoot(syncedBytes: number) {
    return async (part: string, record: string): Promise<void> => {
      const known = JSON.parse(await readFile(record, "utf8")) as object;
      await writeFile(record, JSON.stringify({ ...known, boot: "earlier", syncedBytes }));
      const handle = await open(part, "r+");
      await handle.write(new Uint8Array(2000 - syncedBytes), 0, 2000 - syncedBytes, syncedBytes);
      await handle.close();
    };
  }

  test("of a file whose time nobody knows is gone on with by the run that began it, and by who has its checksum", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    remote.modifiedMs = undefined;
    const cache = await temporaryCache();
    const checksum = { algorithm: "sha256", digest: sha256(remote.bytes) };
    const drops = () =>
      Array.from({ length: 4 }, (_, time) => ({ after: time === 0 ? 2000 : 0, kind: "drop" as const }));
    remote.faults.push(...drops());
    await expect(download(remote, cache)).rejects.toThrow("lost");
    expect(remote.reads).toEqual([0, 2000, 2000, 2000]);
    remote.faults.push(...drops());
    await expect(download(remote, cache)).rejects.toThrow("lost");
    expect(remote.reads.slice(4)).toEqual([0, 2000, 2000, 2000]);
    await download(remote, cache, { checksum });
    expect(remote.reads.slice(8)).toEqual([2000]);
  });

  test("after which the server sends what cannot be is not trusted, and begun anew", async () => {
    const { remote, cache, part } = await interrupted();
    // It begins where it wants, and so there are more bytes than there should be.
    remote.faults.push({ after: 0, kind: "long" });
    const lines: string[] = [];
    const file = await download(remote, cache, { log: ({ kind }) => lines.push(kind) });
    expect(remote.reads).toEqual([2000, 0]);
    expect(lines).toEqual(["restart"]);
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
    expect(existsSync(part)).toBe(false);
  });

  test("of which more bytes come than there are is removed", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    remote.faults.push({ after: 0, kind: "long" });
    await expect(download(remote, cache)).rejects.toMatchObject({ code: "ARCHIVE_PROTOCOL" });
    expect(existsSync(`${cache.localPath(remotePath)}.part`)).toBe(false);
  });

  test("that nobody wrote is no part", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const file = cache.localPath(remotePath);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.part`, "of another program");
    await download(remote, cache);
    expect(remote.reads).toEqual([0]);
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
  });
});

describe("a checksum", () => {
  test("that is right is taken while the bytes come, also over drops, or afterwards", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const checksum = { algorithm: "sha256", digest: sha256(remote.bytes).toUpperCase() };
    remote.faults.push({ after: 2000, kind: "drop" });
    await download(remote, cache, { checksum });
    remote.modifiedMs = 2;
    remote.faults.push(...Array.from({ length: 4 }, () => ({ after: 900, kind: "drop" as const })));
    await expect(download(remote, cache)).rejects.toThrow("lost");
    expect(await download(remote, cache, { checksum })).toBe(cache.localPath(remotePath));
  });

  test("that is wrong removes what has come", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const checksum = { algorithm: "md5", digest: "0".repeat(32) };
    const failing = download(remote, cache, { checksum });
    await expect(failing).rejects.toMatchObject({
      code: "ARCHIVE_CHECKSUM",
      message: expect.stringMatching(/md5 is \w{32}, expected 0{32}/),
    });
    const file = cache.localPath(remotePath);
    expect(await readdir(dirname(file))).toEqual([".atcs"]);
    expect(await readdir(join(dirname(file), ".atcs"))).toEqual([]);
    // It could have been the line: so it was fetched twice.
    expect(remote.reads).toEqual([0, 0]);
    await expect(download(remote, cache, { checksum: { algorithm: "x", digest: "" } })).rejects.toThrow(RangeError);
  });
});

describe("what lies in the file's place already", () => {
  test("and has its size is kept, which is told; with a checksum only when it has that too", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const file = cache.localPath(remotePath);
    await mkdir(dirname(file), { recursive: true });
    const own = randomBytes(5000);
    await writeFile(file, own);
    const checksum = { algorithm: "sha256", digest: sha256(remote.bytes) };
    await expect(download(remote, cache, { checksum })).rejects.toMatchObject({
      code: "ARCHIVE_CACHE",
      message: expect.stringContaining(`${file}: a file with another checksum is in the way`),
      file,
    });
    const events: ArchiveEvent[] = [];
    expect(await downloadResult(remote, cache, { log: (event) => events.push(event) })).toEqual({
      file,
      fromCache: true,
    });
    expect(new Uint8Array(await readFile(file))).toEqual(own);
    expect(events).toEqual([{ kind: "note", message: expect.stringContaining(file) }]);
    expect(await cache.lookUp(remotePath)).toMatchObject({ size: 5000, modifiedMs: remote.modifiedMs });
    expect(remote.reads).toEqual([]);
  });

  test("and is another file, or a directory, is left alone, before a byte is asked for", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const file = cache.localPath(remotePath);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, "my own");
    const message = `${file}: a file of 6 bytes, not 5000, is in the way of ${remotePath}`;
    await expect(download(remote, cache)).rejects.toThrow(message);
    expect(await readFile(file, "utf8")).toBe("my own");
    await rm(file);
    await mkdir(file);
    await expect(download(remote, cache)).rejects.toMatchObject({
      code: "ARCHIVE_CACHE",
      message: expect.stringContaining("a directory is in the way"),
    });
    expect(remote.reads).toEqual([]);
    await rm(file, { recursive: true });
    await download(remote, cache);
  });

  test("and came from there is replaced when it is an older one, but not when it was changed here", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const file = await download(remote, cache);
    remote.bytes = randomBytes(40);
    await download(remote, cache);
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
    await writeFile(file, "edited");
    expect(await cache.lookUp(remotePath)).toBeUndefined();
    await expect(download(remote, cache)).rejects.toThrow("a file of 6 bytes, not 40, is in the way");
    expect(await readFile(file, "utf8")).toBe("edited");
    await rm(file);
    await download(remote, cache);
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
  });

  test("since the transfer has begun is not replaced, and what has come is kept", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const file = cache.localPath(remotePath);
    remote.onChange = () => writeFileSync(file, "mine");
    remote.faults.push({ after: 2000, kind: "change" });
    await expect(download(remote, cache)).rejects.toThrow("a new file is in the way");
    expect(await readFile(file, "utf8")).toBe("mine");
    await rm(file);
    await download(remote, cache);
    expect(remote.sentBytes).toBe(5000);
  });

  test("as a link to nothing is in the way, and where the part belongs is removed, or a directory named", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const file = cache.localPath(remotePath);
    await mkdir(dirname(file), { recursive: true });
    await symlink("nothing", file);
    await expect(download(remote, cache)).rejects.toThrow("a link to nothing is in the way");
    await rm(file);
    await mkdir(`${file}.part`);
    await expect(download(remote, cache)).rejects.toMatchObject({
      code: "ARCHIVE_CACHE",
      message: expect.stringContaining(`${file}.part: a directory is in the way`),
    });
    await rm(`${file}.part`, { recursive: true });
    await symlink("nothing", `${file}.part`);
    await download(remote, cache);
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
  });

  test("from another archive is replaced where nobody knows the times, unless it has the checksum", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    remote.modifiedMs = undefined;
    const first = await temporaryCache({ origin: "ftp://one", remoteRoot: "/SPACEBORNE" });
    const { directory } = first;
    const file = await download(remote, first);
    const second = await temporaryCache({ directory, origin: "ftp://two", remoteRoot: "/SPACEBORNE" });
    const checksum = { algorithm: "sha256", digest: sha256(remote.bytes) };
    expect(await downloadResult(remote, second, { checksum })).toEqual({ file, fromCache: true });
    const other = new FakeRemote(randomBytes(5000));
    other.modifiedMs = undefined;
    expect(await downloadResult(other, first)).toEqual({ file, fromCache: false });
    expect(new Uint8Array(await readFile(file))).toEqual(other.bytes);
  });

  test("in a mirror of another archive is kept where it has the size and time, and replaced where not", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const first = await temporaryCache({ origin: "sftp://one", remoteRoot: "/SPACEBORNE" });
    const { directory } = first;
    const file = await download(remote, first);
    const second = await temporaryCache({ directory, origin: "ftp://two", remoteRoot: "/SPACEBORNE" });
    const lines: string[] = [];
    const log = ({ kind, message }: ArchiveEvent) => lines.push(`${kind} ${message.replace(file, "it")}`);
    expect(await second.lookUp(remotePath)).toBeUndefined();
    expect(await downloadResult(remote, second, { log })).toEqual({ file, fromCache: true });
    expect(lines).toEqual(["note it: it is from sftp://one/SPACEBORNE and has the same size as the archive's; kept"]);
    expect(remote.reads).toEqual([0]);
    // Now it is the second one's: the first asks, and its file is a newer one.
    remote.bytes = randomBytes(5000);
    remote.modifiedMs = 7;
    expect(await first.lookUp(remotePath)).toBeUndefined();
    expect(await downloadResult(remote, first, { log })).toEqual({ file, fromCache: false });
    expect(lines[1]).toBe("restart it: it is from ftp://two/SPACEBORNE, and another; it is replaced");
    expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
  });

  test("in a mirror opened under another root does not keep a file from coming", async () => {
    const [a, b] = [new FakeRemote(randomBytes(500)), new FakeRemote(randomBytes(600))];
    const above = await temporaryCache({ remoteRoot: "/SPACEBORNE" });
    const below = await temporaryCache({ directory: above.directory, remoteRoot: "/SPACEBORNE/day" });
    const file = await download(a, above, { remotePath: "/SPACEBORNE/granule.hdf" });
    expect(await download(b, below, { remotePath: "/SPACEBORNE/day/granule.hdf" })).toBe(file);
    expect(new Uint8Array(await readFile(file))).toEqual(b.bytes);
    expect(await above.lookUp("/SPACEBORNE/granule.hdf")).toBeUndefined();
  });
});

describe("who has lost the lock, or the part", () => {
  test("does not finish the file", async () => {
    const remote = new FakeRemote(randomBytes(5000));
    const cache = await temporaryCache();
    const locks = join(cache.directory, ".atcs-cache", "locks");
    remote.onChange = () => {
      const [name] = readdirSync(locks);
      rmSync(join(locks, name!));
      writeFileSync(join(locks, name!), "another's");
    };
    remote.faults.push({ after: 2000, kind: "change" });
    await expect(download(remote, cache)).rejects.toThrow("another process has taken over");
    expect(existsSync(cache.localPath(remotePath))).toBe(false);
    expect(await readdir(locks)).toHaveLength(1);
  });

  test("because something else has written to it, hears of the disk and not of the connection", async () => {
    const remote = new FakeRemote(randomBytes(3 * 2 ** 20));
    remote.pieceBytes = 2 ** 20;
    const cache = await temporaryCache();
    const part = `${cache.localPath(remotePath)}.part`;
    remote.onChange = () => truncateSync(part, 4 * 2 ** 20);
    remote.faults.push({ after: 2 ** 20, kind: "change" });
    await expect(download(remote, cache)).rejects.toMatchObject({
      code: "ARCHIVE_CACHE",
      isTransient: false,
      message: expect.stringContaining(`${4 * 2 ** 20} bytes are on the disk, expected ${3 * 2 ** 20}`),
    });
    await download(remote, cache);
  });
});

describe("what went wrong first", () => {
  test("is told, also when what had come cannot be put away", async () => {
    const remote = new FakeRemote(randomBytes(3 * 2 ** 20));
    remote.pieceBytes = 2 ** 18;
    const cache = await temporaryCache();
    const { write } = await vi.importActual<typeof import("node:fs")>("node:fs");
    disk.write = (descriptor, bytes, offset, length, position, done) => {
      if (position < 2 ** 21) write(descriptor, bytes, offset, length, position, done);
      else done(Object.assign(new Error("EIO"), { code: "EIO" }), 0);
    };
    remote.faults.push({ after: 2.5 * 2 ** 20, kind: "protocol" });
    await expect(download(remote, cache)).rejects.toMatchObject({ code: "ARCHIVE_PROTOCOL" });
  });
});

describe("a full disk", () => {
  test.each(["ENOSPC", "EDQUOT"])("(%s) is told with what is missing, and what has come is kept", async (code) => {
    const remote = new FakeRemote(randomBytes(3 * 2 ** 20));
    remote.pieceBytes = 2 ** 16;
    const cache = await temporaryCache();
    const { write } = await vi.importActual<typeof import("node:fs")>("node:fs");
    disk.write = (descriptor, bytes, offset, length, position, done) => {
      // As systems do, it takes what still has room first.
      const room = 1_500_000 - position;
      if (room <= 0) done(Object.assign(new Error(`${code}: no space`), { code }), 0);
      else write(descriptor, bytes, offset, Math.min(room, length), position, done);
    };
    const failing = download(remote, cache);
    await expect(failing).rejects.toMatchObject({ code: "ARCHIVE_DISK_FULL" });
    const message = await failing.catch((error: Error) => error.message);
    expect(message).toContain(`${3 * 2 ** 20 - 1_500_000} of the ${3 * 2 ** 20} bytes of granule.hdf.part are missing`);
    expect(message).toContain(dirname(cache.localPath(remotePath)));
    disk.write = undefined;
    const sent = remote.sentBytes;
    const file = await download(remote, cache);
    expect(sha256(await readFile(file))).toBe(sha256(remote.bytes));
    expect(remote.sentBytes - sent).toBe(3 * 2 ** 20 - 1_500_000);
  });
});

describe("several at once", () => {
  test("get a file once, in one process and in two", async () => {
    const remote = new FakeRemote(randomBytes(50_000));
    remote.faults.push({ after: 20_000, kind: "drop" });
    const first = await temporaryCache();
    const second = await temporaryCache({ directory: first.directory });
    const files = await Promise.all(
      Array.from({ length: 6 }, (_, index) => download(remote, index % 2 ? first : second)),
    );
    expect(new Set(files).size).toBe(1);
    expect(remote.sentBytes).toBe(50_000);
  });

  test("in a cache that holds one of them: the other says that there is no room, until the first is released", async () => {
    const [a, b] = [new FakeRemote(randomBytes(600)), new FakeRemote(randomBytes(600))];
    const cache = await temporaryCache({ maxBytes: 1000 });
    await download(a, cache, { remotePath: "/a" });
    await expect(download(b, cache, { remotePath: "/b" })).rejects.toMatchObject({ code: "ARCHIVE_NO_ROOM" });
    cache.release("/a");
    await download(b, cache, { remotePath: "/b" });
    expect(existsSync(cache.localPath("/a"))).toBe(false);
  });

  test("an older version in use is replaced, not evicted", async () => {
    const remote = new FakeRemote(randomBytes(600));
    const cache = await temporaryCache();
    await putFile(cache, remotePath, randomBytes(500), 7);
    await cache.lookUp(remotePath);
    const handle = await open(cache.localPath(remotePath), "r");
    await download(remote, cache);
    expect((await handle.stat()).size).toBe(500);
    await handle.close();
    expect(new Uint8Array(await readFile(cache.localPath(remotePath)))).toEqual(remote.bytes);
  });
});

describe("whatever happens", () => {
  const fault: fc.Arbitrary<ReadFault> = fc.record({
    after: fc.integer({ min: 0, max: 6000 }),
    kind: fc.constantFrom<ReadFault["kind"]>("drop", "drop", "timeout", "short", "long", "protocol", "change", "abort"),
  });

  test("there is the identical file or an error, and never a half file under the final name", async () => {
    const cache = await temporaryCache();
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 12 }),
        fc.integer({ min: 0, max: 6000 }),
        fc.integer({ min: 1, max: 2500 }),
        fc.boolean(),
        async (faults, size, pieceBytes, hasTime) => {
          const path = `/day/${number++}`;
          const file = cache.localPath(path);
          const remote = new FakeRemote(randomBytes(size));
          if (!hasTime) remote.modifiedMs = undefined;
          remote.pieceBytes = pieceBytes;
          remote.faults.push(...faults);
          remote.onChange = () => {
            // Without a time, a change is seen by the size alone.
            remote.bytes = randomBytes(remote.bytes.length + 1);
            if (hasTime) remote.modifiedMs = remote.modifiedMs! + 1000;
          };
          for (let run = 0; ; run++) {
            expect(run).toBeLessThan(30);
            const abort = new AbortController();
            remote.onAbort = () => abort.abort(new Error("aborted"));
            try {
              await download(remote, cache, { remotePath: path, signal: abort.signal });
              break;
            } catch (error) {
              if (!isArchiveError(error)) expect((error as Error).message).toBe("aborted");
              expect(existsSync(file)).toBe(false);
            }
          }
          expect(new Uint8Array(await readFile(file))).toEqual(remote.bytes);
          expect(existsSync(`${file}.part`)).toBe(false);
          expect(remote.openReads).toBe(0);
          cache.release(path);
        },
      ),
      { numRuns: 60 },
    );
  });
});
