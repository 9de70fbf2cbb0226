import { expect, test } from "vitest";
import { guardLocalHeaps } from "../../src/hdf5/local-heap.ts";
import { readSuperblock } from "../../src/hdf5/object-header.ts";
import { bytesSource } from "../../src/hdf5/sync-source.ts";
import { open } from "../../src/open.ts";
import { h5Bytes } from "./_truth.ts";

const superblock = { base: 0, offsetSize: 8, lengthSize: 8 };

interface HeapOptions {
  readonly head?: number;
  readonly size?: number;
  readonly fileSize?: number;
}

/** A heap at byte 100 of a file, whose data follow it, with these free blocks. */
function makeHeap(blocks: readonly number[], options: HeapOptions = {}): Uint8Array {
  const { head = blocks[0]!, size = 4096 } = options;
  const bytes = new Uint8Array(options.fileSize ?? 132 + size);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("HEAP"), 100);
  view.setUint32(108, size, true);
  view.setUint32(116, head, true);
  view.setUint32(124, 132, true);
  // Backwards, because a block that comes again leads to what follows it first.
  for (let n = blocks.length - 1; n >= 0; n--) view.setUint32(132 + blocks[n]!, blocks[n + 1] ?? 1, true);
  return bytes;
}

function read(bytes: Uint8Array, offset: number, length: number, base = 0): Uint8Array {
  const target = new Uint8Array(length);
  guardLocalHeaps(bytesSource(bytes), { ...superblock, base }).readSync(offset, target);
  return target;
}

const circle = /^the free blocks of the local heap at byte 100 lead in a circle$/;

test.each(["damaged.h5", "structure.h5", "tables.h5", "types.h5", "layouts.h5", "formats.h5"])(
  "the heaps of %s pass",
  (name) => {
    const bytes = h5Bytes(name);
    const { base } = readSuperblock(bytesSource(bytes));
    expect(read(bytes, 0, bytes.length, base)).toEqual(bytes);
  },
);

test("a free block that leads to itself or an earlier one", () => {
  expect(() => read(makeHeap([8, 8]), 100, 32)).toThrow(circle);
  expect(() => read(makeHeap([8, 40, 16, 8]), 100, 32)).toThrow(circle);
  const many = Array.from({ length: 100 }, (_, n) => 16 * n);
  expect(read(makeHeap(many), 100, 32)).toHaveLength(32);
  expect(() => read(makeHeap([...many, 800]), 100, 32)).toThrow(circle);
  expect(() => read(makeHeap([...many, many.at(-1)!]), 100, 32)).toThrow(circle);
});

test("a heap is found wherever it begins in what is read", () => {
  const bytes = makeHeap([8, 8]);
  for (const [offset, length] of [
    [0, 200],
    [50, 54],
    [99, 2],
    [0, bytes.length],
  ] as const) {
    expect(() => read(bytes, offset, length), `${length} from ${offset}`).toThrow(circle);
  }
  expect(read(bytes, 0, 100)).toHaveLength(100);
  expect(read(bytes, 101, 200)).toHaveLength(200);
});

test("addresses count from the superblock", () => {
  const behindUserBlock = new Uint8Array(512 + 132 + 4096);
  behindUserBlock.set(makeHeap([8, 8]), 512);
  expect(() => read(behindUserBlock, 512, 200, 512)).toThrow(/at byte 612 lead/);
});

test("data that only look like a heap pass", () => {
  expect(read(makeHeap([8], { head: 5000 }), 100, 32)).toHaveLength(32);
  expect(read(makeHeap([8, 8], { fileSize: 1000 }), 100, 32)).toHaveLength(32);
  expect(read(makeHeap([], { head: 0, size: 0 }), 100, 32)).toHaveLength(32);
  expect(read(new TextEncoder().encode("H HEA HEAP"), 0, 10)).toHaveLength(10);
  // A file within another one, whose addresses lead elsewhere: here behind a user block that is not known of.
  expect(read(h5Bytes("layouts.h5"), 0, 4096)).toHaveLength(4096);
});

test("one byte makes a circle; the groups beside it can be read", async () => {
  const bytes = h5Bytes("structure.h5");
  const heap = Buffer.from(bytes).lastIndexOf("HEAP", 5000);
  const view = new DataView(bytes.buffer);
  const freeBlock = view.getUint32(heap + 16, true);
  view.setUint8(view.getUint32(heap + 24, true) + freeBlock, freeBlock);
  using file = await open(bytes, { name: "some.h5" });
  expect(() => file.group("empty").keys()).toThrow(
    new RegExp(`^some\\.h5, "empty": the free blocks of the local heap at byte ${heap} lead in a circle$`),
  );
  expect(file.group("a").keys().length).toBeGreaterThan(0);
});
