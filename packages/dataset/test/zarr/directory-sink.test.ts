import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs, { mkdirSync, mkdtempSync, promises, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
  await expect(sink.finish()).rejects.toMatchObject({
    code: "DATASET_WRITE",
    message: expect.stringMatching("it exists already"),
  });
  await sink.abort();
  expect(readdirSync(folder)).toEqual(["a.zarr", "b.zarr"]);
});

test("what a process left behind that was ended is removed by the next one, nothing else", async () => {
  const { pid: dead } = spawnSync(process.execPath, ["-e", ""]);
  const living = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
  await once(living, "spawn");
  const place = await placeOfMarks();
  const mark = (owner: string, host = place) => `${owner}.77@${host}`;
  const stays = [
    `.a.zarr.partial-${mark(`${living.pid}.5000`)}`,
    `.a.zarr.partial-${mark(`${dead}.5000`, `elsewhere${place}`)}`,
    // As of a container with the network of the host.
    `.a.zarr.partial-${mark(`${dead}.5000`, place.replace(/\+.*/, "+0badcafe"))}`,
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
    await expect(sinks[0]!.finish()).rejects.toMatchObject({ message: expect.stringMatching("it exists already") });
    await sinks[0]!.abort();
    expect(readdirSync(folder).sort()).toEqual(["a.zarr", ...stays].sort());
  } finally {
    living.kill();
    await once(living, "exit");
  }
});

/** What follows the @ in the names under which packs are written here and now. */
async function placeOfMarks(): Promise<string> {
  const sink = await directorySink(join(folder, "mark.zarr"));
  const [name] = readdirSync(folder).filter((each) => each.startsWith(".mark.zarr.partial-"));
  await sink.abort();
  return name!.split("@")[1]!;
}

test("numbers of processes are those of a container, and of the time since the host was started", async () => {
  const here = await placeOfMarks();
  expect(await placeOfMarks()).toBe(here);
  const link = vi.spyOn(fs, "readlinkSync").mockReturnValue("pid:[7]");
  const other = await placeOfMarks();
  link.mockReturnValue("pid:[8]");
  const third = await placeOfMarks();
  link.mockRestore();
  const read = vi.spyOn(fs, "readFileSync").mockReturnValue("another-boot");
  const rebooted = await placeOfMarks();
  read.mockRestore();
  expect(new Set([here, other, third, rebooted])).toHaveProperty("size", 4);
});

test("packs that make the same new folders at the same time", async () => {
  const names = ["a.zarr", "b.zarr", "c.zarr"];
  const sinks = await Promise.all(names.map((name) => directorySink(join(folder, "new/sub/deep", name))));
  for (const sink of sinks) await sink.finish();
  expect(readdirSync(join(folder, "new/sub/deep"))).toEqual(names);
});

test("a folder that is there is used, whatever making it again would say", async () => {
  const { mkdir } = promises;
  const make = vi.spyOn(promises, "mkdir").mockImplementation(async (path, options) => {
    if (path === folder) throw Object.assign(new Error("EPERM"), { code: "EPERM" });
    return mkdir(path, options);
  });
  try {
    await (await directorySink(join(folder, "a.zarr"))).finish();
    expect(readdirSync(folder)).toEqual(["a.zarr"]);
  } finally {
    make.mockRestore();
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
    const message = expect.stringMatching(/it cannot be written \(the file system is read-only\)$/);
    await expect(directorySink(join(folder, "mounted/sub/a.zarr"))).rejects.toMatchObject({ message });
  } finally {
    make.mockRestore();
  }
});
