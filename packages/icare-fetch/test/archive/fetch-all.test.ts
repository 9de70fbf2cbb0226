import { describe, expect, onTestFinished, test, vi } from "vitest";
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
  const fetchOne = async (path: string) => {
    begun.push(path);
    most = Math.max(most, ++running);
    await tick();
    running--;
    return done(path);
  };
  const results = await fetchAll(paths, fetchOne, { concurrency: 3 });
  expect(most).toBe(3);
  expect(begun).toEqual(paths);
  expect(results).toEqual(paths.map((path) => ({ path, ...done(path) })));
});

test("no more than there are, though each gives way before it takes one", async () => {
  // Each look at the clock is later than a turn may last.
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
  onTestFinished(() => void vi.restoreAllMocks());
  const begun: string[] = [];
  const fetchOne = async (path: string) => {
    begun.push(path);
    return done(path);
  };
  await fetchAll(paths, fetchOne, { concurrency: 3 });
  expect(begun).toEqual(paths);
});

describe("what fails", () => {
  test("for one file does not end the others", async () => {
    const error = new RemotePathError("ARCHIVE_NOT_FOUND", "not there");
    const told: FetchResult[] = [];
    const fetchOne = async (path: string) => {
      if (path === "file 4") throw error;
      return done(path);
    };
    const results = await fetchAll(paths, fetchOne, { concurrency: 2, onResult: (result) => told.push(result) });
    expect(results[4]).toEqual({ path: "file 4", error });
    expect(results.filter((result) => "file" in result)).toHaveLength(9);
    expect(told).toHaveLength(10);
  });

  test.each([
    new CredentialsError("ARCHIVE_AUTHENTICATION", "wrong password"),
    new ConnectionError("ARCHIVE_CONNECTION", "away", { isOutage: true }),
    new TypeError("a mistake"),
  ])("for all of them does: %s", async (error) => {
    const begun: string[] = [];
    let ended = 0;
    const fetchOne = async (path: string, signal: AbortSignal) => {
      begun.push(path);
      if (path === "file 1") throw error;
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      ended++;
      signal.throwIfAborted();
      return done(path);
    };
    const all = fetchAll(paths, fetchOne, { concurrency: 3 });
    await expect(all).rejects.toBe(error);
    expect(begun).toHaveLength(3);
    expect(ended).toBe(2);
  });
});

describe("sessions that are lost until a file is given up", () => {
  const lost = new ConnectionError("ARCHIVE_CONNECTION", "the session was lost");

  test.each([1, 2])("end all after three rounds of files, %d at a time", async (concurrency) => {
    const tried: string[] = [];
    const fetchOne = async (path: string) => {
      tried.push(path);
      await tick();
      throw lost;
    };
    await expect(fetchAll(paths, fetchOne, { concurrency })).rejects.toBe(lost);
    // Those that run at that moment were begun before.
    expect(tried).toHaveLength(3 * concurrency + concurrency - 1);
  });

  test("do not when some files come in between", async () => {
    const fetchOne = async (path: string) => {
      if (Number(path.at(-1)) % 3 !== 0) throw lost;
      return done(path);
    };
    const results = await fetchAll(paths, fetchOne, { concurrency: 1 });
    expect(results.filter((result) => "file" in result)).toHaveLength(4);
  });
});

describe("files that came before all ended", () => {
  const fetchOne = async (path: string) => {
    if (path === "file 3") throw new TypeError("a mistake");
    return done(path);
  };

  test("are released when nobody is told of them", async () => {
    const released: string[] = [];
    const all = fetchAll(paths, fetchOne, { concurrency: 1, release: (path) => released.push(path) });
    await expect(all).rejects.toThrow("a mistake");
    expect(released).toEqual(["file 0", "file 1", "file 2"]);
  });

  test("belong to who was told of them", async () => {
    const released: string[] = [];
    const release = (path: string) => released.push(path);
    const all = fetchAll(paths, fetchOne, { concurrency: 1, release, onResult: () => {} });
    await expect(all).rejects.toThrow("a mistake");
    expect(released).toEqual([]);
  });
});

test("an abort ends all, and is what is thrown", async () => {
  const abort = new AbortController();
  const fetchOne = async (path: string, signal: AbortSignal) => {
    if (path === "file 3") abort.abort(new Error("enough"));
    await tick();
    signal.throwIfAborted();
    return done(path);
  };
  const options = { concurrency: 2, signal: abort.signal };
  await expect(fetchAll(paths, fetchOne, options)).rejects.toThrow("enough");
  await expect(fetchAll(paths, fetchOne, options)).rejects.toThrow("enough");
});

test("files that take no time leave turns to others, such as whoever aborts", async () => {
  const abort = new AbortController();
  setImmediate(() => abort.abort(new Error("enough")));
  let fetched = 0;
  const fetchOne = async (path: string) => {
    fetched++;
    for (const begunMs = performance.now(); performance.now() - begunMs < 1; );
    return done(path);
  };
  const many = Array.from({ length: 1000 }, (_, index) => `${index}`);
  await expect(fetchAll(many, fetchOne, { concurrency: 4, signal: abort.signal })).rejects.toThrow("enough");
  expect(fetched).toBeLessThan(1000);
});

test.each([0, -1, 1.5, Number.NaN])("%d at a time is refused", async (concurrency) => {
  await expect(fetchAll(paths, async (path) => done(path), { concurrency })).rejects.toThrow(RangeError);
});

test("one path is not a list of paths", async () => {
  await expect(fetchAll("a.h5", async (path) => done(path), { concurrency: 1 })).rejects.toThrow(
    "expected a list of paths",
  );
});

test("no path is no work", async () => {
  expect(await fetchAll([], async (path) => done(path), { concurrency: 4 })).toEqual([]);
});
