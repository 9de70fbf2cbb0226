import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesSource, cachedSource, guardSource, pathSource } from "../../src/hdf5/sync-source.ts";
import { h5Bytes, h5Path } from "./_truth.ts";

test("a cached source gives the same bytes, and reads small pieces once", () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 5);
  let reads = 0;
  const plain = bytesSource(bytes);
  const counted = {
    ...plain,
    readSync: (offset: number, target: Uint8Array) => {
      reads++;
      plain.readSync(offset, target);
    },
  };
  const source = cachedSource(counted);
  fc.assert(
    fc.property(fc.nat(299_999), fc.nat(70_000), (offset, wanted) => {
      const target = new Uint8Array(Math.min(wanted, bytes.length - offset));
      source.readSync(offset, target);
      expect(Buffer.compare(target, bytes.slice(offset, offset + target.length))).toBe(0);
    }),
  );
  reads = 0;
  for (let offset = 0; offset < 60_000; offset += 100) source.readSync(offset, new Uint8Array(100));
  expect(reads).toBeLessThanOrEqual(1);
});

test("a path is read in place; behind its end is an error", () => {
  const source = pathSource(h5Path("types.h5"));
  const bytes = h5Bytes("types.h5");
  expect(source.size).toBe(bytes.length);
  const target = new Uint8Array(100);
  source.readSync(1000, target);
  expect(target).toEqual(bytes.slice(1000, 1100));
  expect(() => source.readSync(bytes.length - 50, target)).toThrow(/ends before/);
  source.close();
});

test("whatever a source throws is a failure of I/O with its cause", () => {
  const cause = new TypeError("odd");
  const broken = {
    ...bytesSource(new Uint8Array(8)),
    readSync: () => {
      throw cause;
    },
  };
  const read = () => guardSource(broken).readSync(0, new Uint8Array(1));
  expect(read).toThrow(expect.objectContaining({ code: "HDF_IO", problem: "reading failed: odd", cause }));
  expect(() => pathSource(h5Path("nowhere.h5"))).toThrow(expect.objectContaining({ code: "HDF_IO" }));
});
