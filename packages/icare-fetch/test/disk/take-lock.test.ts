import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { Heartbeat } from "../../src/cache/_heartbeat.ts";
import { Liveness, type Owner, type Start, thisOwner } from "../../src/cache/_owner.ts";
import { type Lock, type LockOptions, takeLock, takeLockWith } from "../../src/disk/take-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-take-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A lock in a directory of its own. */
function newPath(): string {
  const directory = join(folder, String(count++));
  mkdirSync(directory);
  return join(directory, "the.lock");
}

const options: LockOptions = {
  taken: ({ process, host, isHere }) => new Error(`taken by ${process} of ${host}${isHere ? ", here" : ""}`),
  lost: () => new Error("lost"),
};

/** What another process leaves behind. */
function leaveLock(path: string, owner: Partial<Owner>): string {
  mkdirSync(path);
  const file = join(path, "00000000-0000-4000-8000-000000000000");
  writeFileSync(file, JSON.stringify({ ...thisOwner(), ...owner, token: "00000000-0000-4000-8000-000000000000" }));
  return file;
}

/** What a process leaves behind that was ended while it asked. */
function leaveTicket(path: string, token: string, content: string, name = token): void {
  mkdirSync(`${path}.${token}`);
  writeFileSync(join(`${path}.${token}`, name), content);
}

/** A field of a process in /proc: when it began, or (0) its state; undefined where there is no /proc. */
function startOf(pid: number, field = 19): string | undefined {
  const text = existsSync("/proc/self/stat") ? readFileSync(`/proc/${pid}/stat`, "latin1") : "";
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[field];
}

/** Clocks that a test sets: looks come one after another, each so much later than the last. */
function clocks(stepMs: number, onLook: (look: number) => void = () => {}, start?: () => Start | undefined) {
  let nowMs = 0;
  let looks = 0;
  const elapsed = (): number => nowMs;
  const parts = {
    liveness: new Liveness(elapsed, start),
    heartbeat: new Heartbeat(),
    elapsed: () => {
      onLook(looks++);
      nowMs += stepMs;
      return nowMs;
    },
    pollMs: 0,
  };
  return { parts, looks: () => looks };
}

