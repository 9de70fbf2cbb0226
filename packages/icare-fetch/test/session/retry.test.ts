import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConnectionError, CredentialsError, RemotePathError } from "../../src/errors.ts";
import { createRetry, delayAfter, type RetryNotice, retryLimits, retryText } from "../../src/session/retry.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const dropped = () => new ConnectionError("ARCHIVE_CONNECTION", "dropped");

describe("what passes is tried again", () => {
  test("after waits that double, up to the longest", async () => {
    const notices: RetryNotice[] = [];
    const retry = createRetry(() => 1, { attempts: 6, minDelayMs: 100, maxDelayMs: 500 });
    let calls = 0;
    const result = retry.run(
      async () => {
        if (++calls < 6) throw dropped();
        return "done";
      },
      undefined,
      (notice) => notices.push(notice),
    );
    await vi.runAllTimersAsync();
    expect(await result).toBe("done");
    expect(notices.map(({ delayMs }) => delayMs)).toEqual([100, 200, 400, 500, 500]);
    expect(notices.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
  });

  test("waits are between half and all of their length", async () => {
    const notices: RetryNotice[] = [];
    const retry = createRetry(() => 0, { attempts: 2, minDelayMs: 100 });
    const result = retry.run(
      async () => Promise.reject(dropped()),
      undefined,
      (notice) => notices.push(notice),
    );
    const failed = expect(result).rejects.toThrow("dropped");
    await vi.runAllTimersAsync();
    await failed;
    expect(notices.map(({ delayMs }) => delayMs)).toEqual([50]);
  });

  test("as often as it is given, then the last error is thrown", async () => {
    let calls = 0;
    const retry = createRetry(Math.random, { attempts: 4, minDelayMs: 1 });
    const result = retry.run(async () => Promise.reject(new ConnectionError("ARCHIVE_BUSY", `busy ${++calls}`)));
    const failed = expect(result).rejects.toThrow("busy 4");
    await vi.runAllTimersAsync();
    await failed;
  });

  test("an attempt that got somewhere counts as the first", async () => {
    let calls = 0;
    const retry = createRetry(() => 1, { attempts: 2, minDelayMs: 1 });
    const result = retry.run(async (progressed) => {
      if (++calls < 10) {
        progressed();
        throw dropped();
      }
      return calls;
    });
    await vi.runAllTimersAsync();
    expect(await result).toBe(10);
  });
});

describe("what does not pass is thrown at once", () => {
  test.each([
    new CredentialsError("ARCHIVE_AUTHENTICATION", "wrong password"),
    new RemotePathError("ARCHIVE_NOT_FOUND", "no such file"),
    new ConnectionError("ARCHIVE_CONNECTION", "no session for a day", { isOutage: true }),
    new TypeError("a mistake"),
  ])("%s", async (error) => {
    let calls = 0;
    const task = async () => {
      calls++;
      throw error;
    };
    await expect(createRetry(Math.random).run(task)).rejects.toBe(error);
    expect(calls).toBe(1);
  });
});

test("an abort ends the wait", async () => {
  const abort = new AbortController();
  const result = createRetry(() => 1, { minDelayMs: 60_000 }).run(async () => Promise.reject(dropped()), abort.signal);
  const failed = expect(result).rejects.toThrow("enough");
  await vi.advanceTimersByTimeAsync(10);
  abort.abort(new Error("enough"));
  await failed;
});

test.each([
  [{ attempts: 0 }, "retry.attempts must be an integer from 1, got 0"],
  [{ attempts: "3" as never }, "got '3'"],
  [{ minDelayMs: -1 }, "retry.minDelayMs must be milliseconds from 0 to 2147483647, got -1"],
  [{ minDelayMs: "1" as never }, "got '1'"],
  [{ maxDelayMs: Number.NaN }, "retry.maxDelayMs"],
  [{ patienceMs: -1 }, "retry.patienceMs must be milliseconds from 0, got -1"],
  [{ patienceMs: "1" as never }, "got '1'"],
])("%j", (options, message) => {
  expect(() => createRetry(Math.random, options)).toThrow(RangeError);
  expect(() => createRetry(Math.random, options)).toThrow(message);
});

test("waits stay within their limits however often it is tried", () => {
  const limits = retryLimits({ minDelayMs: 0, maxDelayMs: 500 });
  expect(delayAfter(2000, limits, () => 1)).toBe(0);
  expect(delayAfter(2000, { ...limits, minDelayMs: 1 }, () => 1)).toBe(500);
});

test("a notice as a line names the path once, and no class", () => {
  const notice = (message: string) => ({ error: new Error(message), attempt: 1, delayMs: 640 });
  expect(retryText(notice('sftp://x: "/a/b.h5" was lost'), "/a/b.h5")).toBe(
    'sftp://x: "/a/b.h5" was lost; trying again in 1 s',
  );
  expect(retryText(notice("sftp://x: refused\u001b"), "/a/b.h5")).toBe(
    "/a/b.h5: sftp://x: refused\\u{1b}; trying again in 1 s",
  );
});
