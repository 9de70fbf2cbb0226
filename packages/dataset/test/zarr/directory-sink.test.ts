import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, promises, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { directorySink } from "../../src/zarr/directory-sink.ts";
import { packDataset } from "../../src/zarr/pack.ts";
import { smallSource } from "./_small-source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-sink-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the directory is there when it is complete, not before", async () => {
  const target = join(folder, "sub", "a.zarr");
  const sink = await directorySink(target);
  await sink.write("zarr.json", Uint8Array.of(1));
  await sink.write("labels/height/c/0/0", Uint8Array.of(2, 3));
  expect(readdirSync(join(folder, "sub"))).toEqual([
    expect.stringMatching(/^\.a\.zarr\.partial-\d+\.\d+\.[0-9a-f]{8}@.+$/),
  ]);
  await sink.finish();
  expect(readdirSync(join(folder, "sub"))).toEqual(["a.zarr"]);
  expect(Array.from(readFileSync(join(target, "labels/height/c/0/0")))).toEqual([2, 3]);
});

test("nothing stays of one that was aborted", async () => {
  const sink = await directorySink(join(folder, "a.zarr"));
  await sink.write("b/c", new Uint8Array(5));
  await sink.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test("what exists is not overwritten, also if it came meanwhile", async () => {
  mkdirSync(join(folder, "a.zarr"));
  await expect(directorySink(join(folder, "a.zarr"))).rejects.toMatchObject({ code: "DATASET_WRITE" });
  const sink = await directorySink(join(folder, "b.zarr"));
  writeFileSync(join(folder, "b.zarr"), "mine");
  await expect(sink.finish()).rejects.toMatchObject({ code: "DATASET_WRITE", message: /it exists already/ });
  await sink.abort();
  expect(readdirSync(folder)).toEqual(["a.zarr", "b.zarr"]);
});

test("what a process left behind that was ended is removed by the next one, nothing else", async () => {
  const { pid: dead } = spawnSync(process.execPath, ["-e", ""]);
  const living = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
  await once(living, "spawn");
  const mark = (owner: string, host = hostname()) => `${owner}.77@${host.replace(/[^\w.-]/g, "_")}`;
  const stays = [
    `.a.zarr.partial-${mark(`${living.pid}.5000`)}`,
    `.a.zarr.partial-${mark(`${dead}.5000`, "elsewhere")}`,
    `.b.zarr.partial-${mark(`${dead}.5000`)}`,
    ".a.zarr.partial-mine",
    ".a.zarr.partial",
  ];
  // The second is of a process that had the number of this one, long ago.
  const goes = [`.a.zarr.partial-${mark(`${dead}.5000`)}`, `.a.zarr.partial-${mark(`${process.pid}.1`)}`];
  try {
    for (const name of [...stays, ...goes]) mkdirSync(join(folder, name, "labels"), { recursive: true });
    const sinks = [await directorySink(join(folder, "a.zarr")), await directorySink(join(folder, "a.zarr"))];
    const found = readdirSync(folder);
    expect(found).toEqual(expect.arrayContaining(stays));
    expect(found.filter((name) => goes.includes(name))).toEqual([]);
    // Both of this process, which is there.
    expect(found).toHaveLength(stays.length + 2);
    await sinks[1]!.finish();
    await expect(sinks[0]!.finish()).rejects.toMatchObject({ message: /it exists already/ });
    await sinks[0]!.abort();
    expect(readdirSync(folder).sort()).toEqual(["a.zarr", ...stays].sort());
  } finally {
    living.kill();
    await once(living, "exit");
  }
});

test("a disk that gets full in the middle: a clear error, and nothing stays", async () => {
  const { writeFile } = promises;
  let written = 0;
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const write = vi.spyOn(promises, "writeFile").mockImplementation(async (...given) => {
    if (++written > 3) throw full;
    await writeFile(...given);
  });
  try {
    const target = join(folder, "a.zarr");
    const packing = packDataset({ source: smallSource(), sink: await directorySink(target) });
    const message = `${join(target, "fields/c/1/0/0/0")}: it cannot be written (the disk is full)`;
    await expect(packing).rejects.toMatchObject({ code: "DATASET_WRITE", message, cause: full });
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    write.mockRestore();
  }
});

test("a file system that is read-only is told as such", async () => {
  const refused = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));
  // Node tells ENOENT when it makes several folders at a time.
  const make = vi.spyOn(promises, "mkdir").mockImplementation((path, options) => {
    const isSeveral = typeof options === "object" && options?.recursive === true;
    return refused(!isSeveral && path === join(folder, "mounted") ? "EROFS" : "ENOENT");
  });
  try {
    const message = /it cannot be written \(the file system is read-only\)$/;
    await expect(directorySink(join(folder, "mounted/sub/a.zarr"))).rejects.toMatchObject({ message });
  } finally {
    make.mockRestore();
  }
});
