import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClosedError, open, SourceError } from "../../../src/index.ts";
import { createHdf4, type Hdf4FileWriter, MemorySink, type Sink } from "../../../src/write.ts";

async function writeAll(file: Hdf4FileWriter): Promise<void> {
  const options = { dtype: "int16", shape: [9, 5], chunks: [4, 2], deflate: 6, dimensions: ["y", "x"] } as const;
  const dataset = file.createDataset("d", { ...options, attributes: { units: "m" } });
  await dataset.writeChunk([1, 1], new Int16Array(8).fill(3));
  await dataset.writeChunk([0, 2], new Int16Array(4).fill(4));
  file.setDimensionScale("x", { dtype: "float32", values: [1, 2, 3, 4, 5] });
  const table = file.createTable("t", { fields: [{ name: "f", dtype: "float64", attributes: { a: 1 } }] });
  await table.write({ f: [1, 2, 3] });
  file.createGroup("g", { attributes: { b: "c" } }).add(dataset, table);
  await file.close();
}

async function bytesOf(write: (file: Hdf4FileWriter) => Promise<void>): Promise<Uint8Array> {
  const sink = new MemorySink();
  await write(await createHdf4(sink, { attributes: { title: "t" } }));
  return sink.bytes;
}

describe("createHdf4", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "atcs-create-"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it("writes the same bytes for the same calls, to memory and to a path", async () => {
    const bytes = await bytesOf(writeAll);
    expect(await bytesOf(writeAll)).toEqual(bytes);
    const path = join(directory, "same.hdf");
    await writeAll(await createHdf4(path, { attributes: { title: "t" } }));
    expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
  });

  it("writes the same bytes whether or not the writes are awaited one by one", async () => {
    const chunk = (i: number): Int32Array<ArrayBuffer> => Int32Array.from({ length: 100 }, (_, k) => i * k);
    const steps = async (file: Hdf4FileWriter, step: (operation: Promise<void>) => Promise<void>): Promise<void> => {
      const dataset = file.createDataset("d", { dtype: "int32", shape: [400], chunks: [100], deflate: 6 });
      await step(dataset.writeChunk([2], chunk(2)));
      await step(file.createDataset("plain", { dtype: "int32", shape: [100] }).writeRows(0, chunk(1)));
      await step(file.createDataset("whole", { dtype: "int32", shape: [100], deflate: 9 }).write(chunk(3)));
      for (const i of [0, 3, 1]) await step(dataset.writeChunk([i], chunk(i)));
      await step(file.createTable("t", { fields: [{ name: "f", dtype: "int32" }] }).write({ f: chunk(5) }));
      file.createGroup("g").add(dataset);
    };
    const oneByOne = await bytesOf(async (file) => {
      await steps(file, (operation) => operation);
      await file.close();
    });
    const together = await bytesOf(async (file) => {
      const started: Promise<void>[] = [];
      await steps(file, async (operation) => void started.push(operation));
      await Promise.all([file.close(), ...started]);
    });
    expect(together).toEqual(oneByOne);
  });

  it("makes a file appear only when it is complete, and leaves nothing when given up", async () => {
    const folder = mkdtempSync(join(directory, "abort-"));
    const path = join(folder, "file.hdf");
    const given = await createHdf4(path);
    await given.createDataset("d", { dtype: "int8", shape: [2] }).write([1, 2]);
    await given.abort();
    expect(readdirSync(folder)).toEqual([]);
    await expect(given.close()).rejects.toThrow(ClosedError);

    const kept = await createHdf4(path);
    expect(readdirSync(folder)).not.toContain("file.hdf");
    await kept.close();
    await kept.close();
    await kept.abort();
    expect(readdirSync(folder)).toEqual(["file.hdf"]);
  });

  it("waits in close for what is being written, and drops it in abort", async () => {
    const values = Float64Array.from({ length: 600000 }, (_, i) => i);
    const slow = (sink: MemorySink): Sink => ({
      write: async (offset, bytes) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        sink.write(offset, bytes);
      },
      finish: () => sink.finish(),
      abort: () => sink.abort(),
    });
    const sink = new MemorySink();
    const file = await createHdf4(slow(sink));
    const written = file.createDataset("d", { dtype: "float64", shape: [600000] }).write(values);
    await file.close();
    await written;
    await using read = await open(sink.bytes);
    expect((await read.dataset("d").read()).data).toEqual(values);

    const dropped = new MemorySink();
    const other = await createHdf4(slow(dropped));
    const waiting = other.createDataset("d", { dtype: "float64", shape: [600000] }).write(values);
    await Promise.all([expect(waiting).rejects.toThrow(ClosedError), other.abort()]);
    expect(dropped.bytes).toHaveLength(0);
  });

  it("closes at the end of `await using`", async () => {
    const sink = new MemorySink();
    {
      await using file = await createHdf4(sink);
      file.setAttribute("a", 1);
    }
    expect([...sink.bytes.subarray(0, 4)]).toEqual([0x0e, 0x03, 0x13, 0x01]);
  });

  it("rejects everything after close", async () => {
    const file = await createHdf4(new MemorySink());
    const dataset = file.createDataset("d", { dtype: "int8", shape: [2], dimensions: ["x"] });
    const table = file.createTable("t", { fields: [{ name: "f", dtype: "int8" }] });
    const group = file.createGroup("g");
    await file.close();
    await expect(dataset.write([1, 2])).rejects.toThrow(ClosedError);
    await expect(dataset.writeRows(0, [1])).rejects.toThrow(ClosedError);
    await expect(dataset.writeChunk([0], [1])).rejects.toThrow(ClosedError);
    await expect(table.write({ f: [1] })).rejects.toThrow(ClosedError);
    for (const call of [
      () => group.add(dataset),
      () => group.setAttribute("a", 1),
      () => table.setAttribute("a", 1),
      () => dataset.setAttribute("a", 1),
      () => file.setAttribute("a", 1),
      () => file.createDataset("e", { dtype: "int8", shape: [2] }),
      () => file.createTable("u", { fields: [{ name: "f", dtype: "int8" }] }),
      () => file.createGroup("h"),
      () => file.setDimensionScale("x", { dtype: "int8", values: [1, 2] }),
    ]) {
      expect(call).toThrow("the file is closed: nothing more can be written to it");
    }
  });

  it("ends the file when the sink fails", async () => {
    const calls: string[] = [];
    const failing: Sink = {
      write: () => Promise.reject(new SourceError("no space left on the device")),
      finish: () => void calls.push("finish"),
      abort: () => void calls.push("abort"),
    };
    const file = await createHdf4(failing);
    const dataset = file.createDataset("d", { dtype: "int8", shape: [3], chunks: [1] });
    await dataset.writeChunk([0], [1]);
    await expect(file.close()).rejects.toThrow("no space left on the device");
    expect(calls).toEqual(["abort"]);
  });

  it("refuses options that there are not", async () => {
    await expect(createHdf4(new MemorySink(), { title: "t" } as never)).rejects.toThrow(
      'createHdf4: there is no option "title"; the options are attributes',
    );
    const file = await createHdf4(new MemorySink());
    file.createDataset("d", { dtype: "int8", shape: [1], dimensions: ["x"] });
    expect(() => file.setDimensionScale("x", { dtype: "int8", value: [1] } as never)).toThrow(
      'scale of dimension "x": there is no option "value"; the options are dtype, values, attributes',
    );
  });

  it("tells the first error when giving up fails as well", async () => {
    const fail = (message: string) => () => Promise.reject(new Error(message));
    const file = await createHdf4({ write: fail("first"), finish: fail("second"), abort: fail("third") });
    await expect(file.close()).rejects.toThrow("cannot be written (first)");
  });

  it("needs a target that can be written", async () => {
    await expect(createHdf4(5 as never)).rejects.toThrow("createHdf4: expected a path, URL or sink, got number");
    await expect(createHdf4(new URL("http://example.org/x.hdf"))).rejects.toThrow("only file: URLs");
    await expect(createHdf4(join(directory, "missing", "x.hdf"))).rejects.toThrow(SourceError);
  });

  it("knows the dimensions of its data sets", async () => {
    const file = await createHdf4(new MemorySink());
    file.createDataset("a", { dtype: "int8", shape: [2, 3], dimensions: ["y", "x"] });
    const scale = { dtype: "int8", values: [1, 2, 3] } as const;
    expect(() => file.setDimensionScale("z", scale)).toThrow('dimension "z": no data set has it');
    expect(() => file.setDimensionScale("y", scale)).toThrow(
      'scale of dimension "y": got 3 values, expected its size 2',
    );
    file.setDimensionScale("x", scale);
    expect(() => file.setDimensionScale("x", scale)).toThrow('dimension "x": it has a scale already');
    const other = { dtype: "int8", shape: [4, 3], dimensions: ["y", "x"] } as const;
    expect(() => file.createDataset("b", other)).toThrow('dimension "y" is of size 4 here, of size 2 before');
    const unlimited = { dtype: "int8", shape: [2], dimensions: ["y"], unlimited: true } as const;
    expect(() => file.createDataset("b", unlimited)).toThrow("is unlimited (2 now) here, of size 2 before");
    expect(() => file.createDataset("b", { ...other, dimensions: ["y"] })).toThrow("expected 2 dimension names");
  });
});
