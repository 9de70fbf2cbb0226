import { describe, expect, test } from "vitest";
import { fetchAll } from "../../src/archive/_fetch-all.ts";
import type { FetchResult } from "../../src/archive/types.ts";
import { ConnectionError, CredentialsError, RemotePathError } from "../../src/errors.ts";

const paths = Array.from({ length: 10 }, (_, i) => `file ${i}`);
const tick = () => new Promise((resolve) => setTimeout(resolve, 1));
const done = (path: string) => ({ file: `/cache/${path}`, fromCache: false });

test("some at a time, in the order of the paths", async () => {
  let running = 0;
  let most = 0;
  const begun: string[] = [];
  const results = await fetchAll(paths, 3, async (path) => {
    begun.push(path);
    most = Math.max(most, ++running);
    await tick();
    running--;
    return done(path);
  });
  expect(most).toBe(3);
  expect(begun).toEqual(paths);
  expect(results).toEqual(paths.map((path) => ({ path, ...done(path) })));
});

describe("what fails", () => {
  test("for one file does not end the others", async () => {
    const error = new RemotePathError("ARCHIVE_NOT_FOUND", "not there");
    const told: FetchResult[] = [];
    const results = await fetchAll(
      paths,
      2,
      async (path) => {
        if (path === "file 4") throw error;
        return done(path);
      },
      undefined,
      (result) => told.push(result),
    );
    expect(results[4]).toEqual({ path: "file 4", error });
    expect(results.filter((result) => "file" in result)).toHaveLength(9);
    expect(told).toHaveLength(10);
  });

  test.each([new CredentialsError("ARCHIVE_AUTHENTICATION", "wrong password"), new TypeError("a mistake")])(
    "for all of them does: %s",
    async (error) => {
      const begun: string[] = [];
      let ended = 0;
      const all = fetchAll(paths, 3, async (path, signal) => {
        begun.push(path);
        if (path === "file 1") throw error;
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        ended++;
        signal.throwIfAborted();
        return done(path);
      });
      await expect(all).rejects.toBe(error);
      expect(begun).toHaveLength(3);
      expect(ended).toBe(2);
    },
  );
});

test("an archive that is away ends all after three files, but not when some come in between", async () => {
  const away = new ConnectionError("ARCHIVE_CONNECTION", "no session");
  const tried: string[] = [];
  const all = fetchAll(paths, 1, async (path) => {
    tried.push(path);
    throw away;
  });
  await expect(all).rejects.toBe(away);
  expect(tried).toHaveLength(3);
  const results = await fetchAll(paths, 1, async (path) => {
    if (Number(path.at(-1)) % 3 !== 0) throw away;
    return done(path);
  });
  expect(results.filter((result) => "file" in result)).toHaveLength(4);
});

test("an abort ends all, and is what is thrown", async () => {
  const abort = new AbortController();
  const all = fetchAll(
    paths,
    2,
    async (path, signal) => {
      if (path === "file 3") abort.abort(new Error("enough"));
      await tick();
      signal.throwIfAborted();
      return done(path);
    },
    abort.signal,
  );
  await expect(all).rejects.toThrow("enough");
  await expect(fetchAll(paths, 2, async (path) => done(path), abort.signal)).rejects.toThrow("enough");
});

test.each([0, -1, 1.5, Number.NaN])("%d at a time is refused", async (concurrency) => {
  await expect(fetchAll(paths, concurrency, async (path) => done(path))).rejects.toThrow(RangeError);
});

test("one path is not a list of paths", async () => {
  await expect(fetchAll("a.h5", 1, async (path) => done(path))).rejects.toThrow("expected a list of paths");
});

test("no path is no work", async () => {
  expect(await fetchAll([], 4, async (path) => done(path))).toEqual([]);
});