describe("a lock", () => {
  test("keeps others out until it is released, and leaves nothing behind", async () => {
    const path = newPath();
    const lock = await takeLock(path, options);
    const { host } = thisOwner();
    await expect(takeLock(path, options)).rejects.toThrow(`taken by ${process.pid} of ${host.split(" ")[0]}, here`);
    lock.release();
    lock.release();
    expect(readdirSync(join(path, ".."))).toEqual([]);
    (await takeLock(path, options)).release();
  });

  test("of many at once one gets it, those that wait in turn", async () => {
    const path = newPath();
    const taken = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(path, options)));
    expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(readdirSync(join(path, ".."))).toEqual(["the.lock"]);
    let inside = (taken.find(({ status }) => status === "fulfilled") as PromiseFulfilledResult<Lock>).value;
    const order: number[] = [];
    const waiting = Array.from({ length: 4 }, async (_, i) => {
      const { parts } = clocks(0);
      const lock = await takeLockWith(path, { ...options, waits: true }, parts);
      order.push(i);
      inside = lock;
    });
    for (let done = 1; done <= 4; done++) {
      expect(order).toHaveLength(done - 1);
      inside.release();
      while (order.length < done) await wait(1);
    }
    inside.release();
    await Promise.all(waiting);
  });

  test("of a process that has ended is taken over at once, and what it left while it asked is removed", async () => {
    const path = newPath();
    // No process has the largest number that Linux can give.
    const ended = JSON.stringify({ ...thisOwner(), pid: 4_194_304 });
    leaveLock(path, { pid: 4_194_304 });
    leaveTicket(path, randomUUID(), ended);
    const asking = randomUUID();
    leaveTicket(path, asking, JSON.stringify(thisOwner()));
    const { parts, looks } = clocks(1);
    const lock = await takeLockWith(path, options, parts);
    expect(looks()).toBe(1);
    expect(readdirSync(join(path, "..")).sort()).toEqual(["the.lock", `the.lock.${asking}`]);
    lock.release();
  });

  test("is not put in place of a directory that holds anything else", async () => {
    const path = newPath();
    mkdirSync(path);
    writeFileSync(join(path, "a.csv"), "1,2");
    const old = new Date(Date.now() - 48 * 3600_000);
    utimesSync(join(path, "a.csv"), old, old);
    await expect(takeLock(path, options)).rejects.toThrow('the.lock: there is "a.csv" in it, so it is no lock');
    expect(readdirSync(path)).toEqual(["a.csv"]);
  });

  test("leaves alone what others have beside it, however old and whatever its name begins with", async () => {
    const path = newPath();
    const ended = JSON.stringify({ ...thisOwner(), pid: 4_194_304 });
    const [more, other, deep, file, empty] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const old = new Date(Date.now() - 48 * 3600_000);
    writeFileSync(`${path}.tar`, "an archive");
    mkdirSync(`${path}.results`);
    writeFileSync(join(`${path}.results`, "a.csv"), "1,2");
    mkdirSync(`${path}.empty`);
    mkdirSync(`${path}.ended`);
    writeFileSync(join(`${path}.ended`, "ended"), ended);
    leaveTicket(path, more, ended);
    writeFileSync(join(`${path}.${more}`, "notes.txt"), "");
    leaveTicket(path, other, ended, randomUUID());
    mkdirSync(join(`${path}.${deep}`, deep), { recursive: true });
    writeFileSync(`${path}.${file}`, "no directory");
    mkdirSync(`${path}.${empty}`);
    const beside = join(path, "..");
    const all = readdirSync(beside, { recursive: true }).sort();
    for (const name of all) utimesSync(join(beside, String(name)), old, old);
    (await takeLock(path, options)).release();
    // An empty one can be of a process that was ended before it wrote its name.
    expect(readdirSync(beside, { recursive: true }).sort()).toEqual(all.filter((name) => name !== `the.lock.${empty}`));
  });

  test("is had although what is beside it cannot be removed", async () => {
    class Failing extends Liveness {
      override hasEnded(): boolean {
        throw new Error("EACCES");
      }
    }
    const path = newPath();
    leaveTicket(path, randomUUID(), "");
    const { parts } = clocks(0);
    const lock = await takeLockWith(path, options, { ...parts, liveness: new Failing() });
    expect(existsSync(path)).toBe(true);
    lock.release();
    expect(existsSync(path)).toBe(false);
  });

  // Only Linux says when a process began.
  test.runIf(process.platform === "linux")("of this process's number but another beginning is taken over", async () => {
    const path = newPath();
    leaveLock(path, { began: "1" });
    (await takeLock(path, options)).release();
  });

  // Elsewhere the system does not say when it began, and signs of life are waited for.
  test.runIf(process.platform === "linux")(
    "of a process that is there is refused, after the moments that a killed one takes to end",
    async () => {
      const path = newPath();
      leaveLock(path, { pid: process.ppid, began: startOf(process.ppid) });
      const { parts, looks } = clocks(500);
      await expect(takeLockWith(path, options, parts)).rejects.toThrow(`taken by ${process.ppid}`);
      expect(looks()).toBe(5);
    },
  );

  test("of a process that ends in that time is taken", async () => {
    const path = newPath();
    leaveLock(path, { pid: process.ppid, began: startOf(process.ppid) });
    const { parts } = clocks(500, (look) => {
      if (look === 2)
        writeFileSync(
          join(path, "00000000-0000-4000-8000-000000000000"),
          JSON.stringify({ ...thisOwner(), pid: 4_194_304 }),
        );
    });
    (await takeLockWith(path, options, parts)).release();
  });
});

// The process with its number may be anybody's: of whom /proc (with hidepid) does not say when it began.
test("a lock of this computer whose owner the system hides is not refused before it was waited for", async () => {
  const path = newPath();
  const file = leaveLock(path, { pid: process.ppid, began: "1" });
  const old = new Date(Date.now() - 25 * 3600_000);
  utimesSync(file, old, old);
  const { parts, looks } = clocks(5000, undefined, () => undefined);
  (await takeLockWith(path, options, parts)).release();
  expect(looks()).toBe(13);
});

