import { afterEach, describe, expect, test, vi } from "vitest";
import { ConnectionError, CredentialsError, isArchiveError } from "../../src/errors.ts";
import { SessionPool } from "../../src/session/pool.ts";
import type { RetryOptions } from "../../src/session/retry.ts";
import type { ArchiveEvent, Logger } from "../../src/types.ts";
import { fakeTransport } from "./_fake-transport.ts";

afterEach(() => void vi.useRealTimers());

/** A task that runs until it is told to end. */
function gate() {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { task: () => passed, open };
}

/** When all has happened that waits for no time: the fake transport needs none. */
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("sessions", () => {
  test("are kept and used again", async () => {
    const fake = fakeTransport();
    const pool = new SessionPool(fake.transport);
    for (let i = 0; i < 5; i++) await pool.use(async () => i);
    expect(fake.connections).toHaveLength(1);
    await pool.close();
    expect(fake.connections[0]!.closed).toBe(true);
  });

  test("that were lost are replaced", async () => {
    const fake = fakeTransport();
    const pool = new SessionPool(fake.transport);
    await pool.use(async () => {});
    fake.connections[0]!.isOpen = false;
    await pool.use(async () => {});
    expect(fake.connections).toHaveLength(2);
    expect(pool.openCount).toBe(1);
    await pool.close();
  });

  test("are as many as tasks, up to the limit; the others wait in order", async () => {
    const fake = fakeTransport();
    const pool = new SessionPool(fake.transport, { maxConnections: 2 });
    const gates = Array.from({ length: 5 }, gate);
    const order: number[] = [];
    const uses = gates.map(({ task }, i) =>
      pool.use(async () => {
        order.push(i);
        await task();
      }),
    );
    await later();
    expect(order).toEqual([0, 1]);
    gates[1]!.open();
    await later();
    expect(order).toEqual([0, 1, 2]);
    for (const { open } of gates) open();
    await Promise.all(uses);
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(fake.connections).toHaveLength(2);
    await pool.close();
  });

  test("that nobody uses are closed after a while", async () => {
    vi.useFakeTimers();
    const fake = fakeTransport();
    const pool = new SessionPool(fake.transport, { idleMs: 1000 });
    const use = pool.use(async () => {});
    await vi.advanceTimersByTimeAsync(5);
    await use;
    await vi.advanceTimersByTimeAsync(990);
    expect(fake.connections[0]!.closed).toBe(false);
    await vi.advanceTimersByTimeAsync(20);
    expect(fake.connections[0]!.closed).toBe(true);
    expect(pool.openCount).toBe(0);
  });

  test("whoever waits can be aborted, and takes no place", async () => {
    const fake = fakeTransport();
    const pool = new SessionPool(fake.transport, { maxConnections: 1 });
    const first = gate();
    const use = pool.use(first.task);
    const abort = new AbortController();
    const waiting = pool.use(async () => {}, abort.signal);
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    first.open();
    await use;
    await pool.use(async () => {});
    await pool.close();
  });
});

