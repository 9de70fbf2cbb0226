import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lock } from "@atcs/icare-fetch/disk";
import { afterAll, expect, test } from "vitest";
import { takeLock } from "../../src/download/lock.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("of many at once one gets it; after that the next", async () => {
  const takers = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(folder)));
  const taken = takers.filter(({ status }) => status === "fulfilled");
  const refused = takers.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
  expect(taken).toHaveLength(1);
  for (const { reason } of refused)
    expect(reason).toMatchObject({
      code: "DOWNLOAD_IN_USE",
      message: expect.stringContaining(`process ${process.pid} of this computer`),
    });
  expect(readdirSync(folder)).toEqual(["lock"]);
  (taken[0] as PromiseFulfilledResult<Lock>).value.release();
  expect(readdirSync(folder)).toEqual([]);
  const lock = await takeLock(folder);
  lock.release();
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("of a process that was killed it is taken over, and nobody is told to delete it", async () => {
  const killed = spawn("sleep", ["60"]);
  const lock = join(folder, "lock");
  mkdirSync(lock);
  const other = mkdtempSync(join(folder, "other-"));
  const { release } = await takeLock(other);
  const [own] = readdirSync(join(other, "lock"));
  const record = JSON.parse(readFileSync(join(other, "lock", own!), "utf8")) as object;
  release();
  // Just killed: the system may not have put it away yet.
  writeFileSync(
    join(lock, "00000000-0000-4000-8000-000000000000"),
    JSON.stringify({ ...record, pid: killed.pid, began: beganOf(killed.pid!) }),
  );
  killed.kill("SIGKILL");
  (await takeLock(folder)).release();
});

test("one that is not had at once is told once, by the name of whoever may have it", { timeout: 15_000 }, async () => {
  const lock = join(folder, "lock");
  const other = mkdtempSync(join(folder, "other-"));
  const { release } = await takeLock(other);
  const record = JSON.parse(readFileSync(join(other, "lock", readdirSync(join(other, "lock"))[0]!), "utf8")) as object;
  release();
  mkdirSync(lock);
  writeFileSync(
    join(lock, "00000000-0000-4000-8000-000000000000"),
    JSON.stringify({ ...record, pid: 12, host: "node7 boot pid:[1]" }),
  );
  const told: string[] = [];
  const controller = new AbortController();
  const onWait = (text: string): void => {
    told.push(text);
    setTimeout(() => controller.abort(new Error("enough")), 300);
  };
  await expect(takeLock(folder, { signal: controller.signal, onWait })).rejects.toThrow("enough");
  expect(told).toEqual([
    `looking whether process 12 of node7 is still fetching into ${folder}, which can take a minute`,
  ]);
  rmSync(lock, { recursive: true });
});

function beganOf(pid: number): string | undefined {
  const text = existsSync("/proc/self/stat") ? readFileSync(`/proc/${pid}/stat`, "latin1") : undefined;
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}
