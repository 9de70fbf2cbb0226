import { mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Heartbeat } from "../../src/cache/_heartbeat.ts";
import { Locks } from "../../src/cache/_locks.ts";
import { Liveness, type Start, thisOwner } from "../../src/cache/_owner.ts";
import { Presence } from "../../src/cache/_presence.ts";
import { sleep } from "../../src/session/_sleep.ts";
import type { Logger } from "../../src/types.ts";
import { temporaryDirectory } from "./_temporary.ts";

/** As many as other processes would have. */
function newLocks(directory: string, log: Logger = () => {}, liveness?: Liveness): Locks {
  const heartbeat = new Heartbeat();
  return new Locks(directory, { presence: new Presence(`${directory}-holders`, heartbeat), heartbeat, log, liveness });
}

/** A lock that somebody else has, or had. */
async function lockOf(directory: string, owner: unknown): Promise<string> {
  const file = join(directory, "a1");
  await writeFile(file, typeof owner === "string" ? owner : JSON.stringify(owner));
  return file;
}

describe("locks", () => {
  test("are had by one at a time: of one process, and of several that wait", async () => {
    const directory = await temporaryDirectory();
    const all = [newLocks(directory), newLocks(directory), newLocks(directory)];
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    const task = async (locks: Locks, number: number): Promise<void> => {
      const lock = await locks.acquire("a1", "file");
      most = Math.max(most, ++inside);
      order.push(number);
      expect(lock.isHeld()).toBe(true);
      await sleep(2);
      inside--;
      lock.release();
      expect(lock.isHeld()).toBe(false);
    };
    await Promise.all(Array.from({ length: 24 }, (_, index) => task(all[index % 3]!, index)));
    expect(most).toBe(1);
    expect(order).toHaveLength(24);
    // Of one process they come in the order in which they asked.
    expect(order.filter((number) => number % 3 === 0)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
    expect(await readdir(directory)).toEqual([]);
  });

  test("of different files do not wait for each other", async () => {
    const locks = newLocks(await temporaryDirectory());
    const held = [await locks.acquire("a1", "x"), await locks.acquire("b2", "y")];
    for (const lock of held) lock.release();
  });

  test("are tried without waiting", async () => {
    const directory = await temporaryDirectory();
    const [mine, theirs] = [newLocks(directory), newLocks(directory)];
    const lock = mine.tryAcquire("a1");
    expect(mine.tryAcquire("a1")).toBeUndefined();
    expect(theirs.tryAcquire("a1")).toBeUndefined();
    expect(theirs.isTaken("a1")).toBe(true);
    lock?.release();
    lock?.release();
    expect(theirs.isTaken("a1")).toBe(false);
    theirs.tryAcquire("a1")?.release();
  });

  test("waiting ends with the reason of the signal, and others still get in", async () => {
    const directory = await temporaryDirectory();
    const [mine, theirs] = [newLocks(directory), newLocks(directory)];
    const lock = await theirs.acquire("a1", "file");
    const abort = new AbortController();
    const polling = mine.acquire("a1", "file", abort.signal);
    const queued = mine.acquire("a1", "file", abort.signal);
    const patient = mine.acquire("a1", "file");
    const reason = new Error("enough");
    const ended = Promise.all([expect(polling).rejects.toBe(reason), expect(queued).rejects.toBe(reason)]);
    abort.abort(reason);
    await ended;
    await expect(mine.acquire("b2", "file", abort.signal)).rejects.toBe(reason);
    lock.release();
    (await patient).release();
  });

  test("of a process that has ended are taken over by one of all who wait", async () => {
    const directory = await temporaryDirectory();
    const me = thisOwner();
    for (const dead of [
      { ...me, pid: 2 ** 22 + 1 },
      { ...me, began: "1" },
    ]) {
      await lockOf(directory, dead);
      let inside = 0;
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          const lock = await newLocks(directory).acquire("a1", "file", AbortSignal.timeout(10_000));
          expect(++inside).toBe(1);
          await sleep(1);
          inside--;
          lock.release();
        }),
      );
    }
  });

  test("of a process on another host that is silent are not had by anybody in the end", async () => {
    const directory = await temporaryDirectory();
    let elapsed = 0;
    const locks = newLocks(directory, undefined, new Liveness(() => elapsed));
    await lockOf(directory, { ...thisOwner(), host: "elsewhere" });
    for (; elapsed < 60_000; elapsed += 5000) expect(locks.isTaken("a1")).toBe(true);
    expect(locks.isTaken("a1")).toBe(false);
    const lock = locks.tryAcquire("a1");
    expect(lock?.isHeld()).toBe(true);
    lock?.release();
  });

  test("of a process that runs are waited for, which is told", { timeout: 15_000 }, async () => {
    const directory = await temporaryDirectory();
    const file = await lockOf(directory, thisOwner());
    const old = new Date(Date.now() - 3600_000);
    await utimes(file, old, old);
    const lines: string[] = [];
    const waiting = newLocks(directory, ({ message }) => lines.push(message)).acquire(
      "a1",
      "file",
      AbortSignal.timeout(4500),
    );
    await expect(waiting).rejects.toThrow("timeout");
    expect(lines).toEqual([`file: waiting for process ${process.pid} of "${hostname()}"`]);
  });

  test("that a killed process had are removed by the next one, and what it was about to make a day later", async () => {
    const directory = await temporaryDirectory();
    for (const name of ["clearing.old", "clearing.young"]) await mkdir(join(directory, name));
    const old = new Date(Date.now() - 25 * 3600_000);
    await utimes(join(directory, "clearing.old"), old, old);
    await lockOf(directory, { ...thisOwner(), began: "1" });
    newLocks(directory).sweep();
    expect(await readdir(directory)).toEqual(["clearing.young"]);
  });
});

