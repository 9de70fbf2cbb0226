import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { encodeChunk } from "../../../src/write.ts";

afterEach(() => vi.restoreAllMocks());

test("without filters the bytes are little-endian elements", async () => {
  expect([...(await encodeChunk(new Uint16Array([0x1234, 1])))]).toEqual([0x34, 0x12, 1, 0]);
});

test("shuffle sorts bytes by significance", async () => {
  const bytes = await encodeChunk(new Int32Array([0x04030201, 0x14131211]), { shuffle: true });
  expect([...bytes]).toEqual([0x01, 0x11, 0x02, 0x12, 0x03, 0x13, 0x04, 0x14]);
});

test("deflate gives a zlib stream of the shuffled bytes, the same each time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.float64Array({ maxLength: 300 }), fc.nat(9), fc.boolean(), async (data, deflate, shuffle) => {
      const encoded = await encodeChunk(data, { deflate, shuffle });
      expect(new Uint8Array(inflateSync(encoded))).toEqual(await encodeChunk(data, { shuffle }));
      expect(await encodeChunk(data, { deflate, shuffle })).toEqual(encoded);
    }),
    { numRuns: 50 },
  );
});

test("compresses where Node's zlib is missing, as in a browser", async () => {
  const data = Float32Array.from({ length: 1000 }, (_, i) => i % 10);
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
  const encoded = await encodeChunk(data, { deflate: 9 });
  expect(encoded.length).toBeLessThan(400);
  expect(new Uint8Array(inflateSync(encoded))).toEqual(new Uint8Array(data.buffer));
});

test("refuses wrong arguments", async () => {
  await expect(encodeChunk([1, 2] as never)).rejects.toThrow(TypeError);
  await expect(encodeChunk(new Int8Array(1), { deflate: 10 })).rejects.toThrow(
    /deflate is 10, expected a level from 0 to 9/,
  );
  await expect(encodeChunk(new Int8Array(1), { shuffel: true } as never)).rejects.toThrow(/no option "shuffel"/);
  await expect(encodeChunk(new Int8Array(1), { shuffle: 1 as never })).rejects.toThrow(TypeError);
});
