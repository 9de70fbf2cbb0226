import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  (taken[0] as PromiseFulfilledResult<() => void>).value();
  expect(readdirSync(folder)).toEqual([]);
  const release = await takeLock(folder);
  release();
  release();
  expect(readdirSync(folder)).toEqual([]);
});

test("of a process that was killed it is taken over, and nobody is told to delete it", async () => {
  const killed = spawn("sleep", ["60"]);
  const lock = join(folder, "lock");
  mkdirSync(lock);
  const other = mkdtempSync(join(folder, "other-"));
  const release = await takeLock(other);
  const [own] = readdirSync(join(other, "lock"));
  const record = JSON.parse(readFileSync(join(other, "lock", own!), "utf8")) as object;
  release();
  // Just killed: the system may not have put it away yet.
  writeFileSync(join(lock, "token"), JSON.stringify({ ...record, pid: killed.pid, began: beganOf(killed.pid!) }));
  killed.kill("SIGKILL");
  (await takeLock(folder))();
});

function beganOf(pid: number): string | undefined {
  const text = existsSync("/proc/self/stat") ? readFileSync(`/proc/${pid}/stat`, "latin1") : undefined;
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}
