import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  promises,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SourceError } from "../src/index.ts";
import { MemorySink, openSink, type Sink } from "../src/sink.ts";
import { createHdf4, createHdf5 } from "../src/write.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-sink-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a path", () => {
  test("appears only when finished, with gaps as zeros", async () => {
    const path = join(folder, "out.bin");
    const sink = await openSink(path, "x");
    await sink.write(4, Uint8Array.of(5, 6));
    await sink.write(0, Uint8Array.of(1));
    expect(readdirSync(folder)).not.toContain("out.bin");
    await sink.finish();
    expect(readdirSync(folder)).toEqual(["out.bin"]);
    expect([...readFileSync(path)]).toEqual([1, 0, 0, 0, 5, 6]);
  });

  test("abort leaves nothing", async () => {
    const sink = await openSink(join(folder, "out.bin"), "x");
    await sink.write(0, Uint8Array.of(1));
    await sink.abort();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("replaces what is there; a symbolic link stays", async () => {
    const path = join(folder, "out.bin");
    const link = join(folder, "link");
    writeFileSync(path, "old content");
    symlinkSync("out.bin", link);
    const sink = await openSink(link, "x");
    await sink.write(0, Uint8Array.of(7));
    expect(readFileSync(path, "utf8")).toBe("old content");
    await sink.finish();
    expect([...readFileSync(path)]).toEqual([7]);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(["link", "out.bin"]);
  });

  test("what cannot be written is told at once, and nothing is left", async () => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "folder"));
    symlinkSync("nowhere", join(folder, "dangling"));
    const before = readdirSync(folder);
    for (const [name, reason] of [
      ["absent/out.bin", "no such file or folder"],
      ["file/out.bin", "not a folder"],
      ["folder", "it is a directory"],
      ["dangling", "no such file or folder"],
    ] as const) {
      const path = join(folder, name);
      const failed = { code: "HDF_IO", file: path, message: `${path}: cannot be created (${reason})` };
      await expect(openSink(path, "x")).rejects.toMatchObject(failed);
    }
    await expect(openSink("", "create")).rejects.toThrow("create: expected a path, URL or sink, got an empty path");
    await expect(openSink("/dev/null", "x")).rejects.toThrow("/dev/null: cannot be created (not a regular file)");
    expect(readdirSync(folder)).toEqual(before);
  });

  test.each(["open", "access"] as const)("no permission (%s)", async (call) => {
    const path = join(folder, "out.bin");
    writeFileSync(path, "kept");
    const denied = Object.assign(new Error("EACCES: permission denied, open"), { code: "EACCES" });
    const spy = vi.spyOn(promises, call).mockRejectedValue(denied);
    await expect(openSink(path, "x")).rejects.toMatchObject({
      code: "HDF_IO",
      message: `${path}: cannot be created (permission denied)`,
      cause: denied,
    });
    spy.mockRestore();
    expect(readdirSync(folder)).toEqual(["out.bin"]);
  });
});

describe("a sink of one's own", () => {
  const failing = (error: unknown): Sink => ({
    name: "archive.zip",
    write: () => Promise.reject(error),
    finish: () => {
      throw error;
    },
    abort: () => Promise.reject(error),
  });

  test("its errors are SourceErrors with file, offset and cause", async () => {
    const gone = new Error("disk gone");
    const sink = await openSink(failing(gone), "x");
    const common = { code: "HDF_IO", file: "archive.zip", cause: gone };
    await expect(sink.write(7, new Uint8Array(1))).rejects.toMatchObject({
      ...common,
      offset: 7,
      message: "archive.zip, byte 7: cannot be written (disk gone)",
    });
    await expect(sink.finish()).rejects.toMatchObject({
      ...common,
      message: expect.stringMatching(/cannot be completed/),
    });
    await expect(sink.abort()).rejects.toMatchObject({
      ...common,
      message: expect.stringMatching(/cannot be removed/),
    });
    await expect((await openSink(failing("odd"), "x")).finish()).rejects.toThrow("cannot be completed (odd)");
    await expect((await openSink(failing(null), "x")).finish()).rejects.toThrow("cannot be completed (null)");
    const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    await expect((await openSink(failing(full), "x")).finish()).rejects.toThrow("no space left on the device");
    const own = new SourceError("its own words");
    await expect((await openSink(failing(own), "x")).finish()).rejects.toBe(own);
  });

  test.each([
    ["createHdf4", createHdf4],
    ["createHdf5", createHdf5 as unknown as typeof createHdf4],
  ])("%s gives them to the user", async (_, create) => {
    const gone = new Error("disk gone");
    const file = await create(failing(gone));
    const failed = {
      code: "HDF_IO",
      file: "archive.zip",
      cause: gone,
      message: expect.stringMatching(/cannot be written \(disk gone\)/),
    };
    const dataset = file.createDataset("d", { dtype: "int8", shape: [2 ** 17] });
    await expect(dataset.write(new Int8Array(2 ** 17))).rejects.toMatchObject(failed);
    await expect(file.close()).rejects.toMatchObject(failed);
  });

  test.each([5, null, undefined, {}, { write() {} }])("%j is none", async (target) => {
    await expect(openSink(target as never, "createHdf4")).rejects.toThrow(TypeError);
    await expect(openSink(target as never, "createHdf4")).rejects.toThrow("createHdf4: expected a path, URL or sink");
  });
});

test("MemorySink grows and keeps gaps as zeros", () => {
  const sink = new MemorySink();
  sink.write(100_000, Uint8Array.of(7));
  sink.write(1, Uint8Array.of(9));
  expect(sink.bytes.length).toBe(100_001);
  expect([sink.bytes[0], sink.bytes[1], sink.bytes[100_000]]).toEqual([0, 9, 7]);
  sink.abort();
  expect(sink.bytes.length).toBe(0);
  sink.write(2, Uint8Array.of(1));
  expect([...sink.bytes]).toEqual([0, 0, 1]);
});
