import { afterEach, describe, expect, test, vi } from "vitest";
import { ConnectionError, CredentialsError, isArchiveError } from "../../src/errors.ts";
import { SessionPool } from "../../src/session/pool.ts";
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
    const pool = new SessionPool(fake.transport, { maxConnections: 4 });
    const gates = Array.from({ length: 6 }, gate);
    const uses = gates.map(({ task }) => pool.use(task).catch((error: unknown) => error));
    await later();
    for (const { open } of gates) open();
    const results = await Promise.all(uses);
    expect(results.filter((result) => isArchiveError(result, "ARCHIVE_CONNECTION"))).toHaveLength(2);
    expect(fake.attempts).toBe(6);
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

  test("that meet too many connections lower the limit for a minute", async () => {
    vi.useFakeTimers();
    let busy = false;
    const fake = fakeTransport(() => {
      if (busy) throw new ConnectionError("ARCHIVE_BUSY", "too many connections");
    });
    const lines: string[] = [];
    const pool = new SessionPool(fake.transport, { maxConnections: 4, log: ({ message }) => lines.push(message) });
    const first = gate();
    const use = pool.use(first.task);
    await vi.advanceTimersByTimeAsync(5);
    busy = true;
    const second = pool.use(async () => {}).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(5);
    expect(isArchiveError(await second, "ARCHIVE_BUSY")).toBe(true);
    expect(lines[0]).toContain("at most 1 for the next minute");
    busy = false;
    // Now the second one waits for the first one's session rather than ask for one more.
    let done = false;
    const third = pool.use(async () => {
      done = true;
    });
    await vi.advanceTimersByTimeAsync(1000);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done).toBe(true);
    first.open();
    await Promise.all([use, third]);
    await pool.close();
  });
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
