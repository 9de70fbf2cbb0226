import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { Locks } from "../../src/cache/_locks.ts";
import { Presence } from "../../src/cache/_presence.ts";
import { openCache } from "../../src/cache/cache.ts";
import { putFile, temporaryCache, temporaryDirectory } from "./_temporary.ts";

const path = "/SPACEBORNE/CLOUDSAT/2008_01_01/granule.hdf";
const bytes = Buffer.from("all bytes of a granule");

describe("complete files", () => {
  test("are below the directory of their archive, and found with what is known of the remote file", async () => {
    const cache = await temporaryCache({ now: () => 5_000_000 });
    const file = await putFile(cache, path, bytes, 1234);
    expect(file).toBe(join(cache.directory, "sftp_me@host_22", "SPACEBORNE/CLOUDSAT/2008_01_01/granule.hdf"));
    expect(cache.localPath(path)).toBe(file);
    expect(await readFile(file)).toEqual(bytes);
    expect(await cache.lookUp(path)).toEqual({
      path: file,
      size: bytes.length,
      modifiedMs: 1234,
      fetchedAtMs: 5_000_000,
    });
    expect(await readdir(join(file, ".."))).toEqual([".atcs", "granule.hdf"]);
    expect(await readdir(join(file, "..", ".atcs"))).toEqual(["granule.hdf.json"]);
  });

  test("are found by the next process, also where the server said no time", async () => {
    const first = await temporaryCache();
    const lock = await first.lock(path);
    const part = await first.openPart(path, { kind: "file", size: 0, modifiedMs: undefined });
    await part.finish();
    lock.release();
    await first.close();
    const second = await temporaryCache({ directory: first.directory });
    expect(await second.lookUp(path)).toMatchObject({ size: 0, modifiedMs: undefined });
  });

  test("of other archives, of other paths and of nobody are not found", async () => {
    const cache = await temporaryCache();
    await putFile(cache, path, bytes);
    const other = await temporaryCache({ directory: cache.directory, origin: "ftp://me@host:21" });
    expect(await other.lookUp(path)).toBeUndefined();
    expect(await cache.lookUp("/SPACEBORNE/CLOUDSAT/2008_01_01")).toBeUndefined();
    const foreign = cache.localPath("/SPACEBORNE/CLOUDSAT/2008_01_01/foreign.hdf");
    await writeFile(foreign, "not from here");
    expect(await cache.lookUp("/SPACEBORNE/CLOUDSAT/2008_01_01/foreign.hdf")).toBeUndefined();
  });

  test("that are damaged are not found", async () => {
    const cache = await temporaryCache();
    const file = await putFile(cache, path, bytes);
    await truncate(file, 5);
    expect(await cache.lookUp(path)).toBeUndefined();
    await rm(file);
    await mkdir(file);
    expect(await cache.lookUp(path)).toBeUndefined();
  });

  test.each(["", "{", "null", "[]", '{"version":99}', '{"version":1,"remotePath":3}'])(
    "whose record is %j are not found",
    async (record) => {
      const cache = await temporaryCache();
      const file = await putFile(cache, path, bytes);
      await writeFile(join(file, "..", ".atcs", "granule.hdf.json"), record);
      expect(await cache.lookUp(path)).toBeUndefined();
    },
  );

  test("whose process was killed in the last steps are found, or wait to be finished", async () => {
    const cache = await temporaryCache();
    const file = await putFile(cache, path, bytes);
    const records = join(file, "..", ".atcs");
    await rename(join(records, "granule.hdf.json"), join(records, "granule.hdf.part.json"));
    expect(await cache.lookUp(path)).toMatchObject({ size: bytes.length });
    expect(await readdir(records)).toEqual(["granule.hdf.json"]);

    await rename(join(records, "granule.hdf.json"), join(records, "granule.hdf.part.json"));
    await rename(file, `${file}.part`);
    await writeFile(file, "an older one, as long ");
    const known = JSON.parse(await readFile(join(records, "granule.hdf.part.json"), "utf8")) as object;
    await writeFile(join(records, "granule.hdf.json"), JSON.stringify({ ...known, isComplete: false }));
    expect(await cache.lookUp(path)).toBeUndefined();
    const lock = await cache.lock(path);
    const part = await cache.openPart(path, { kind: "file", size: bytes.length, modifiedMs: 1000 });
    expect(part.resumedFrom).toBe(bytes.length);
    await part.finish();
    lock.release();
    expect(await readFile(file)).toEqual(bytes);
    expect(await cache.lookUp(path)).toMatchObject({ size: bytes.length });
  });

  test("are found where nothing can be written, unless something could be evicted", async () => {
    const files = await temporaryCache();
    const file = await putFile(files, path, bytes);
    const { directory } = files;
    for (const code of ["ENOSPC", "EDQUOT", "EROFS", "EACCES"]) {
      const cache = await temporaryCache({ directory });
      const bounded = await temporaryCache({ directory, maxBytes: 1000 });
      const link = vi.spyOn(Presence.prototype, "link").mockImplementation(() => {
        throw Object.assign(new Error(code), { code });
      });
      expect(await cache.lookUp(path)).toMatchObject({ path: file });
      cache.release(path);
      await expect(bounded.lookUp(path)).rejects.toMatchObject({ name: "CacheError" });
      link.mockRestore();
    }
    const link = vi.spyOn(Presence.prototype, "link").mockImplementation(() => {
      throw Object.assign(new Error("EIO"), { code: "EIO" });
    });
    await expect(files.lookUp(path)).rejects.toMatchObject({ code: "ARCHIVE_CACHE" });
    link.mockRestore();
  });

  test("are found though what killed processes left behind cannot be removed", async () => {
    const files = await temporaryCache();
    await putFile(files, path, bytes);
    const sweep = vi.spyOn(Locks.prototype, "sweep").mockImplementation(() => {
      throw Object.assign(new Error("EROFS"), { code: "EROFS" });
    });
    const cache = await temporaryCache({ directory: files.directory });
    sweep.mockRestore();
    expect(await cache.lookUp(path)).toMatchObject({ size: bytes.length });
  });

  test("that were about to be replaced are neither found nor in the way", async () => {
    const cache = await temporaryCache();
    const file = await putFile(cache, path, bytes, 1000);
    const newer = Buffer.from("all bytes of a newerer");
    const lock = await cache.lock(path);
    const part = await cache.openPart(path, { kind: "file", size: newer.length, modifiedMs: 2000 });
    await part.append(newer);
    // The last but one step fails, where a process could as well be killed.
    await rm(file);
    await mkdir(join(file, "full"), { recursive: true });
    await expect(part.finish()).rejects.toMatchObject({ code: "ARCHIVE_CACHE" });
    await rm(file, { recursive: true });
    await writeFile(file, bytes);
    expect(await cache.lookUp(path)).toBeUndefined();
    expect(await cache.findStray(path)).toBeUndefined();
    const again = await cache.openPart(path, { kind: "file", size: newer.length, modifiedMs: 2000 });
    expect(again.resumedFrom).toBe(newer.length);
    await again.finish();
    lock.release();
    expect(await readFile(file)).toEqual(newer);
    expect(await cache.lookUp(path)).toMatchObject({ modifiedMs: 2000 });
  });

  test("can lie directly below the directory, without the root of the archive", async () => {
    const cache = await temporaryCache({ remoteRoot: "/SPACEBORNE" });
    const file = await putFile(cache, path, bytes);
    expect(file).toBe(join(cache.directory, "CLOUDSAT/2008_01_01/granule.hdf"));
    expect(await cache.lookUp(path)).toMatchObject({ path: file });
  });

  test("of which another has the name on file systems without case are told apart", async () => {
    const cache = await temporaryCache();
    const file = await putFile(cache, path, bytes);
    const record = join(file, "..", ".atcs", "granule.hdf.json");
    const text = await readFile(record, "utf8");
    await writeFile(record, text.replace("granule.hdf", "GRANULE.hdf"));
    expect(await cache.lookUp(path)).toBeUndefined();
    const lock = await cache.lock(path);
    const opening = cache.openPart(path, { kind: "file", size: 3, modifiedMs: 1 });
    await expect(opening).rejects.toMatchObject({ code: "ARCHIVE_NAME" });
    lock.release();
    expect(await readFile(file)).toEqual(bytes);
  });
});

