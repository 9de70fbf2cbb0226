import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { takeLock } from "../../../src/generate/write/lock.ts";
import { temporaryFolder } from "../_support.ts";

const folder = temporaryFolder();

// How a lock is kept and taken over is tested with @atcs/icare-fetch; here a process of another computer has one of them.
vi.mock("@atcs/icare-fetch/disk", async (original) => {
  const disk = await original<typeof import("@atcs/icare-fetch/disk")>();
  const takeLock: typeof disk.takeLock = async (path, options) => {
    if (/elsewhere|waits/.test(path)) options.onWait?.({ process: 12, host: "node7", isHere: false });
    if (path.endsWith("elsewhere")) throw options.taken({ process: 12, host: "node7", isHere: false });
    return disk.takeLock(path, options);
  };
  return { ...disk, takeLock };
});

describe("a lock", () => {
  test("keeps others out until it is released; nobody is told to delete it", async () => {
    const path = join(folder, "here");
    const lock = await takeLock(path, "the dataset");
    const refused = await takeLock(path, "the dataset").catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "DATASET_IN_USE",
      message: expect.stringContaining(`process ${process.pid} of this computer is writing the dataset`) as string,
      file: path,
    });
    expect(String(refused)).not.toMatch(/delete|remove/);
    lock.release();
    (await takeLock(path, "the dataset")).release();
    expect(readdirSync(folder)).not.toContain("here");
  });

  test("of another computer names it", async () => {
    await expect(takeLock(join(folder, "elsewhere"), "shard 3")).rejects.toThrow(
      "process 12 of node7, which was heard of just now, is writing shard 3",
    );
  });

  test("that is not had at once: what is waited for is told", async () => {
    const told: string[] = [];
    const onWait = (message: string) => told.push(message);
    await expect(takeLock(join(folder, "elsewhere"), "shard 3", { onWait })).rejects.toThrow();
    (await takeLock(join(folder, "waits"), "the plan", { onWait, waits: true })).release();
    expect(told).toEqual([
      "looking whether process 12 of node7 is still writing shard 3, which can take a minute",
      "waiting for process 12 of node7, which is writing the plan",
    ]);
  });

  test("waiting for it can be stopped", async () => {
    const path = join(folder, "waited");
    const lock = await takeLock(path, "it");
    const controller = new AbortController();
    const waiting = takeLock(path, "it", { waits: true, signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    lock.release();
  });

  test("where nothing can be written the error says so", async () => {
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, "a", "file"), "");
    await expect(takeLock(join(folder, "a", "file", "lock"), "it")).rejects.toMatchObject({
      code: "DATASET_WRITE",
      message: expect.stringContaining("a part of its path is a file") as string,
    });
  });
});