describe("logins", () => {
  const refused = () => {
    throw new CredentialsError("ARCHIVE_AUTHENTICATION", "wrong password");
  };

  test("that are refused are tried once, however many wait", async () => {
    const fake = fakeTransport(refused);
    const pool = new SessionPool(fake.transport, { maxConnections: 4 });
    const uses = Array.from({ length: 12 }, () => pool.use(async () => {}));
    for (const use of uses) await expect(use).rejects.toThrow("wrong password");
    await expect(pool.use(async () => {})).rejects.toThrow("wrong password");
    expect(fake.attempts).toBe(1);
    await pool.close();
  });

  test("that somebody gives up by Ctrl-C are not tried again for others", async () => {
    const interrupted = new DOMException("interrupted", "AbortError");
    const fake = fakeTransport(() => {
      throw interrupted;
    });
    const pool = new SessionPool(fake.transport, { maxConnections: 4 });
    const uses = Array.from({ length: 6 }, () => pool.use(async () => {}));
    for (const use of uses) await expect(use).rejects.toBe(interrupted);
    expect(fake.attempts).toBe(1);
    await pool.close();
  });

  test("that were aborted are tried for others", async () => {
    const fake = fakeTransport((attempt) => (attempt === 1 ? new Promise(() => {}) : undefined));
    const pool = new SessionPool(fake.transport, { maxConnections: 4 });
    const abort = new AbortController();
    const first = expect(pool.use(async () => {}, abort.signal)).rejects.toThrow("enough");
    const second = pool.use(async () => "done");
    await later();
    abort.abort(new Error("enough"));
    await first;
    expect(await second).toBe("done");
    await pool.close();
  });

  test("come one by one until the first succeeds, then at the same time", async () => {
    const fake = fakeTransport((attempt) => {
      if (attempt < 3) throw new ConnectionError("ARCHIVE_CONNECTION", "refused");
    });
    const pool = new SessionPool(fake.transport, { maxConnections: 4, retry: { minDelayMs: 0 } });
    const gates = Array.from({ length: 6 }, gate);
    const uses = gates.map(({ task }) => pool.use(task));
    await vi.waitUntil(() => pool.openCount === 4, { timeout: 10_000 });
    expect([fake.attempts, fake.mostAtOnce]).toEqual([6, 3]);
    for (const { open } of gates) open();
    await Promise.all(uses);
    await pool.close();
  });

  test("come at the same time while a session is open", async () => {
    const fake = fakeTransport();
    const pool = new SessionPool(fake.transport, { maxConnections: 4 });
    const gates = Array.from({ length: 4 }, gate);
    const uses = gates.map(({ task }) => pool.use(task));
    await later();
    expect([fake.attempts, fake.mostAtOnce]).toEqual([4, 3]);
    for (const { open } of gates) open();
    await Promise.all(uses);
    await pool.close();
  });

  test("after all sessions were lost come one by one: the password may be another now", async () => {
    let isChanged = false;
    const fake = fakeTransport(() => {
      if (isChanged) refused();
    });
    const pool = new SessionPool(fake.transport, { maxConnections: 8 });
    const gates = Array.from({ length: 4 }, gate);
    const uses = gates.map(({ task }) => pool.use(task));
    await later();
    isChanged = true;
    for (const connection of fake.connections) connection.isOpen = false;
    // Some come while other lost sessions are not yet given back.
    gates[0]!.open();
    await uses[0];
    const again = gates.map(() => pool.use(async () => {}).catch((error: unknown) => error));
    for (const error of await Promise.all(again)) expect(isArchiveError(error, "ARCHIVE_AUTHENTICATION")).toBe(true);
    expect(fake.attempts).toBe(5);
    for (const { open } of gates) open();
    await Promise.all(uses);
    await pool.close();
  });

  test.each([
    ["ARCHIVE_BUSY", 60],
    ["ARCHIVE_CONNECTION", 5],
  ] as const)("that end in %s while there are other sessions lower the limit for %d s", async (code, seconds) => {
    vi.useFakeTimers();
    let isFull = false;
    const fake = fakeTransport(() => {
      if (isFull) throw new ConnectionError(code, "not one more");
    });
    const lines: string[] = [];
    const pool = new SessionPool(fake.transport, { maxConnections: 4, log: ({ message }) => lines.push(message) });
    const gates = Array.from({ length: 3 }, gate);
    const begun: number[] = [];
    const use = (index: number): Promise<void> =>
      pool.use(() => {
        begun.push(index);
        return gates[index]!.task();
      });
    const uses = [use(0)];
    await vi.advanceTimersByTimeAsync(5);
    isFull = true;
    // They make do with the session that there is, and wait for it.
    uses.push(use(1), use(2));
    await vi.advanceTimersByTimeAsync(1000);
    expect(lines[0]).toBe(`not one more; at most 1 for the next ${seconds} s`);
    expect([fake.attempts, begun]).toEqual([3, [0]]);
    gates[0]!.open();
    await vi.advanceTimersByTimeAsync(1000);
    expect([fake.attempts, begun]).toEqual([3, [0, 1]]);
    isFull = false;
    await vi.advanceTimersByTimeAsync(1000 * seconds);
    expect([fake.attempts, begun]).toEqual([4, [0, 1, 2]]);
    for (const { open } of gates) open();
    await Promise.all(uses);
    await pool.close();
  });
});

