import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RemoteArchive } from "../../src/archive/remote-archive.ts";
import { localTransport } from "../../src/transport/local/index.ts";

const names = ["a.h5", "b.h5", "c.h5"];

let folder: string;
let archive: RemoteArchive;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "icare-"));
  const root = join(folder, "root");
  await mkdir(root);
  for (const name of names) await writeFile(join(root, name), name);
  archive = await RemoteArchive.open(localTransport({ root }), "/", join(folder, "cache"), {});
});

afterEach(async () => {
  await archive.close();
  await rm(folder, { recursive: true, force: true });
});

/** Files that are in use. */
async function heldCount(): Promise<number> {
  const holders = join(folder, "cache", ".atcs-cache", "holders");
  const [holder] = await readdir(holders);
  return (await readdir(join(holders, holder!))).filter((name) => name !== "owner").length;
}

test("files that came are in use until they are released", async () => {
  await archive.fetchAll(names);
  expect(await heldCount()).toBe(3);
  for (const name of names) archive.release(name);
  expect(await heldCount()).toBe(0);
});

test("files of which nobody is told because all ends are not in use", async () => {
  const abort = new AbortController();
  const onProgress = ({ path }: { readonly path: string }): void => {
    if (path === "c.h5") abort.abort(new Error("enough"));
  };
  const all = archive.fetchAll(names, { concurrency: 1, signal: abort.signal, onProgress });
  await expect(all).rejects.toThrow("enough");
  expect(await heldCount()).toBe(0);
});

test("what lies in a file's place is taken for it by what the archive says now, and not by a listing", async () => {
  await archive.list("/");
  const place = join(dirname(await archive.fetch("b.h5")), "a.h5");
  await writeFile(place, names[0]!);
  await writeFile(join(folder, "root", "a.h5"), "another one");
  await expect(archive.fetch("a.h5")).rejects.toThrow("a file of 4 bytes, not 11, is in the way");
});

test("a file is not in use when who is told of its progress throws", async () => {
  await archive.fetch("a.h5");
  archive.release("a.h5");
  const onProgress = (): void => {
    throw new TypeError("a mistake");
  };
  await expect(archive.fetch("a.h5", { onProgress })).rejects.toThrow("a mistake");
  await expect(archive.fetch("a.h5", { onProgress, revalidate: true })).rejects.toThrow("a mistake");
  await expect(archive.fetch("b.h5", { onProgress })).rejects.toThrow("a mistake");
  expect(await heldCount()).toBe(0);
});
