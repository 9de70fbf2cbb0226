import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClosedError, DamagedFileError, type RandomAccessSource, SourceError } from "../../src/index.ts";
import { ByteReader } from "../../src/source/byte-reader.ts";

const content = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7919) >> 3);

function counting(): RandomAccessSource & { reads: [number, number][]; closed: number } {
  return {
    size: content.length,
    reads: [],
    closed: 0,
    async read(offset, length) {
      this.reads.push([offset, length]);
      return content.slice(offset, offset + length);
    },
    close() {
      this.closed++;
    },
  };
}

describe("ByteReader", () => {
  test("any range equals the same range of the content", async () => {
    const reader = new ByteReader(counting(), "x");
    await fc.assert(
      fc.asyncProperty(fc.nat(content.length), fc.nat(140_000), async (offset, length) => {
        const end = Math.min(content.length, offset + length);
        expect(Buffer.compare(await reader.read(offset, end - offset), content.slice(offset, end))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test("small reads near each other cost one read of the source", async () => {
    const source = counting();
    const reader = new ByteReader(source, "x");
    await Promise.all([reader.read(10, 20), reader.read(500, 4), reader.read(60_000, 100)]);
    expect(source.reads).toEqual([[0, 65_536]]);
  });

  test.each([
    [199_990, 11],
    [200_001, 0],
    [-1, 4],
    [0, -4],
  ])("%i, %i is not within the file", async (offset, length) => {
    const reader = new ByteReader(counting(), "x.hdf");
    await expect(reader.read(offset, length)).rejects.toThrow(DamagedFileError);
    await expect(reader.read(offset, length)).rejects.toThrow(/x\.hdf, byte .*200000 bytes/);
  });

  test("a source that fails or gives another length is a SourceError with the cause", async () => {
    const cause = new Error("connection lost");
    const failing = new ByteReader({ size: 100, read: () => Promise.reject(cause) }, "x");
    await expect(failing.read(0, 8)).rejects.toMatchObject({ code: "HDF_IO", cause });
    const short = new ByteReader({ size: 100, read: () => new Uint8Array(3) }, "x");
    await expect(short.read(0, 8)).rejects.toThrow(SourceError);
    await expect(short.read(0, 8)).rejects.toThrow(/asked for 100 bytes, the source gave 3/);
  });

  test("a failed block is read again the next time", async () => {
    let calls = 0;
    const reader = new ByteReader(
      {
        size: 10,
        read: (_, length) => {
          if (calls++ === 0) throw new Error("once");
          return new Uint8Array(length);
        },
      },
      "x",
    );
    await expect(reader.read(0, 4)).rejects.toThrow(SourceError);
    expect(await reader.read(0, 4)).toEqual(new Uint8Array(4));
  });

  test("an aborted signal rejects with its reason", async () => {
    const reader = new ByteReader(counting(), "x");
    const reason = new Error("enough");
    await expect(reader.read(0, 4, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test.each([
    ["small", 4],
    ["large", 150_000],
  ])("a %s read of a source that never answers ends by signal and by close", async (_, length) => {
    const reader = new ByteReader({ size: content.length, read: () => new Promise(() => {}) }, "x");
    const controller = new AbortController();
    const aborted = reader.read(0, length, controller.signal);
    controller.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
    const closed = reader.read(0, length);
    await reader.close();
    await expect(closed).rejects.toThrow(ClosedError);
  });

  test("whatever a source throws is a SourceError", async () => {
    for (const thrown of [Symbol("x"), Object.create(null), undefined, "text"]) {
      const reader = new ByteReader({ size: 10, read: () => Promise.reject(thrown) }, "x");
      await expect(reader.read(0, 4)).rejects.toThrow(SourceError);
    }
  });

  test("close closes the source once, and later reads are ClosedErrors", async () => {
    const source = counting();
    const reader = new ByteReader(source, "x");
    await reader.close();
    await reader.close();
    expect(source.closed).toBe(1);
    await expect(reader.read(0, 4)).rejects.toThrow(ClosedError);
  });

  test.each([
    ["a large one", 0, 100_000],
    ["a small one", 10, 20],
    ["a small one over two blocks", 65_530, 20],
  ])("close ends reads that wait for the source: %s", async (_, offset, length) => {
    let answer = (): void => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const source = { size: content.length, read: (o: number, n: number) => asked.then(() => content.slice(o, o + n)) };
    const reader = new ByteReader(source, "x");
    const rejected = expect(reader.read(offset, length)).rejects.toThrow(ClosedError);
    await reader.close();
    answer();
    await rejected;
  });

  test("close ends reads of blocks that are there already", async () => {
    const reader = new ByteReader(counting(), "x");
    await reader.read(0, 4);
    const rejected = expect(reader.read(0, 4)).rejects.toThrow(ClosedError);
    await reader.close();
    await rejected;
  });
});
