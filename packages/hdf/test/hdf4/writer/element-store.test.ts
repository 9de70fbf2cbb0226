import { describe, expect, it } from "vitest";
import { ElementStore } from "../../../src/hdf4/writer/element-store.ts";
import { LimitError, open } from "../../../src/index.ts";
import { guardSink } from "../../../src/sink.ts";
import { createHdf4, MemorySink, type Sink } from "../../../src/write.ts";

/** Remembers where bytes were written, not the bytes. */
class NullSink implements Sink {
  readonly name: string;
  end = 0;
  constructor(name = "null") {
    this.name = name;
  }
  write(offset: number, bytes: Uint8Array): void {
    this.end = Math.max(this.end, offset + bytes.length);
  }
  finish(): void {}
  abort(): void {}
}

/** The descriptors of a file, block by block. */
function readDescriptors(bytes: Uint8Array): number[][] {
  const view = new DataView(bytes.buffer);
  const found: number[][] = [];
  for (let block = 4; block !== 0; block = view.getInt32(block + 2)) {
    for (let at = block + 6; at < block + 6 + 12 * view.getUint16(block); at += 12) {
      found.push([view.getUint16(at), view.getUint16(at + 2), view.getInt32(at + 4), view.getInt32(at + 8)]);
    }
  }
  return found;
}

describe("ElementStore", () => {
  it.each([0, 1, 200, 201, 4296, 4297, 9000])("chains the descriptors of %d elements", async (count) => {
    const sink = new MemorySink();
    const store = new ElementStore(guardSink(sink));
    for (let i = 1; i <= count; i++) await store.put(30, i, Uint8Array.of(i >> 8, i));
    await store.finish();
    const { bytes } = sink;
    const used = readDescriptors(bytes).filter(([tag]) => tag !== 1);
    expect(used.map(([tag, ref]) => [tag, ref])).toEqual(Array.from({ length: count }, (_, i) => [30, i + 1]));
    for (const [, ref, offset, length] of used) {
      expect(length).toBe(2);
      expect(bytes[offset!]! * 256 + bytes[offset! + 1]!).toBe(ref);
    }
  });

  it("places small, large, reserved and empty elements one after the other", async () => {
    const sink = new MemorySink();
    const store = new ElementStore(guardSink(sink));
    await store.put(1000, 1, Uint8Array.of(1, 2, 3));
    const reserved = store.reserve(1000, 2, 4);
    await store.put(1000, 3, Uint8Array.of(4, 5));
    await store.put(1000, 4, new Uint8Array(70000).fill(6));
    store.putEmpty(1000, 5);
    await store.put(1000, 6, Uint8Array.of(7));
    await store.write(reserved + 1, Uint8Array.of(8, 9));
    await store.finish();
    const start = 4 + 6 + 200 * 12;
    expect(readDescriptors(sink.bytes).slice(0, 6)).toEqual([
      [1000, 1, start, 3],
      [1000, 2, start + 3, 4],
      [1000, 3, start + 7, 2],
      [1000, 4, start + 9, 70000],
      [1000, 5, -1, -1],
      [1000, 6, start + 70009, 1],
    ]);
    expect([...sink.bytes.subarray(start, start + 10)]).toEqual([1, 2, 3, 0, 8, 9, 0, 4, 5, 6]);
    expect([...sink.bytes.subarray(start + 70008)]).toEqual([6, 7]);
  });

  it("stops before the file has 2^31 bytes", () => {
    const store = new ElementStore(guardSink(new NullSink("big.hdf")));
    store.reserve(702, 1, 2 ** 31 - 1 - 2410 - 10);
    expect(() => store.reserve(702, 2, 11)).toThrow(LimitError);
    expect(() => store.put(702, 2, new Uint8Array(11))).toThrow(
      "big.hdf, byte 2147483637: the file would grow to 2147483648 bytes, HDF4 allows 2147483647",
    );
    store.reserve(702, 2, 10);
  });
});

describe("limits of HDF4", () => {
  it("is 2^31 - 1 bytes for the file", async () => {
    const sink = new NullSink();
    const file = await createHdf4(sink);
    const options = { dtype: "uint8", shape: [2 ** 20, 1000], fillValue: 0 } as const;
    await file.createDataset("a", options).writeRows(2 ** 20 - 1, new Uint8Array(1000));
    await file.createDataset("b", options).writeRows(0, new Uint8Array(1000));
    const failed = file.createDataset("c", options).writeRows(0, new Uint8Array(1000));
    await expect(failed).rejects.toThrow(LimitError);
    expect(sink.end).toBeLessThan(2 ** 31);
  });

  it("is 65535 chunks; those before the limit stay", async () => {
    const sink = new MemorySink();
    const file = await createHdf4(sink);
    const dataset = file.createDataset("d", { dtype: "int8", shape: [65536], chunks: [1], fillValue: 1 });
    await expect(dataset.write(new Int8Array(65536))).rejects.toThrow("HDF4 files hold at most 65535 chunks");
    await file.close();
    await using read = await open(sink.bytes);
    expect((await read.dataset("d").read([[65534, 65536]])).data).toEqual(Int8Array.of(0, 1));
  });

  it("is 65535 objects and attributes", async () => {
    const file = await createHdf4(new NullSink());
    for (let i = 0; i < 65534; i++) file.createGroup("g");
    expect(() => file.createGroup("g")).toThrow("HDF4 files hold at most 65535 objects and attributes");
  });

  it("is 5000 data sets in libhdf4", async () => {
    const file = await createHdf4(new NullSink());
    for (let i = 0; i <= 5000; i++) file.createDataset("d", { dtype: "int8", shape: [1], dimensions: ["x"] });
    await expect(file.close()).rejects.toThrow("the file has 5001 data sets and scales, libhdf4 reads at most 5000");
  });
});
