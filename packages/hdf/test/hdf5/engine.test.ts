import { expect, test } from "vitest";
import { Engine } from "../../src/hdf5/engine.ts";
import { sharedLibrary } from "../../src/hdf5/shared-library.ts";
import { takeSnapshot } from "../../src/hdf5/snapshot.ts";
import { bytesSource, type SyncSource } from "../../src/hdf5/sync-source.ts";
import { h5Bytes } from "./_truth.ts";

const library = await sharedLibrary();
const cause = new Error("line dropped");

/** A source whose n-th read from the last `arm(n)` on fails. */
function flakySource(bytes: Uint8Array): SyncSource & { arm(n: number): void; readonly failed: boolean } {
  const source = bytesSource(bytes);
  let left = Number.POSITIVE_INFINITY;
  return {
    ...source,
    readSync: (offset, target) => {
      if (left-- === 0) throw cause;
      source.readSync(offset, target);
    },
    arm: (n) => {
      left = n;
    },
    get failed() {
      return left < 0;
    },
  };
}

/** Run `action` with each of its reads failing in turn. @returns how many reads it has */
function failEachRead<T>(name: string, action: (engine: Engine) => T, expected: T): number {
  for (let n = 0; ; n++) {
    const source = flakySource(h5Bytes(name));
    const engine = new Engine(library, source, 2 ** 30);
    source.arm(n);
    let error: unknown;
    try {
      expect(action(engine)).toEqual(expected);
    } catch (caught) {
      error = caught;
    }
    if (source.failed) expect(error, `read ${n}`).toMatchObject({ code: "HDF_IO", cause });
    else expect(error, `read ${n}`).toBeUndefined();
    // What failed is not remembered.
    source.arm(Number.POSITIVE_INFINITY);
    expect(action(engine), `after read ${n}`).toEqual(expected);
    engine.close();
    if (!source.failed && error === undefined) return n;
  }
}

test.each(["formats.h5", "formats_latest.h5"])("%s: a read that fails is an I/O error, never a guess", (name) => {
  const engine = new Engine(library, bytesSource(h5Bytes(name)), 2 ** 30);
  const [dataset, links] = [engine.dataset("/narrow"), engine.links("/")];
  expect(failEachRead(name, (each) => each.dataset("/narrow"), dataset)).toBeGreaterThan(3);
  expect(failEachRead(name, (each) => each.links("/"), links)).toBeGreaterThan(0);
  const attributes = engine.attributes("/note");
  expect(failEachRead(name, (each) => each.attributes("/note"), attributes)).toBeGreaterThan(3);
  engine.close();
});

test("a source that fails at once, before libhdf5 reads", () => {
  const source = flakySource(h5Bytes("types.h5"));
  source.arm(0);
  expect(() => new Engine(library, source, 1)).toThrow(/^reading failed: line dropped$/);
});

test("numbers are unknown, not guessed, when the header cannot be examined", () => {
  const bytes = h5Bytes("formats.h5");
  // Our own reader of headers begins with 34 bytes, libhdf5 with more: only the former sees an impossible size.
  let damaged = false;
  const own = bytesSource(bytes);
  const source = {
    ...own,
    readSync: (offset: number, target: Uint8Array) => {
      own.readSync(offset, target);
      if (damaged && target.length === 34) target.fill(0xff, 8);
    },
  };
  const engine = new Engine(library, source, 2 ** 30);
  damaged = true;
  expect(engine.dataset("/narrow")).toMatchObject({
    type: { dtype: "other", typeName: "int32 (of unknown bits)" },
    fillValue: null,
    unsupported: expect.stringMatching(/^the format of its numbers is not known: /),
  });
  expect(engine.dataset("/note")).toMatchObject({ type: { dtype: "string" }, unsupported: null });
  const attributes = engine.attributes("/note");
  expect(attributes).toContainEqual(expect.objectContaining({ name: "narrow", dtype: "other" }));
  engine.close();
});

test("a snapshot has no more attributes than its budget", () => {
  const engine = new Engine(library, bytesSource(h5Bytes("latest.h5")), 2 ** 30);
  const attributesOf = (maxBytes: number, object: string) => {
    const found = takeSnapshot(engine, maxBytes).attributes.get(object);
    return found !== undefined && "value" in found ? found.value : [];
  };
  // 72 kB of numbers.
  const limited = { name: "big", problem: { code: "HDF_LIMIT", object: "/zeta@big" } };
  expect(attributesOf(2 ** 30, "/zeta")).toMatchObject([{ name: "big", dtype: "float64" }]);
  expect(attributesOf(50_000, "/zeta")).toMatchObject([limited]);
  expect(attributesOf(50_000, "/mid")).toHaveLength(30);
  expect(attributesOf(50_000, "/mid").filter((entry) => "problem" in entry)).toEqual([]);
  expect(attributesOf(1000, "/mid").filter((entry) => "problem" in entry)).toHaveLength(23);
  const [problem] = attributesOf(1000, "/zeta");
  expect(problem).toHaveProperty("problem.problem", expect.stringMatching(/open it by path or bytes/));
  engine.close();
});
