import { existsSync, readdirSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { Heartbeat } from "../../src/cache/_heartbeat.ts";
import { Holds } from "../../src/cache/_holds.ts";
import { type HeldLock, Locks } from "../../src/cache/_locks.ts";
import { thisOwner } from "../../src/cache/_owner.ts";
import { keyOf } from "../../src/cache/_place.ts";
import { Presence } from "../../src/cache/_presence.ts";
import type { Cache, CacheOptions } from "../../src/cache/types.ts";
import { putFile, temporaryCache } from "./_temporary.ts";

/** A cache of at most 100 bytes whose clock goes on by a second with every look at it. */
function smallCache(options: Partial<CacheOptions> = {}): Promise<Cache> {
  let now = 1_700_000_000_000;
  return temporaryCache({ maxBytes: 100, now: () => (now += 1000), ...options });
}

function put(cache: Cache, name: string, size: number): Promise<string> {
  return putFile(cache, `/day/${name}`, new Uint8Array(size));
}

function namesIn(cache: Cache): string[] {
  return ["a", "b", "c", "d", "e"].filter((name) => existsSync(cache.localPath(`/day/${name}`)));
}

/** Count and evict, as another process does. */
function lockRoom(cache: Cache): Promise<HeldLock> {
  const shared = join(cache.directory, ".atcs-cache");
  const heartbeat = new Heartbeat();
  const presence = new Presence(join(shared, "holders"), heartbeat);
  return new Locks(join(shared, "locks"), { presence, heartbeat, log() {} }).acquire("room", "room");
}

/** Until somebody has tried to count and evict, and tries again because another one does. */
async function isRefusedRoom(): Promise<void> {
  const link = vi.spyOn(Presence.prototype, "link");
  const tries = (): number => link.mock.calls.filter(([file]) => basename(file) === "room").length;
  await vi.waitUntil(() => tries() >= 2, { timeout: 10_000 });
  link.mockRestore();
}

describe("eviction", () => {
  test("takes the least recently used first, and no more than needed", async () => {
    const lines: string[] = [];
    const cache = await smallCache({ log: ({ message }) => lines.push(message) });
    for (const name of ["a", "b", "c"]) await put(cache, name, 30);
    expect(namesIn(cache)).toEqual(["a", "b", "c"]);
    await cache.lookUp("/day/a");
    cache.release("/day/a");
    await put(cache, "d", 30);
    expect(namesIn(cache)).toEqual(["a", "c", "d"]);
    await put(cache, "e", 70);
    expect(namesIn(cache)).toEqual(["d", "e"]);
    expect(lines.map((line) => line.replace(/.*day./, ""))).toEqual(["b (30 bytes)", "c (30 bytes)", "a (30 bytes)"]);
    expect((await readdir(join(cache.localPath("/day/a"), "..", ".atcs"))).sort()).toEqual(["d.json", "e.json"]);
    expect(await cache.lookUp("/day/a")).toBeUndefined();
  });

  test("remembers use across processes, and counts the files of all archives", async () => {
    const first = await smallCache();
    for (const name of ["a", "b"]) await put(first, name, 40);
    const second = await smallCache({
      directory: first.directory,
      origin: "ftp://other",
      now: () => 1_800_000_000_000,
    });
    const reader = await smallCache({ directory: first.directory, now: () => 1_750_000_000_000 });
    await reader.lookUp("/day/a");
    await reader.close();
    await put(second, "c", 40);
    expect(namesIn(first)).toEqual(["a"]);
    expect(namesIn(second)).toEqual(["c"]);
  });

  test("leaves files in use alone, until they are released as often as they were found", async () => {
    const cache = await smallCache();
    for (const name of ["a", "b"]) await put(cache, name, 50);
    await cache.lookUp("/day/a");
    await cache.lookUp("/day/a");
    await put(cache, "c", 50);
    expect(namesIn(cache)).toEqual(["a", "c"]);
    cache.release("/day/a");
    await expect(put(cache, "d", 51)).rejects.toMatchObject({
      code: "ARCHIVE_NO_ROOM",
      message: expect.stringMatching(/50 are in use/),
    });
    expect(namesIn(cache)).toEqual(["a", "c"]);
    cache.release("/day/a");
    cache.release("/day/a");
    await put(cache, "d", 51);
    expect(namesIn(cache)).toEqual(["d"]);
  });

  test("leaves files alone that another process uses, until that has ended", async () => {
    const cache = await smallCache();
    const other = await smallCache({ directory: cache.directory });
    await put(cache, "a", 100);
    await other.lookUp("/day/a");
    await expect(put(cache, "b", 1)).rejects.toThrow("100 are in use");
    const holders = join(cache.directory, ".atcs-cache", "holders");
    const using = (await readdir(holders)).map(async (name) =>
      (await readdir(join(holders, name))).length > 1 ? name : "",
    );
    const holder = (await Promise.all(using)).find((name) => name !== "");
    await writeFile(join(holders, holder!, "owner"), JSON.stringify({ ...thisOwner(), began: "1" }));
    await put(cache, "b", 1);
    expect(namesIn(cache)).toEqual(["b"]);
    expect(await readdir(holders)).not.toContain(holder);
  });

  test("counts files on their way at their full size, and removes those that were given up", async () => {
    const cache = await smallCache();
    const lock = await cache.lock("/day/a");
    const part = await cache.openPart("/day/a", { kind: "file", size: 60, modifiedMs: 1 });
    await part.append(new Uint8Array(10));
    await expect(cache.makeRoom(41)).rejects.toThrow("60 are in use or on their way");
    await cache.makeRoom(40);
    await part.close();
    lock.release();
    await cache.makeRoom(90);
    expect(existsSync(`${cache.localPath("/day/a")}.part`)).toBe(true);
    await cache.makeRoom(91);
    expect(existsSync(`${cache.localPath("/day/a")}.part`)).toBe(false);
  });

  test("a part that goes on counts once", async () => {
    const cache = await smallCache();
    for (const begun of [40, 80, 100]) {
      const lock = await cache.lock("/day/a");
      const part = await cache.openPart("/day/a", { kind: "file", size: 100, modifiedMs: 1 });
      await part.append(new Uint8Array(begun - part.length));
      await part.close();
      lock.release();
    }
    await put(cache, "a", 100);
    expect(namesIn(cache)).toEqual(["a"]);
  });

  test("leaves foreign files alone, and finds no room for what is larger than all", async () => {
    const cache = await smallCache();
    await put(cache, "a", 100);
    const foreign = cache.localPath("/day/e");
    await writeFile(foreign, new Uint8Array(1000));
    await put(cache, "b", 100);
    expect(namesIn(cache)).toEqual(["b", "e"]);
    await expect(put(cache, "c", 101)).rejects.toThrow("101 bytes are more than the 100 allowed");
    expect(namesIn(cache)).toEqual(["b", "e"]);
  });

  test("files whose process was killed before it noted them as complete are evicted too", async () => {
    const cache = await smallCache();
    const file = await put(cache, "a", 100);
    const records = join(file, "..", ".atcs");
    await rename(join(records, "a.json"), join(records, "a.part.json"));
    await put(cache, "b", 100);
    expect(namesIn(cache)).toEqual(["b"]);
    expect(await readdir(records)).toEqual(["b.json"]);
  });

  test("records without files, and files left behind by writing, do no harm", async () => {
    const cache = await smallCache();
    const file = await put(cache, "a", 100);
    await rm(file);
    const leftover = join(file, "..", ".atcs", ".tmp-1");
    await writeFile(leftover, "");
    const old = new Date(Date.now() - 25 * 3600_000);
    await utimes(leftover, old, old);
    await put(cache, "b", 100);
    expect(namesIn(cache)).toEqual(["b"]);
    expect(existsSync(leftover)).toBe(false);
  });

  test("sweeps parts without a record, a day after their process was killed, and nothing else", async () => {
    const cache = await smallCache();
    await put(cache, "a", 100);
    const day = join(cache.localPath("/day/a"), "..");
    const lock = await cache.lock("/day/e");
    const part = await cache.openPart("/day/e", { kind: "file", size: 50, modifiedMs: 1 });
    await part.append(new Uint8Array(10));
    await part.close();
    lock.release();
    const files = ["old.part", "young.part", "e.part", "own.txt"];
    for (const name of files) {
      const file = join(day, name);
      if (name !== "e.part") await writeFile(file, "");
      const old = new Date(Date.now() - 25 * 3600_000);
      if (name !== "young.part") await utimes(file, old, old);
    }
    await put(cache, "b", 60);
    expect(files.filter((name) => existsSync(join(day, name)))).toEqual(["young.part", "e.part", "own.txt"]);
  });

  test("of many files makes room for some time, and counts what others added meanwhile", async () => {
    const cache = await smallCache({ maxBytes: 1000 });
    for (let number = 0; number < 500; number++) await put(cache, `many-${number}`, 2);
    const left = async () => (await readdir(cache.localPath("/day"))).length - 1;
    expect(await left()).toBe(500);
    await put(cache, "a", 2);
    expect(await left()).toBe(475);
    for (let number = 0; number < 25; number++) await put(cache, `more-${number}`, 2);
    expect(await left()).toBe(500);
    const boundless = await smallCache({
      directory: cache.directory,
      maxBytes: Infinity,
      now: () => 1_800_000_000_000,
    });
    await put(boundless, "b", 100);
    await put(cache, "c", 2);
    expect(await left()).toBe(426);
  });

  test("does not believe a count that is damaged, old, or of the future", async () => {
    const cache = await smallCache();
    await put(cache, "a", 100);
    const count = join(cache.directory, ".atcs-cache", "used.json");
    const good = JSON.parse(await readFile(count, "utf8")) as { countedAtMs: number };
    const none = { ...good, usedBytes: 0 };
    for (const bad of ["", "{", "[]", '{"usedBytes":"0"}']) {
      await writeFile(count, bad);
      await put(cache, "b", 100);
      expect(namesIn(cache)).toEqual(["b"]);
      await put(cache, "a", 100);
    }
    for (const off of [-61_000, 10_000]) {
      await writeFile(count, JSON.stringify({ ...none, countedAtMs: good.countedAtMs + off }));
      await put(cache, "b", 100);
      expect(namesIn(cache)).toEqual(["b"]);
      await put(cache, "a", 100);
    }
  });

  test("that was killed in the middle keeps nobody from a file", async () => {
    const cache = await smallCache();
    await put(cache, "a", 10);
    await cache.lookUp("/day/a");
    const shared = join(cache.directory, ".atcs-cache");
    const [holder] = await readdir(join(shared, "holders"));
    const [key] = (await readdir(join(shared, "holders", holder!))).filter((name) => name !== "owner");
    cache.release("/day/a");
    await mkdir(join(shared, "evicting"), { recursive: true });
    await writeFile(join(shared, "evicting", key!), "");
    expect(await cache.lookUp("/day/a")).toMatchObject({ size: 10 });
    expect(await readdir(join(shared, "evicting"))).toEqual([]);
  });

  test("marks a file, and then looks whether it is in use: which is then left alone", async () => {
    const cache = await smallCache();
    await put(cache, "a", 100);
    const marks = join(cache.directory, ".atcs-cache", "evicting");
    let marked: string[] = [];
    // It was not in use when all was counted; somebody has found it since.
    const look = vi.spyOn(Holds.prototype, "isHeld").mockImplementation((key) => {
      marked = readdirSync(marks).filter((name) => name === key);
      return true;
    });
    await expect(put(cache, "b", 100)).rejects.toThrow("100 are in use");
    look.mockRestore();
    expect(marked).toHaveLength(1);
    expect(namesIn(cache)).toEqual(["a"]);
    expect(await readdir(marks)).toEqual([]);
    await put(cache, "b", 100);
    expect(namesIn(cache)).toEqual(["b"]);
  });

  test("that has marked a file is waited for by who looks for it", async () => {
    const cache = await smallCache();
    const file = await put(cache, "a", 10);
    const evicting = await lockRoom(cache);
    const marks = join(cache.directory, ".atcs-cache", "evicting");
    await mkdir(marks, { recursive: true });
    await writeFile(join(marks, keyOf(["sftp_me@host_22", "day", "a"])), "");
    let hasFound = false;
    const refusing = isRefusedRoom();
    const finding = cache.lookUp("/day/a").then((found) => {
      hasFound = true;
      return found;
    });
    await refusing;
    expect(hasFound).toBe(false);
    await rm(file);
    evicting.release();
    expect(await finding).toBeUndefined();
  });

  test("is waited for by who finishes a file, which would otherwise be counted nowhere", async () => {
    const cache = await smallCache();
    const part = await cache.openPart("/day/a", { kind: "file", size: 10, modifiedMs: 1 });
    await part.append(new Uint8Array(10));
    const evicting = await lockRoom(cache);
    const refusing = isRefusedRoom();
    const finishing = part.finish();
    await refusing;
    expect(namesIn(cache)).toEqual([]);
    evicting.release();
    await finishing;
    expect(namesIn(cache)).toEqual(["a"]);
  });

  test("by several caches on one directory stays within the limit, and never takes what one of them just found", async () => {
    const caches = [await smallCache()];
    while (caches.length < 4) caches.push(await smallCache({ directory: caches[0]!.directory }));
    let found = 0;
    const work = async (cache: Cache, seed: number): Promise<void> => {
      for (let step = 0; step < 25; step++) {
        const name = "abcde"[(seed * 7 + step * 3 + step * step) % 5]!;
        const remotePath = `/day/${name}`;
        const hit = await cache.lookUp(remotePath);
        if (hit === undefined) {
          await put(cache, name, 30).catch((error: unknown) => {
            if (!/no room/.test(String(error))) throw error;
          });
          continue;
        }
        found++;
        await new Promise((resolve) => setTimeout(resolve, step % 3));
        expect(existsSync(hit.path)).toBe(true);
        cache.release(remotePath);
      }
    };
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, namesIn(caches[0]!).length);
    }, 1);
    try {
      await Promise.all(caches.map(work));
    } finally {
      clearInterval(watch);
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(3);
    expect(found).toBeGreaterThan(5);
  });
});