describe("owners", () => {
  test("on other hosts, and unreadable ones, are there until nothing was heard of them for a minute", async () => {
    for (const owner of [{ ...thisOwner(), host: "elsewhere" }, "", "{"]) {
      const file = await lockOf(await temporaryDirectory(), owner);
      let elapsed = 0;
      const liveness = new Liveness(() => elapsed);
      const aliveAfter = (seconds: number): boolean => {
        elapsed += 1000 * seconds;
        return liveness.isAlive(file);
      };
      for (let step = 0; step < 12; step++) expect(aliveAfter(5)).toBe(true);
      const touched = new Date(Date.now() - 100_000);
      await utimes(file, touched, touched);
      for (let step = 0; step < 12; step++) expect(aliveAfter(5)).toBe(true);
      expect(aliveAfter(5)).toBe(false);
    }
  });

  describe("on this host, of which the system does not say when they began,", () => {
    const hourMs = 3600_000;

    /** Is the owner of a file there, which was touched so long ago, when it is looked at for so long? */
    async function isAlive(touchedMs: number, seconds: number, start: () => Start | undefined): Promise<boolean> {
      const file = await lockOf(await temporaryDirectory(), { ...thisOwner(), began: undefined });
      const touched = new Date(Date.now() - touchedMs);
      await utimes(file, touched, touched);
      let elapsed = 0;
      const liveness = new Liveness(() => elapsed, start);
      liveness.isAlive(file);
      for (; elapsed < 1000 * seconds; elapsed += 5000) liveness.isAlive(file);
      return liveness.isAlive(file);
    }

    test.each([
      ["are there as long as their process, however busy", 0, 10 * 3600, true],
      ["are there a day after they were heard of, to one who looks for the first time", 25 * hourMs, 0, true],
      ["are gone when they were silent for a day, and for another minute", 25 * hourMs, 60, false],
      ["are gone when they were silent since before the system was started", (uptime() + 120) * 1000, 60, false],
    ])("%s", async (_what, touchedMs, seconds, expected) => {
      expect(await isAlive(touchedMs, seconds, () => undefined)).toBe(expected);
    });

    test("are gone when all that is left is their number", async () => {
      expect(await isAlive(0, 0, () => ({ began: "1", hasEnded: true }))).toBe(false);
    });
  });

  test("that have another start than the process with their number are gone", async () => {
    const file = await lockOf(await temporaryDirectory(), { ...thisOwner(), began: "1" });
    const alive = (began: string) => new Liveness(undefined, () => ({ began, hasEnded: false })).isAlive(file);
    expect([alive("1"), alive("2")]).toEqual([true, false]);
  });

  test("are not taken for gone by a computer that slept", async () => {
    const file = await lockOf(await temporaryDirectory(), { ...thisOwner(), host: "elsewhere" });
    let elapsed = 0;
    const liveness = new Liveness(() => elapsed);
    expect(liveness.isAlive(file)).toBe(true);
    elapsed += 8 * 3600_000;
    expect(liveness.isAlive(file)).toBe(true);
  });

  test("on other hosts that were silent for a day are gone at once, and so are files that are not there", async () => {
    const file = await lockOf(await temporaryDirectory(), { ...thisOwner(), host: "elsewhere" });
    const old = new Date(Date.now() - 25 * 3600_000);
    await utimes(file, old, old);
    expect(new Liveness().isAlive(file)).toBe(false);
    expect(new Liveness().isAlive(`${file}-not`)).toBe(false);
  });

  test("this process is there", async () => {
    expect(new Liveness().isAlive(await lockOf(await temporaryDirectory(), thisOwner()))).toBe(true);
  });

  test("heartbeats renew files, and tell when one is gone", async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, "file");
    await writeFile(file, "");
    const old = new Date(1000);
    await utimes(file, old, old);
    const anothers = join(directory, "another's");
    await writeFile(anothers, "theirs");
    await utimes(anothers, old, old);
    const heartbeat = new Heartbeat();
    const gone: string[] = [];
    heartbeat.add(file, "", () => gone.push("file"));
    heartbeat.add(join(directory, "other"), "", () => gone.push("other"));
    heartbeat.add(anothers, "mine", () => gone.push("another's"));
    heartbeat.beat();
    expect(gone).toEqual(["other", "another's"]);
    expect((await stat(anothers)).mtimeMs).toBe(1000);
    expect((await stat(file)).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
    heartbeat.delete(file);
    heartbeat.delete(join(directory, "other"));
    heartbeat.delete(anothers);
  });
});
