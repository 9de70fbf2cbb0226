import * as files from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { appendText, removePartial, writeWhole } from "../../src/run/write-file.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const file = join(folder, "file");
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY, code: "ENOSPC" }));

// A disk that takes so many bytes more.
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof files>();
  const open: typeof real.open = async (path, flags) => {
    const handle = await real.open(path, flags);
    const write = handle.write.bind(handle) as unknown as (...parts: unknown[]) => Promise<unknown>;
    handle.write = (async (bytes: Uint8Array, ...rest: unknown[]) => {
      disk.room -= bytes.length;
      if (disk.room < 0) throw Object.assign(new Error("no space"), { code: disk.code });
      return write(bytes, ...rest);
    }) as unknown as typeof handle.write;
    return handle;
  };
  return { ...real, open };
});

beforeEach(() => {
  Object.assign(disk, { room: Number.POSITIVE_INFINITY, code: "ENOSPC" });
});

test("a file of several pieces replaces another", async () => {
  await writeWhole(file, ["old"]);
  await writeWhole(file, ["né", Uint8Array.of(119), ""]);
  expect(await files.readFile(file, "utf8")).toBe("néw");
  await appendText(file, "er");
  expect(await files.readFile(file, "utf8")).toBe("néwer");
  expect(await files.readdir(folder)).toEqual(["file"]);
});

test.each([
  [
    "ENOSPC",
    /file: it cannot be written \(the disk is full: make room and try again; what was there before is as it was/,
  ],
  ["EDQUOT", /the disk quota is used up/],
  ["EIO", /the disk failed/],
  ["EXOTIC", /no space/],
])("with %s what was there stays, and nothing is left behind", async (code, message) => {
  await writeWhole(file, ["old"]);
  Object.assign(disk, { room: 5, code });
  await expect(writeWhole(file, ["new ", "text"])).rejects.toThrow(
    expect.objectContaining({ code: "TRAIN_IO", file, message: expect.stringMatching(message) }),
  );
  expect(await files.readFile(file, "utf8")).toBe("old");
  expect(await files.readdir(folder)).toEqual(["file"]);
});

test("what cannot be written is named", async () => {
  await expect(writeWhole(join(folder, "none/file"), ["x"])).rejects.toThrow(
    /: it cannot be written \(its directory is not there\)$/,
  );
  await files.mkdir(join(folder, "directory"));
  await files.writeFile(join(folder, "directory/x"), "");
  await expect(writeWhole(join(folder, "directory"), ["x"])).rejects.toMatchObject({ file: join(folder, "directory") });
  await expect(appendText(join(folder, "directory"), "x")).rejects.toThrow(/it is a directory/);
});

test("files that were not completed are removed, and no others", async () => {
  for (const name of ["a.0123456789ab.part", "b.part", "c"]) await files.writeFile(join(folder, name), "");
  await removePartial(folder);
  expect((await files.readdir(folder)).sort()).toEqual(["b.part", "c", "directory", "file"]);
  await removePartial(join(folder, "nowhere"));
});
