import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { takeLock } from "../../../src/generate/write/lock.ts";
import { temporaryFolder } from "../_support.ts";

const folder = temporaryFolder();
let count = 0;
const lockPath = (): string => join(folder, `lock-${count++}`);
const quick = { heartbeatMs: 20, goneMs: 200 };

/** The lock of another process. @param ageMs since its last sign of life */
function leaveLock(path: string, owner: string, ageMs: number): string {
  const file = join(path, owner);
  mkdirSync(path);
  writeFileSync(file, "");
  const then = new Date(Date.now() - ageMs);
  utimesSync(file, then, then);
  return file;
}

const here = hostname().replace(/[^\w.-]/g, "_");

describe("a lock", () => {
  test("keeps others out until it is released", async () => {
    const path = lockPath();
    const lock = await takeLock(path, "the dataset");
    await expect(takeLock(path, "the dataset")).rejects.toMatchObject({
      code: "DATASET_IN_USE",
      message: expect.stringContaining("another process is writing the dataset") as string,
    });
    await lock.release();
    await lock.release();
    await (await takeLock(path, "the dataset")).release();
    expect(readdirSync(folder).filter((name) => name.startsWith("lock"))).toEqual([]);
  });

  test("one of many gets it, the others wait in turn", async () => {
    const path = lockPath();
    let inside = 0;
    let most = 0;
    const enter = async (): Promise<void> => {
      const lock = await takeLock(path, "it", { ...quick, waits: true });
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inside--;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 6 }, enter));
    expect(most).toBe(1);
  });

  test("of a process that has ended is taken over at once", async () => {
    const path = lockPath();
    // No process has the largest number that Linux can give.
    leaveLock(path, `4194304.1.abc@${here}`, 0);
    // A ticket of one that was ended before.
    mkdirSync(`${path}.4194304.1.def@${here}`);
    const lock = await takeLock(path, "it");
    await lock.release();
    expect(readdirSync(folder).filter((name) => name.startsWith("lock"))).toEqual([]);
  });

  test("of this process's number but another beginning is taken over", async () => {
    const path = lockPath();
    leaveLock(path, `${process.pid}.1.abc@${here}`, 0);
    await (await takeLock(path, "it")).release();
  });

  test("of a process that is there is not; without signs of life it is", async () => {
    const alive = lockPath();
    leaveLock(alive, `${process.ppid}.1.abc@${here}`, 0);
    await expect(takeLock(alive, "it", quick)).rejects.toMatchObject({ code: "DATASET_IN_USE" });
    const stale = lockPath();
    leaveLock(stale, `${process.ppid}.1.abc@${here}`, 10_000);
    await (await takeLock(stale, "it", quick)).release();
  });

  test("of another machine is waited for", async () => {
    const gone = lockPath();
    leaveLock(gone, "12.1.abc@elsewhere", 0);
    const begun = performance.now();
    await (await takeLock(gone, "it", quick)).release();
    expect(performance.now() - begun).toBeGreaterThan(150);
    const alive = lockPath();
    const file = leaveLock(alive, "12.1.abc@elsewhere", 0);
    const beat = setInterval(() => utimesSync(file, new Date(), new Date()), 30);
    await expect(takeLock(alive, "it", quick)).rejects.toMatchObject({ code: "DATASET_IN_USE" });
    clearInterval(beat);
  });

  test("that another took over is lost", async () => {
    const path = lockPath();
    const lock = await takeLock(path, "the dataset", quick);
    const [own] = readdirSync(path);
    rmSync(join(path, own!));
    await new Promise((resolve) => lock.lost.addEventListener("abort", resolve));
    expect(lock.lost.reason).toMatchObject({ code: "DATASET_IN_USE" });
    await lock.release();
  });

  test("waiting for it can be stopped", async () => {
    const path = lockPath();
    const lock = await takeLock(path, "it");
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 50);
    await expect(takeLock(path, "it", { waits: true, signal: controller.signal })).rejects.toThrow("enough");
    await lock.release();
  });

  test("where nothing can be written the error says so", async () => {
    await expect(takeLock(join(folder, "no/such/directory"), "it")).rejects.toMatchObject({ code: "DATASET_WRITE" });
  });
});