describe("an archive that is away", () => {
  const away = () => new ConnectionError("ARCHIVE_CONNECTION", "refused");
  const hourMs = 3_600_000;

  /** Four tasks at a time, as of a program that fetches, of which the first logs in. */
  async function begin(retry: RetryOptions = {}) {
    vi.useFakeTimers();
    let fault: (() => unknown) | undefined;
    const fake = fakeTransport(() => {
      if (fault !== undefined) throw fault();
    });
    const events: ArchiveEvent[] = [];
    const log: Logger = (event) => events.push(event);
    const pool = new SessionPool(fake.transport, { maxConnections: 4, retry, random: () => 1, log });
    await pool.use(async () => {});
    return {
      fake,
      pool,
      events,
      break(next: () => unknown = away) {
        fault = next;
        for (const connection of fake.connections) connection.isOpen = false;
      },
      mend() {
        fault = undefined;
      },
    };
  }

  /** What becomes of tasks. */
  function lanes(pool: SessionPool, count: number, signal?: AbortSignal): Promise<unknown[]> {
    const one = () => pool.use(async () => "done", signal).catch((error: unknown) => error);
    return Promise.all(Array.from({ length: count }, one));
  }

  test("is waited for by one for all, for hours", async () => {
    const { fake, pool, events, ...archive } = await begin();
    archive.break();
    const working = lanes(pool, 4);
    await vi.advanceTimersByTimeAsync(8 * hourMs);
    expect(fake.mostAtOnce).toBe(1);
    // Waits that double up to two minutes.
    expect(fake.attempts).toBe(1 + 7 + Math.ceil((8 * hourMs - 127_000) / 120_000));
    expect(events).toHaveLength(fake.attempts - 1);
    expect(events[0]).toEqual({ kind: "retry", message: "refused; trying again in 1 s" });
    archive.mend();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await working).toEqual(["done", "done", "done", "done"]);
    // It begins with short waits the next time.
    archive.break();
    const again = lanes(pool, 4);
    await vi.advanceTimersByTimeAsync(500);
    archive.mend();
    await vi.advanceTimersByTimeAsync(500);
    expect(await again).toContain("done");
    await pool.close();
  });

  test.each(["ARCHIVE_BUSY", "ARCHIVE_TIMEOUT"] as const)("is so when all that comes is %s", async (code) => {
    const { pool, ...archive } = await begin();
    archive.break(() => new ConnectionError(code, "no"));
    const working = lanes(pool, 4);
    await vi.advanceTimersByTimeAsync(2 * hourMs);
    archive.mend();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await working).toEqual(["done", "done", "done", "done"]);
    await pool.close();
  });

  test("is given up after a day, by all who wait, also in line", async () => {
    const { fake, pool, events, ...archive } = await begin();
    archive.break(() => new ConnectionError("ARCHIVE_TIMEOUT", "silence", { origin: "sftp://me@host:22" }));
    const working = lanes(pool, 12);
    let hasEnded = false;
    void working.then(() => {
      hasEnded = true;
    });
    await vi.advanceTimersByTimeAsync(24 * hourMs);
    expect(hasEnded).toBe(false);
    await vi.advanceTimersByTimeAsync(120_000);
    const errors = await working;
    expect(errors).toHaveLength(12);
    const [first] = errors;
    expect(first).toMatchObject({ code: "ARCHIVE_TIMEOUT", isOutage: true, origin: "sftp://me@host:22" });
    expect((first as Error).message).toBe(`silence; ${fake.attempts - 1} logins have failed`);
    expect(new Set(errors).size).toBe(1);
    // Whoever comes later waits for it anew.
    archive.mend();
    expect(await lanes(pool, 1)).toEqual(["done"]);
    await pool.close();
  });

  test("is waited for as long as it is said, but tried as often as it is said at least", async () => {
    const short = await begin({ patienceMs: 10_000 });
    short.break();
    const working = lanes(short.pool, 1);
    await vi.advanceTimersByTimeAsync(1023_000);
    expect(await working).toMatchObject([{ isOutage: true, message: "refused; 10 logins have failed" }]);
    const longer = await begin({ patienceMs: 10_000, attempts: 1 });
    longer.break();
    const beganMs = Date.now();
    const others = lanes(longer.pool, 1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await others).toMatchObject([{ isOutage: true, message: "refused; 5 logins have failed" }]);
    expect(Date.now() - beganMs).toBe(60_000);
  });

  test("is waited for by others when one gives up, and nobody tries the earlier for it", async () => {
    const { fake, pool, ...archive } = await begin({ minDelayMs: 60_000 });
    archive.break();
    const abort = new AbortController();
    const first = lanes(pool, 1, abort.signal);
    const others = lanes(pool, 3);
    await vi.advanceTimersByTimeAsync(30_000);
    abort.abort(new Error("enough"));
    expect(await first).toEqual([new Error("enough")]);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(fake.attempts).toBe(2);
    archive.mend();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await others).toEqual(["done", "done", "done"]);
    await pool.close();
  });

  test("lets those go at once who wait for it when the pool is closed", async () => {
    const { pool, ...archive } = await begin();
    archive.break();
    const working = lanes(pool, 6);
    await vi.advanceTimersByTimeAsync(hourMs);
    await pool.close();
    for (const error of await working) expect(isArchiveError(error, "ARCHIVE_CLOSED")).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("and then refuses the password is not tried again", async () => {
    const { fake, pool, ...archive } = await begin();
    archive.break();
    const working = lanes(pool, 6);
    await vi.advanceTimersByTimeAsync(hourMs);
    archive.break(() => new CredentialsError("ARCHIVE_AUTHENTICATION", "wrong password"));
    const { attempts } = fake;
    await vi.advanceTimersByTimeAsync(hourMs);
    for (const error of await working) expect(isArchiveError(error, "ARCHIVE_AUTHENTICATION")).toBe(true);
    expect(fake.attempts).toBe(attempts + 1);
    await pool.close();
  });
});