describe("a part that another process has replaced", () => {
  test.each([100, Infinity])(
    "is not finished, and what is known of the other is left alone (%d bytes)",
    async (maxBytes) => {
      const cache = await temporaryCache({ maxBytes });
      const file = cache.localPath(path);
      const record = join(file, "..", ".atcs", "granule.hdf.part.json");
      for (const end of ["finish", "close", "discard"] as const) {
        const lock = await cache.lock(path);
        const part = await cache.openPart(path, { kind: "file", size: bytes.length, modifiedMs: 1000 });
        await part.append(bytes);
        await rm(`${file}.part`);
        await writeFile(`${file}.part`, "another's");
        await writeFile(record, "another's");
        if (end === "finish") await expect(part.finish()).rejects.toThrow("another process has replaced it");
        else await part[end]();
        await part.close();
        expect(existsSync(file)).toBe(false);
        expect(await readFile(`${file}.part`, "utf8")).toBe("another's");
        expect(await readFile(record, "utf8")).toBe("another's");
        lock.release();
      }
    },
  );

  test("is not replaced by one that has not begun to write", async () => {
    const cache = await temporaryCache();
    const file = cache.localPath(path);
    const part = await cache.openPart(path, { kind: "file", size: bytes.length, modifiedMs: 1000 });
    expect(await readdir(join(file, ".."))).toEqual([".atcs"]);
    await writeFile(`${file}.part`, "another's");
    await expect(part.append(bytes)).rejects.toMatchObject({ code: "ARCHIVE_CACHE" });
    await part.close();
    expect(await readFile(`${file}.part`, "utf8")).toBe("another's");
  });
});

