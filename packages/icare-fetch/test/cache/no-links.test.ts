import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { Heartbeat } from "../../src/cache/_heartbeat.ts";
import { Locks } from "../../src/cache/_locks.ts";
import { Presence } from "../../src/cache/_presence.ts";
import { sleep } from "../../src/session/_sleep.ts";
import { putFile, temporaryCache, temporaryDirectory } from "./_temporary.ts";

const links = vi.hoisted(() => ({ tried: 0 }));
vi.mock("node:fs", async (original) => ({
  ...(await original<typeof import("node:fs")>()),
  linkSync: () => {
    links.tried++;
    throw Object.assign(new Error("EPERM: operation not permitted"), { code: "EPERM" });
  },
}));

describe("on file systems without links", () => {
  test("locks are files of their own, had by one at a time", async () => {
    const directory = await temporaryDirectory();
    const newLocks = (): Locks => {
      const heartbeat = new Heartbeat();
      return new Locks(directory, { presence: new Presence(`${directory}-holders`, heartbeat), heartbeat, log() {} });
    };
    const all = [newLocks(), newLocks()];
    let inside = 0;
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const lock = await all[index % 2]!.acquire("a1", "file");
        expect(++inside).toBe(1);
        expect((await stat(join(directory, "a1"))).nlink).toBe(1);
        expect(lock.isHeld()).toBe(true);
        await sleep(2);
        inside--;
        lock.release();
      }),
    );
    expect(links.tried).toBeGreaterThanOrEqual(8);
    expect(await readdir(directory)).toEqual([]);
  });

  test("files come, are in use and are evicted as elsewhere", async () => {
    const cache = await temporaryCache({ maxBytes: 100 });
    const other = await temporaryCache({ directory: cache.directory });
    const file = await putFile(cache, "/a", new Uint8Array(60));
    await other.lookUp("/a");
    await expect(putFile(cache, "/b", new Uint8Array(60))).rejects.toThrow("60 are in use");
    other.release("/a");
    await putFile(cache, "/b", new Uint8Array(60));
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });
});