describe("who waits for longer than a second is told once what for:", () => {
  const told: unknown[] = [];
  const onWait = (owner: unknown) => told.push(owner);
  const elsewhere = { pid: 12, host: "node7 boot pid:[1]" };

  test("another computer's", async () => {
    const path = newPath();
    leaveLock(path, elsewhere);
    await takeLockWith(path, { ...options, onWait }, clocks(5000).parts);
    expect(told.splice(0)).toEqual([{ process: 12, host: "node7", isHere: false }]);
  });

  test("one that is waited for however long", async () => {
    const path = newPath();
    leaveLock(path, elsewhere);
    await takeLockWith(path, { ...options, onWait, waits: true }, clocks(800).parts);
    expect(told.splice(0)).toHaveLength(1);
  });

  test("one that says nothing of its owner", async () => {
    const path = newPath();
    writeFileSync(leaveLock(path, {}), "");
    await takeLockWith(path, { ...options, onWait }, clocks(5000).parts);
    expect(told.splice(0)).toEqual([undefined]);
  });

  test("not who gets it at once, nor who is refused at once", async () => {
    const path = newPath();
    const lock = await takeLock(path, { ...options, onWait });
    await expect(takeLock(path, { ...options, onWait })).rejects.toThrow("taken by");
    lock.release();
    expect(told).toEqual([]);
  });
});

describe("a lock of another computer", () => {
  const elsewhere = { pid: 12, host: "node7 boot pid:[1]" };

  test("of which nothing is heard for a minute is taken over", async () => {
    const path = newPath();
    leaveLock(path, elsewhere);
    const { parts, looks } = clocks(5000);
    (await takeLockWith(path, options, parts)).release();
    expect(looks()).toBe(13);
  });

  test("that gives signs of life is refused", async () => {
    const path = newPath();
    const file = leaveLock(path, elsewhere);
    const { parts, looks } = clocks(1000, (look) => {
      if (look === 10) utimesSync(file, new Date(), new Date(Date.now() + 1000));
    });
    await expect(takeLockWith(path, options, parts)).rejects.toThrow("taken by 12 of node7");
    // The sign is seen at the next look.
    expect(looks()).toBe(12);
  });

  test("which took this one's over: that is told", async () => {
    const path = newPath();
    const { parts } = clocks(0);
    const lock = await takeLockWith(path, options, parts);
    parts.heartbeat.beat();
    expect(lock.lost.aborted).toBe(false);
    rmSync(path, { recursive: true });
    const other = leaveLock(path, elsewhere);
    parts.heartbeat.beat();
    expect(lock.lost.reason).toEqual(new Error("lost"));
    lock.release();
    expect(existsSync(other)).toBe(true);
  });
});

test("waiting for it can be stopped", async () => {
  const path = newPath();
  const lock = await takeLock(path, options);
  const controller = new AbortController();
  const waiting = takeLock(path, { ...options, waits: true, signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  lock.release();
  expect(readdirSync(join(path, ".."))).toEqual([]);
});

test("where nothing can be written the error is the system's", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  await expect(takeLock(join(file, "the.lock"), options)).rejects.toMatchObject({ code: "ENOTDIR" });
});

// Killed, with a parent that never asks what became of it: the number stays, and the process is none.
test.runIf(process.platform === "linux")("of a zombie is taken over", async () => {
  const path = newPath();
  const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [printed] = (await once(parent.stdout!, "data")) as [Buffer];
    const zombie = Number(printed.toString());
    // A shell would ask.
    while (!readFileSync(`/proc/${parent.pid}/comm`, "utf8").startsWith("sleep")) await wait(1);
    leaveLock(path, { pid: zombie, began: startOf(zombie) });
    process.kill(zombie, "SIGKILL");
    while (startOf(zombie, 0) !== "Z") await wait(1);
    const { parts, looks } = clocks(1);
    const lock = await takeLockWith(path, options, parts);
    expect(looks()).toBe(1);
    lock.release();
  } finally {
    await end(parent);
  }
});

async function end(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}
