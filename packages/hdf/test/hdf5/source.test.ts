import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { LimitError, SourceError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import { expectFile, h5Bytes, h5Path, h5Truth } from "./_truth.ts";

const directory = mkdtempSync(join(tmpdir(), "atcs-hdf5-"));
afterAll(() => rmSync(directory, { recursive: true }));

const bytes = h5Bytes("layouts.h5");
const source = {
  size: bytes.length,
  read: async (offset: number, length: number) => bytes.slice(offset, offset + length),
};

test("a random-access source is copied and closed", async () => {
  let closed = 0;
  using file = await open({ ...source, close: () => void closed++ });
  expect(closed).toBe(1);
  await expectFile(file, h5Truth("layouts.json"));
});

test("a source above maxBytes is refused before it is copied", async () => {
  const opened = open(source, { maxBytes: 10_000, name: "remote.h5" });
  await expect(opened).rejects.toThrow(LimitError);
  await expect(opened).rejects.toThrow(/^remote\.h5: .* 46976 bytes, maxBytes is 10000; pass a path or a Blob/);
});

test("a source that fails", async () => {
  const failing = {
    ...source,
    read: async (offset: number, length: number) => {
      if (offset + length > 20_000) throw new Error("line dropped");
      return bytes.slice(offset, offset + length);
    },
  };
  await expect(open(failing)).rejects.toThrow(SourceError);
});

test("a source larger than any memory, within maxBytes", async () => {
  const read = async (offset: number, length: number) => {
    const found = new Uint8Array(length);
    found.set(bytes.subarray(offset, offset + length));
    return found;
  };
  const opened = open({ size: 2 ** 52, read }, { maxBytes: 2 ** 53, name: "remote.h5" });
  await expect(opened).rejects.toThrow(LimitError);
  await expect(opened).rejects.toThrow(/^remote\.h5: there is no memory for a copy/);
});

test("shared memory and ArrayBuffers", async () => {
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  for (const memory of [shared, bytes.buffer]) {
    using file = await open(memory);
    expect((await file.dataset("compact").read()).data).toEqual(new Uint16Array([1, 500, 65535]));
  }
});

test("an aborted open rejects with the reason", async () => {
  const reason = new Error("enough");
  await expect(open(h5Path("layouts.h5"), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

// The user block of an HDF5 file has 512, 1024, 2048, ... bytes: here 8 GiB of nothing, which takes no room on disk.
test("data behind 4 GiB", async () => {
  const path = join(directory, "large.h5");
  const userBlock = 2 ** 33;
  const descriptor = openSync(path, "w");
  const plain = h5Bytes("types.h5");
  writeSync(descriptor, plain, 0, plain.length, userBlock);
  closeSync(descriptor);
  expect(existsSync(path)).toBe(true);
  using file = await open(path);
  await expectFile(file, h5Truth("types.json"));
});
