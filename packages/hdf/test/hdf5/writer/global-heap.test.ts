import { expect, test } from "vitest";
import { GlobalHeap } from "../../../src/hdf5/writer/global-heap.ts";

/** A heap in a file that begins with it; the collections as they are written. */
function makeHeap() {
  let end = 0;
  const heap = new GlobalHeap((size) => {
    end += size;
    return end - size;
  });
  return { heap, collections: () => [...heap.encode()] };
}

test("objects lie one after another, padded to eight bytes, and the rest is free", () => {
  const { heap, collections } = makeHeap();
  expect(heap.add(Uint8Array.of(1, 2, 3))).toEqual({ collection: 0, index: 1 });
  expect(heap.add(new Uint8Array(8).fill(7))).toEqual({ collection: 0, index: 2 });
  const { address, bytes } = collections()[0]!;
  expect([address, bytes.length]).toEqual([0, 4096]);
  expect([...bytes.subarray(0, 88)]).toEqual([
    ...[0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0],
    ...[1, 0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0],
    ...[2, 0, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7],
    // 4096 - 64 bytes, this header among them.
    ...[0, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0x0f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ]);
});

test("170 references fill a collection to the last byte", () => {
  const { heap, collections } = makeHeap();
  const ids = Array.from({ length: 171 }, () => heap.add(new Uint8Array(8)));
  expect(ids[169]).toEqual({ collection: 0, index: 170 });
  expect(ids[170]).toEqual({ collection: 4096, index: 1 });
  expect(collections().map(({ bytes }) => bytes.length)).toEqual([4096, 4096]);
});

test("what is too short for a header is left at the end without one", () => {
  const { heap, collections } = makeHeap();
  heap.add(new Uint8Array(4056).fill(1));
  const { bytes } = collections()[0]!;
  expect(bytes).toHaveLength(4096);
  expect([...bytes.subarray(4080)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test("a large object gets a collection of its own size, and what comes next another", () => {
  const { heap, collections } = makeHeap();
  heap.add(new Uint8Array(10));
  expect(heap.add(new Uint8Array(100_001))).toEqual({ collection: 4096, index: 1 });
  expect(heap.add(new Uint8Array(1))).toEqual({ collection: 4096 + 100_040, index: 1 });
  expect(collections().map(({ address, bytes }) => [address, bytes.length])).toEqual([
    [0, 4096],
    [4096, 100_040],
    [104_136, 4096],
  ]);
});
