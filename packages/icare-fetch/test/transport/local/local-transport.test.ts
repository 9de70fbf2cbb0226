import { chmod, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localTransport } from "../../../src/transport/local/index.ts";
import type { Connection } from "../../../src/transport/types.ts";
import { readAll } from "../_read-all.ts";

const bytes = Buffer.from(Array.from({ length: 600_000 }, (_, i) => i >> 3));
const modifiedMs = Date.UTC(2008, 5, 3, 1, 28, 10);
let folder: string;
let root: string;
let connection: Connection;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "atcs-local-")));
  root = join(folder, "mirror");
  await mkdir(join(root, "2008", "..names"), { recursive: true });
  await writeFile(join(root, "2008", "a b.hdf"), bytes);
  await utimes(join(root, "2008", "a b.hdf"), modifiedMs / 1000, modifiedMs / 1000);
  await writeFile(join(folder, "secret"), "outside");
  await symlink(join(root, "2008", "a b.hdf"), join(root, "inside"));
  await symlink(join(folder, "secret"), join(root, "outside"));
  await symlink(folder, join(root, "up"));
  await symlink("nowhere", join(root, "dangling"));
  await symlink("circle", join(root, "circle"));
  connection = await localTransport({ root }).connect();
});
afterAll(() => rm(folder, { recursive: true }));

const file = { kind: "file", size: bytes.length, modifiedMs };

describe("a mirror", () => {
  test("has an origin", () => {
    expect(localTransport({ root })).toMatchObject({ kind: "local", origin: pathToFileURL(root).href });
  });

  test("is listed; links are what they lead to, also outside", async () => {
    const entries = await connection.list("/");
    expect(entries.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "2008", kind: "directory", size: 0, modifiedMs: expect.any(Number) as number },
      { name: "circle", kind: "link", size: 0, modifiedMs: undefined },
      { name: "dangling", kind: "link", size: 0, modifiedMs: undefined },
      { name: "inside", ...file },
      { name: "outside", kind: "file", size: 7, modifiedMs: expect.any(Number) as number },
      { name: "up", kind: "directory", size: 0, modifiedMs: expect.any(Number) as number },
    ]);
    expect(await connection.list("/2008/..names")).toEqual([]);
  });

  test("is looked at", async () => {
    expect(await connection.stat("/2008/a b.hdf")).toEqual(file);
    expect(await connection.stat("/inside")).toEqual(file);
    expect(await connection.stat("/2008/")).toMatchObject({ kind: "directory", size: 0 });
    expect(await connection.stat("/../../2008/../2008")).toMatchObject({ kind: "directory" });
  });

  test("links to other disks are followed, as they are listed; no .. leads out", async () => {
    expect(await connection.stat("/outside")).toMatchObject({ kind: "file", size: 7 });
    const read = await readAll(connection.read("/up/secret", { offset: 0, size: 7 }));
    expect(read.toString()).toBe("outside");
    expect((await connection.list("/up")).map(({ name }) => name)).toContain("mirror");
    await expect(connection.stat("/../secret")).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    await expect(connection.stat("/up/../secret")).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
  });

  test("is read from any offset", async () => {
    for (const offset of [0, 1, 300_000, bytes.length - 1, bytes.length]) {
      const read = await readAll(connection.read("/2008/a b.hdf", { offset, size: bytes.length }));
      expect(read.equals(bytes.subarray(offset))).toBe(true);
    }
    expect(await readAll(connection.read("/inside", { offset: 2, size: 12 }))).toEqual(bytes.subarray(2, 12));
    for await (const piece of connection.read("/inside", { offset: 0, size: bytes.length })) {
      expect(piece.length).toBeLessThan(bytes.length);
      break;
    }
  });

  test("a file that is shorter than announced changed", async () => {
    const reading = readAll(connection.read("/inside", { offset: 0, size: bytes.length + 1 }));
    await expect(reading).rejects.toMatchObject({ code: "ARCHIVE_CHANGED" });
  });

  test.each([
    ["/none", "ARCHIVE_NOT_FOUND"],
    ["/dangling", "ARCHIVE_NOT_FOUND"],
    ["/inside/x", "ARCHIVE_NOT_FOUND"],
    ["/../secret", "ARCHIVE_NOT_FOUND"],
    ["/circle", "ARCHIVE_PERMISSION"],
    ["/a\0b", "ARCHIVE_NAME"],
  ])("%j is refused: %s", async (path, code) => {
    const expected = { code, remotePath: path, origin: pathToFileURL(root).href };
    await expect(connection.stat(path)).rejects.toMatchObject(expected);
    await expect(connection.list(path)).rejects.toMatchObject(expected);
    await expect(readAll(connection.read(path, { offset: 0, size: 1 }))).rejects.toMatchObject(expected);
  });

  test("what is no file is not read, what is no directory not listed", async () => {
    await expect(connection.list("/inside")).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    const reading = readAll(connection.read("/2008", { offset: 0, size: 1 }));
    await expect(reading).rejects.toMatchObject({ code: "ARCHIVE_NOT_A_FILE" });
  });

  // Root may read everything.
  test.runIf(process.getuid?.() !== 0)("without permission", async () => {
    await chmod(join(root, "2008", "..names"), 0);
    await expect(connection.list("/2008/..names")).rejects.toMatchObject({ code: "ARCHIVE_PERMISSION" });
    await chmod(join(root, "2008", "..names"), 0o755);
  });

  test("signals are heard", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(localTransport({ root }).connect({ signal })).rejects.toThrow("enough");
    await expect(connection.list("/", { signal })).rejects.toThrow("enough");
    await expect(connection.stat("/", { signal })).rejects.toThrow("enough");
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _piece of connection.read("/inside", { offset: 0, size: bytes.length, signal: abort.signal })) {
        abort.abort(new Error("enough"));
      }
    })();
    await expect(reading).rejects.toThrow("enough");
  });

  test("is closed", async () => {
    const other = await localTransport({ root }).connect();
    await other.close();
    expect(other.isOpen).toBe(false);
    await expect(other.stat("/")).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
  });
});

test("a root that is not there, or is a file", async () => {
  for (const wrong of [join(folder, "none"), join(folder, "secret")]) {
    await expect(localTransport({ root: wrong }).connect()).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
  }
});
