import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDirectory } from "../../src/archive/_directory-lock.ts";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "atcs-lock-"));
});
afterEach(() => rmSync(out, { recursive: true }));

/** The number of a process that has ended. */
const endedProcess = spawnSync(process.execPath, ["--version"]).pid;

/** A lock as a run has left it, or has it. */
function leave(owner: string): void {
  mkdirSync(join(out, "simulation.lock"));
  writeFileSync(join(out, "simulation.lock", owner), "");
}

test("one at a time, one after the other", async () => {
  for (const mark of ["00000001", "00000002"]) {
    const release = await lockDirectory(out, mark);
    await expect(lockDirectory(out, "00000003")).rejects.toMatchObject({ code: "SIMULATOR_IN_USE", file: out });
    expect(readdirSync(out)).toEqual(["simulation.lock"]);
    await release();
    expect(readdirSync(out)).toEqual([]);
    await release();
  }
});

test("of many that begin at once one gets it", async () => {
  for (const before of [undefined, `${endedProcess}.1.0000000f@${hostname()}`]) {
    if (before !== undefined) leave(before);
    const marks = Array.from({ length: 20 }, (_, i) => `000000${i.toString(16).padStart(2, "0")}`);
    const taken = await Promise.allSettled(marks.map((mark) => lockDirectory(out, mark)));
    const [winner, ...others] = taken.filter(({ status }) => status === "fulfilled");
    expect(others).toEqual([]);
    for (const one of taken)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "SIMULATOR_IN_USE" });
    await (winner as PromiseFulfilledResult<() => Promise<void>>).value();
    expect(readdirSync(out)).toEqual([]);
  }
});

test.each([
  ["a process that was killed", `${endedProcess}.1.0000000f@${hostname()}`],
  ["a former process of the same number", `${process.pid}.1.0000000f@${hostname()}`],
  ["nobody", ".DS_Store"],
])("the lock of %s holds nobody up", async (_, owner) => {
  leave(owner);
  await (await lockDirectory(out, "00000001"))();
  expect(existsSync(join(out, "simulation.lock"))).toBe(false);
});

test("nor one in which nobody is", async () => {
  mkdirSync(join(out, "simulation.lock"));
  await (await lockDirectory(out, "00000001"))();
  expect(readdirSync(out)).toEqual([]);
});

test.each([
  ["another process", process.ppid, hostname()],
  ["a process elsewhere", 4711, "another.example"],
])("the lock of %s stays, and is told", async (_, pid, host) => {
  leave(`${pid}.1.0000000f@${host}`);
  const lock = join(out, "simulation.lock");
  await expect(lockDirectory(out, "00000001", 100)).rejects.toThrow(
    `${out}: another run is writing it, process ${pid} of ${host}; if that is not so, delete ${lock}`,
  );
  expect(readdirSync(out)).toEqual(["simulation.lock"]);
  expect(readdirSync(lock)).toHaveLength(1);
});

test("that of a process which is being killed is waited for", async () => {
  const ending = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
  leave(`${ending.pid}.1.0000000f@${hostname()}`);
  const taking = lockDirectory(out, "00000001");
  // It was looked at and is there.
  setTimeout(() => ending.kill("SIGKILL"), 100);
  await (await taking)();
  expect(readdirSync(out)).toEqual([]);
});

// Killed, with a parent that never asks what became of it: the number stays, and the process is none.
test.runIf(process.platform === "linux")("that of a zombie holds nobody up", async () => {
  const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  const [printed] = (await once(parent.stdout!, "data")) as [Buffer];
  // A shell would ask.
  while (!readFileSync(`/proc/${parent.pid}/comm`, "utf8").startsWith("sleep")) await wait(1);
  const zombie = Number(printed.toString());
  process.kill(zombie, "SIGKILL");
  while (!/\) Z /.test(readFileSync(`/proc/${zombie}/stat`, "latin1"))) await wait(1);
  leave(`${zombie}.1.0000000f@${hostname()}`);
  await (await lockDirectory(out, "00000001", 0))();
  parent.kill("SIGKILL");
});