describe("an archive that was never there", () => {
  const unknown = () => {
    const cause = Object.assign(new Error(), { code: "ENOTFOUND" });
    return new ConnectionError("ARCHIVE_CONNECTION", "no such host", { cause });
  };

  async function attemptsOf(fault: (attempt: number) => Error): Promise<number> {
    vi.useFakeTimers();
    const fake = fakeTransport((attempt) => {
      throw fault(attempt);
    });
    const pool = new SessionPool(fake.transport, { retry: { attempts: 8 } });
    const uses = Array.from({ length: 4 }, () => pool.use(async () => {}).catch((error: unknown) => error));
    await vi.advanceTimersByTimeAsync(600_000);
    for (const error of await Promise.all(uses)) expect(error).toMatchObject({ isOutage: true });
    await pool.close();
    return fake.attempts;
  }

  test("is given up after some logins", async () => {
    expect(await attemptsOf(() => new ConnectionError("ARCHIVE_CONNECTION", "refused"))).toBe(8);
  });

  test("may have a mistyped name, which is looked up three times, unless it was found once", async () => {
    expect(await attemptsOf(unknown)).toBe(3);
    const once = (attempt: number) => (attempt === 1 ? new ConnectionError("ARCHIVE_TIMEOUT", "silence") : unknown());
    expect(await attemptsOf(once)).toBe(8);
  });
});

test("closing waits for sessions that are ending already", async () => {
  const fake = fakeTransport();
  const pool = new SessionPool(fake.transport);
  await pool.use(async () => {});
  const [connection] = fake.connections;
  const ending = gate();
  connection!.close = ending.task;
  connection!.isOpen = false;
  await pool.use(async () => {});
  let isClosed = false;
  const closing = pool.close().then(() => {
    isClosed = true;
  });
  await later();
  expect(isClosed).toBe(false);
  ending.open();
  await closing;
});

test("a closed pool ends what waits and refuses what comes", async () => {
  const fake = fakeTransport();
  const pool = new SessionPool(fake.transport, { maxConnections: 1 });
  const first = gate();
  const use = pool.use(first.task);
  const waiting = pool.use(async () => {});
  const refused = expect(waiting).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
  await later();
  await pool.close();
  await pool.close();
  await refused;
  await expect(pool.use(async () => {})).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
  first.open();
  await use;
});

test("a login, and with it a question to somebody, ends with the pool and with the task that needs it", async () => {
  const fake = fakeTransport(() => new Promise(() => {}));
  const pool = new SessionPool(fake.transport);
  const abort = new AbortController();
  pool.use(async () => {}, abort.signal).catch(() => {});
  await later();
  expect(fake.signals[0]?.aborted).toBe(false);
  abort.abort(new Error("enough"));
  expect(fake.signals[0]?.reason).toEqual(new Error("enough"));

  const other = new SessionPool(fake.transport);
  other.use(async () => {}).catch(() => {});
  await later();
  await other.close();
  expect(fake.signals.at(-1)?.reason).toMatchObject({ code: "ARCHIVE_CLOSED" });
});

test.each([0, 65, 1.5, Number.NaN, "4" as never])("%j connections are refused", (maxConnections) => {
  expect(() => new SessionPool(fakeTransport().transport, { maxConnections })).toThrow(RangeError);
});
