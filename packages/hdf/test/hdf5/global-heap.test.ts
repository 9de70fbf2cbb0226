import { expect, test } from "vitest";
import { Failure } from "../../src/hdf5/failure.ts";
import { guardGlobalHeap } from "../../src/hdf5/global-heap.ts";
import { bytesSource } from "../../src/hdf5/sync-source.ts";
import { open } from "../../src/open.ts";
import { h5Bytes } from "./_truth.ts";

/** Where the collection of damaged.h5 is, and the free space in it, its object 0. */
const damagedFile = { collection: 2088, freeSpace: 2128 };

/** Read the start of a collection as libhdf5 does. */
function readCollection(bytes: Uint8Array, offset: number, lengthSize = 8): Uint8Array {
  const source = guardGlobalHeap(bytesSource(bytes), { base: 0, offsetSize: 8, lengthSize });
  const target = new Uint8Array(Math.min(4096, bytes.length - offset));
  source.readSync(offset, target);
  return target;
}

/** A collection of objects given as [index, length], in a file of its own. */
function makeCollection(size: number, objects: readonly (readonly [number, number])[], fileSize = size): Uint8Array {
  const bytes = new Uint8Array(fileSize);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("GCOL\x01"));
  view.setUint32(8, size, true);
  let at = 16;
  for (const [index, length] of objects) {
    view.setUint16(at, index, true);
    view.setUint32(at + 8, length, true);
    at += index === 0 ? length : 16 + Math.ceil(length / 8) * 8;
  }
  return bytes;
}

function patched(name: string, at: number, value: number): Uint8Array<ArrayBuffer> {
  const bytes = h5Bytes(name);
  bytes[at] = value;
  return bytes;
}

const find = (bytes: Uint8Array, text: string): number => Buffer.from(bytes).indexOf(text);

test.each(["damaged.h5", "structure.h5", "tables.h5", "types.h5", "formats.h5", "formats_latest.h5"])(
  "the collection of %s passes",
  (name) => {
    const bytes = h5Bytes(name);
    const offset = find(bytes, "GCOL");
    expect(offset).toBeGreaterThan(0);
    expect(readCollection(bytes, offset)).toEqual(bytes.slice(offset, offset + 4096));
  },
);

test("free space that is too short leads to zeros, from which libhdf5 never gets on", async () => {
  for (const [at, value] of [
    [8, 85],
    [9, 7],
  ] as const) {
    const bytes = patched("damaged.h5", damagedFile.freeSpace + at, value);
    const read = () => readCollection(bytes, damagedFile.collection);
    expect(read).toThrow(Failure);
    expect(read).toThrow(/^the collection of the global heap at byte 2088 has an object of 0 bytes at \d+ of 4096$/);
    using file = await open(bytes, { name: "some.h5" });
    const good = file.dataset("good");
    expect(() => good.attributes.note).toThrow(
      /^some\.h5, "good@note": the collection of the global heap at byte 2088/,
    );
    expect([...(await good.read()).data]).toEqual([0, 1, 2, 3, 4]);
  }
});

test("references to scales in a damaged collection lead nowhere", async () => {
  const good = h5Bytes("structure.h5");
  const text = find(good, "longitude axis");
  using file = await open(patched("structure.h5", text - 8, 142), { name: "some.h5" });
  const { dimensions } = file.dataset("flat");
  expect(dimensions.map(({ scale }) => scale)).toEqual([null]);
});

test("a length beyond 32 bits, or behind the end of the collection", () => {
  for (const [at, value] of [
    [12, 1],
    [15, 0x80],
    [9, 0x10],
  ] as const) {
    const bytes = patched("damaged.h5", damagedFile.freeSpace + at, value);
    expect(() => readCollection(bytes, damagedFile.collection)).toThrow(/has an object of \d+ bytes at 40 of 4096$/);
  }
});

test("a collection behind the end of the file", () => {
  const bytes = patched("damaged.h5", damagedFile.collection + 10, 1);
  expect(() => readCollection(bytes, damagedFile.collection)).toThrow(/ends behind the file, after 69632 bytes$/);
});

test("a collection of more than one window is walked to its end", () => {
  const objects = Array.from({ length: 6000 }, (_, n) => [n + 1, n % 9] as const);
  const used = objects.reduce((sum, [, length]) => sum + 16 + (length > 0 ? 8 : 0), 16);
  const size = used + 1000;
  expect(readCollection(makeCollection(size, [...objects, [0, 1000]]), 0)).toHaveLength(4096);
  expect(() => readCollection(makeCollection(size, [...objects, [0, 500]]), 0)).toThrow(
    new RegExp(`has an object of 0 bytes at ${used + 500} of ${size}$`),
  );
});

test("one object that fills many windows, and free space shorter than a header", () => {
  const size = 16 + 16 + 200_000 + 8;
  expect(readCollection(makeCollection(size, [[1, 200_000]]), 0)).toHaveLength(4096);
});

test("lengths of four bytes", () => {
  const bytes = makeCollection(4096, [
    [1, 5],
    [0, 4056],
  ]);
  // What was the upper half of an eight-byte length is padding now.
  for (const at of [12, 28, 52]) bytes.fill(0xff, at, at + 4);
  expect(readCollection(bytes, 0, 4)).toHaveLength(4096);
  expect(() => readCollection(bytes, 0, 8)).toThrow(/ends behind the file/);
});

test("other bytes, and reads of data, pass as they are", () => {
  const broken = makeCollection(4096, [], 8192);
  expect(() => readCollection(broken, 0)).toThrow(/has an object of 0 bytes at 16 of 4096$/);
  const source = guardGlobalHeap(bytesSource(broken), { base: 0, offsetSize: 8, lengthSize: 8 });
  const data = new Uint8Array(8192);
  source.readSync(0, data);
  expect(data).toEqual(broken);
  source.readSync(0, new Uint8Array(8));
  broken[0] = 0;
  expect(readCollection(broken, 0)).toHaveLength(4096);
});
