import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeShard, parseShardIndex, shardIndexBytes } from "../../src/zarr/shard.ts";

const chunk = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined });

test("chunks are where the index says", () => {
  fc.assert(
    fc.property(fc.array(chunk, { minLength: 1, maxLength: 12 }), (chunks) => {
      const shard = encodeShard(chunks);
      const places = parseShardIndex(shard.subarray(shard.length - shardIndexBytes(chunks.length)), shard.length);
      expect(places.map((place) => place && shard.subarray(place.offset, place.offset + place.length))).toEqual(chunks);
    }),
  );
});

test("the bytes of the specification", () => {
  const shard = encodeShard([Uint8Array.of(7, 8), undefined]);
  const absent = new Array(16).fill(255);
  expect(Array.from(shard.subarray(0, 34))).toEqual([
    7,
    8,
    ...[0, 0, 0, 0, 0, 0, 0, 0],
    2,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    ...absent,
  ]);
  expect(shard).toHaveLength(2 + 32 + 4);
});

test("a changed byte of the index is found", () => {
  const shard = encodeShard([new Uint8Array(9), new Uint8Array(4)]);
  for (let at = 13; at < shard.length; at++) {
    const index = shard.slice(13);
    index[at - 13]! ^= 16;
    expect(() => parseShardIndex(index, shard.length)).toThrow(/checksum/);
  }
});

test("a chunk outside of the shard is refused", () => {
  const shard = encodeShard([new Uint8Array(9)]);
  expect(() => parseShardIndex(shard.subarray(9), 8)).toThrow("chunk 0 is at bytes 0 to 9 of a shard of 8");
});