describe("names", () => {
  test("that are not safe are refused everywhere", async () => {
    const cache = await temporaryCache();
    const bad = "/SPACEBORNE/../../etc/passwd";
    expect(() => cache.localPath(bad)).toThrow("another directory");
    await expect(cache.lookUp(bad)).rejects.toMatchObject({ code: "ARCHIVE_NAME" });
    await expect(cache.lock(bad)).rejects.toMatchObject({ code: "ARCHIVE_NAME" });
    expect(() => cache.release(bad)).toThrow("another directory");
  });

  test.each([
    ["sftp://me@host:22", "sftp_me@host_22"],
    ["sftp://sftp.icare.univ-lille.fr:22", "sftp_sftp.icare.univ-lille.fr_22"],
    ["ftps://a_b@host", "ftps_a_b@host"],
  ])("of the directory of %s is %s", async (origin, folder) => {
    const cache = await temporaryCache({ origin });
    expect(cache.localPath("/a")).toBe(join(cache.directory, folder, "a"));
  });

  test("of the directories of other origins are safe and different", async () => {
    const directory = await temporaryDirectory();
    const origins = ["file:///data/x", "file:///data-x", "sftp://Me@host:22", "sftp://[::1]:22", "../../x", "", "a/b"];
    const paths = new Set<string>();
    for (const origin of origins) paths.add((await temporaryCache({ directory, origin })).localPath("/a"));
    expect(paths.size).toBe(origins.length);
    for (const found of paths) expect(found).toMatch(/[/\\][A-Za-z0-9@_-]+[/\\]a$/);
    for (const found of paths) expect(join(found, "..", "..")).toBe(directory);
  });
});

describe("opening and closing", () => {
  test("a directory that cannot be is an error of the cache that names it", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "file"), "");
    const opening = openCache({ directory: join(directory, "file", "cache"), origin: "sftp://host" });
    await expect(opening).rejects.toMatchObject({ code: "ARCHIVE_CACHE", message: expect.stringContaining(directory) });
  });

  test.runIf(process.platform === "linux")(
    "a directory that the system makes up is an error, and no hang",
    async () => {
      for (const directory of ["/proc/atcs", "/proc/atcs/deep", "/proc"]) {
        const opening = openCache({ directory, origin: "sftp://host" });
        await expect(opening).rejects.toMatchObject({
          code: "ARCHIVE_CACHE",
          message: expect.stringContaining("ENOENT"),
        });
      }
    },
  );

  test("removes what killed processes left behind while they wrote, a day later", async () => {
    const directory = await temporaryDirectory();
    const listings = join(directory, ".atcs-cache", "listings", "host");
    await mkdir(listings, { recursive: true });
    const old = new Date(Date.now() - 25 * 3600_000);
    for (const folder of [join(directory, ".atcs-cache"), listings]) {
      for (const name of [".tmp-old", ".tmp-young", "old.json"]) await writeFile(join(folder, name), "");
      for (const name of [".tmp-old", "old.json"]) await utimes(join(folder, name), old, old);
    }
    await temporaryCache({ directory });
    expect(await readdir(listings)).toEqual([".tmp-young", "old.json"]);
    expect(await readdir(join(directory, ".atcs-cache"))).toEqual([".tmp-young", "listings", "old.json"]);
  });

  test.each([0, -1, Number.NaN])("%s bytes are a wrong argument", async (maxBytes) => {
    await expect(openCache({ directory: "x", origin: "x", maxBytes })).rejects.toThrow(RangeError);
  });

  test("a closed cache is not used again, and leaves nothing of its holds and locks", async () => {
    const cache = await temporaryCache();
    await putFile(cache, path, bytes);
    await cache.lookUp(path);
    const shared = join(cache.directory, ".atcs-cache");
    expect(await readdir(join(shared, "holders"))).toHaveLength(1);
    await cache.close();
    await cache.close();
    expect(await readdir(join(shared, "holders"))).toEqual([]);
    expect(await readdir(join(shared, "locks"))).toEqual([]);
    await expect(cache.lookUp(path)).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
    await expect(cache.lock(path)).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
    expect(existsSync(cache.localPath(path))).toBe(true);
  });

  test("who waits for a lock hears that the cache is closed", async () => {
    const cache = await temporaryCache();
    const other = await temporaryCache({ directory: cache.directory });
    const lock = await other.lock(path);
    const polling = cache.lock(path);
    const queued = cache.lock(path);
    const heard = Promise.all([
      expect(polling).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" }),
      expect(queued).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" }),
    ]);
    await cache.close();
    await heard;
    lock.release();
  });

  test("looking for what is not there writes nothing", async () => {
    const cache = await temporaryCache();
    expect(await cache.lookUp(path)).toBeUndefined();
    expect(await readdir(cache.directory)).toEqual([".atcs-cache"]);
    expect(await readdir(join(cache.directory, ".atcs-cache"))).toEqual([]);
    expect((await stat(cache.directory)).isDirectory()).toBe(true);
  });
});
