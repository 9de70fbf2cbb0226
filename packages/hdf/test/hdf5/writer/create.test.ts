import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHdf5, type Hdf5FileWriter, type Hdf5GroupWriter, MemorySink, type Sink } from "../../../src/write.ts";
import { datasetOf, roundTrip, withH5wasm, writeBytes } from "./_h5wasm.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "atcs-hdf5-"));
  path = join(directory, "out.h5");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function writeScene(file: Hdf5FileWriter): Promise<void> {
  file.setAttribute("title", "scene");
  const lat = file.createDataset("lat", { dtype: "float32", shape: [4], scale: true });
  const fields = file.createGroup("Data_Fields", { attributes: { level: 1n } });
  const data = fields.createDataset("I670P", {
    dtype: "int16",
    shape: [4, 100],
    chunks: [2, 50],
    shuffle: true,
    deflate: 6,
    dimensions: [lat, null],
    attributes: { _FillValue: { dtype: "int64", value: 32767n } },
  });
  await lat.write(new Float32Array([1, 2, 3, 4]));
  await data.writeChunk(
    [1, 0],
    Int16Array.from({ length: 100 }, (_, i) => i),
  );
}

test("the same calls give the same bytes, in memory and on disk", async () => {
  const bytes = await writeBytes(writeScene);
  expect(await writeBytes(writeScene)).toEqual(bytes);
  const file = await createHdf5(pathToFileURL(path));
  await writeScene(file);
  await file.close();
  expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
});

test("a file appears when it is complete", async () => {
  const file = await createHdf5(path);
  await writeScene(file);
  expect(readdirSync(directory)).not.toContain("out.h5");
  await file.close();
  await file.close();
  expect(readdirSync(directory)).toEqual(["out.h5"]);
});

test("abort leaves nothing, and what waits is not written", async () => {
  const file = await createHdf5(path);
  const dataset = file.createDataset("x", { dtype: "int8", shape: [2], chunks: [1], deflate: 9 });
  const waiting = dataset.writeChunk([0], new Int8Array(1));
  const aborted = file.abort();
  await expect(waiting).rejects.toMatchObject({ code: "HDF_CLOSED" });
  await aborted;
  await file.abort();
  expect(readdirSync(directory)).toEqual([]);
  await expect(file.close()).rejects.toMatchObject({ code: "HDF_CLOSED", file: path });
});

test("nothing can be done to a file that is closed", async () => {
  const file = await createHdf5(path);
  const dataset = file.createDataset("g/x", { dtype: "int8", shape: [2] });
  await file.close();
  const closed = { code: "HDF_CLOSED" };
  expect(() => file.createGroup("a")).toThrow(expect.objectContaining(closed));
  expect(() => file.createDataset("a", { dtype: "int8", shape: [] })).toThrow(expect.objectContaining(closed));
  expect(() => file.setAttribute("a", 1)).toThrow(expect.objectContaining(closed));
  expect(() => dataset.setAttribute("a", 1)).toThrow(expect.objectContaining(closed));
  await expect(dataset.write(new Int8Array(2))).rejects.toMatchObject({ ...closed, object: "g/x" });
  await expect(dataset.writeRows(0, new Int8Array(1))).rejects.toMatchObject(closed);
  await file.abort();
  expect(readdirSync(directory)).toEqual(["out.h5"]);
});

test("`await using` closes, unless that has been done or the file was aborted", async () => {
  {
    await using file = await createHdf5(path);
    await writeScene(file);
  }
  expect(readdirSync(directory)).toEqual(["out.h5"]);
  rmSync(path);
  {
    await using file = await createHdf5(path);
    await file.abort();
  }
  expect(readdirSync(directory)).toEqual([]);
});

test("disk errors are SourceErrors", async () => {
  const failed = { code: "HDF_IO" };
  await expect(createHdf5(join(directory, "none", "out.h5"))).rejects.toMatchObject(failed);
  const blocked = await createHdf5(path);
  mkdirSync(join(path, "not empty"), { recursive: true });
  await expect(blocked.close()).rejects.toMatchObject({ ...failed, file: path });
  expect(readdirSync(directory)).toEqual(["out.h5"]);

  const full: Sink = {
    write: () => {
      throw Object.assign(new Error("disk full"), { code: "ENOSPC" });
    },
    finish: () => {},
    abort: () => {},
  };
  const file = await createHdf5(full);
  const dataset = file.createDataset("x", { dtype: "int8", shape: [2] });
  await expect(dataset.write(new Int8Array(2))).rejects.toMatchObject({
    ...failed,
    message: expect.stringMatching(/cannot be written \(no space left on the device\)/),
  });
  await expect(file.close()).rejects.toMatchObject(failed);
});

test("groups, nested paths and names of every kind", async () => {
  const names = ["a.b", "with blank", "\u03b8 \u00b5", "..", "n".repeat(300), "__proto__", "#2"];
  const keys = await roundTrip(
    (file) => {
      const deep = file.createGroup("one/two/three", { attributes: { depth: 3 } });
      file.createDataset("one/beside/x", { dtype: "int8", shape: [] });
      for (const name of names) deep.createGroup(name);
      expect([deep.path, deep.name, file.path, file.name]).toEqual(["one/two/three", "three", "", ""]);
    },
    (read) => [
      (read.get("one") as typeof read).keys(),
      (read.get("one/two/three") as typeof read).keys(),
      datasetOf(read, "one/beside/x").shape,
    ],
  );
  expect(keys[0]?.sort()).toEqual(["beside", "two"]);
  expect(keys[1]?.sort()).toEqual([...names].sort());
  expect(keys[2]).toEqual([]);
});

test("refuses paths that exist, are none or lead through a data set, and creates nothing then", async () => {
  const keys = await roundTrip(
    (file) => {
      file.createDataset("data", { dtype: "int8", shape: [] });
      file.createGroup("group/sub");
      const wrong = [
        "",
        "/",
        "a//b",
        "a/",
        "/a",
        ".",
        "a/./b",
        "a\0b",
        "data",
        "group",
        "group/sub",
        "data/x",
        5,
        null,
      ];
      for (const name of wrong) {
        expect(() => file.createGroup(name as string)).toThrow(TypeError);
        expect(() => file.createDataset(name as string, { dtype: "int8", shape: [] })).toThrow(TypeError);
      }
      expect(() => file.createGroup("x".repeat(70_000))).toThrow(/at most 65000 bytes/);
      expect(() => file.createGroup("new/one", { attributes: { a: null as never } })).toThrow(TypeError);
      expect(() => file.createDataset("new/two", { dtype: "int8", shape: [-1] })).toThrow(RangeError);
    },
    (read) => read.paths(),
  );
  expect(keys.sort()).toEqual(["data", "group", "group/sub"]);
});

test.each<[object, typeof TypeError | typeof RangeError, RegExp]>([
  [{ dtype: "char8" }, TypeError, /"x": expected a dtype of numbers, got "char8"/],
  [{ dtype: undefined }, TypeError, /dtype/],
  [{ shape: 5 }, TypeError, /shape: expected an array/],
  [{ shape: [1.5] }, RangeError, /shape: expected integers from 0, got \[1\.5\]/],
  [{ chunks: [2] }, RangeError, /one chunk length per axis.*\[2\] for the shape \[4, 6\]/],
  [{ chunks: [5, 1] }, RangeError, /at most the axis' length/],
  [{ chunks: [0, 1] }, RangeError, /chunks: expected integers from 1/],
  [{ shape: [], chunks: [] }, RangeError, /one chunk length per axis/],
  [{ deflate: 6 }, TypeError, /need chunks/],
  [{ shuffle: true }, TypeError, /need chunks/],
  [{ chunks: [1, 1], deflate: 11 }, RangeError, /deflate is 11, expected a level from 0 to 9/],
  [{ fillValue: 200 }, RangeError, /fillValue.*200, which int8 cannot hold/],
  [{ fillValue: "0" }, TypeError, /fillValue/],
  [{ dtype: "float32", fillValue: 1e39 }, RangeError, /fillValue.*1e\+39, which float32 cannot hold/],
  [{ defalte: 6 }, TypeError, /"x": there is no option "defalte"; the options are dtype, shape,/],
  [{ attributes: 5 }, TypeError, /"x": expected attributes as an object, got number/],
  [{ attributes: { a: { dtype: "int8", value: 1, lenght: 3 } } }, TypeError, /there is no option "lenght"/],
  [{ attributes: { a: { dtype: "float32", value: [1e39] } } }, RangeError, /float32 cannot hold/],
])("refuses %j", async (options, type, message) => {
  const file = await createHdf5(new MemorySink());
  const create = () => file.createDataset("x", { dtype: "int8", shape: [4, 6], ...options } as never);
  expect(create).toThrow(type);
  expect(create).toThrow(message);
});

test("what the format cannot hold is a LimitError", async () => {
  const file = await createHdf5(new MemorySink());
  const limit = expect.objectContaining({ code: "HDF_LIMIT", object: "x" });
  expect(() => file.createDataset("x", { dtype: "int8", shape: new Array(33).fill(1) })).toThrow(limit);
  expect(() => file.createDataset("x", { dtype: "int8", shape: [2 ** 30, 2 ** 30] })).toThrow(limit);
  const wide = [2 ** 16, 2 ** 16];
  expect(() => file.createDataset("x", { dtype: "int8", shape: wide, chunks: wide })).toThrow(limit);
});

test("refuses options that there are not", async () => {
  const file = await createHdf5(new MemorySink());
  expect(() => file.createGroup("g", { atributes: {} } as never)).toThrow('group "g": there is no option "atributes"');
  expect(() => file.createDataset("x", undefined as never)).toThrow('"x": expected an object of options');
  await expect(createHdf5(new MemorySink(), { title: "t" } as never)).rejects.toThrow('there is no option "title"');
});

test("refuses a target that is none", async () => {
  await expect(createHdf5(undefined as never)).rejects.toThrow(TypeError);
  await expect(createHdf5({} as never)).rejects.toThrow(/path, URL or sink, got object/);
});

test("hundreds of data sets in a group, and groups in groups", async () => {
  const depth = 200;
  const sums = await roundTrip(
    async (file) => {
      for (let i = 0; i < 500; i++) {
        await file.createDataset(`many/d${i}`, { dtype: "uint16", shape: [2] }).write(new Uint16Array([i, 1]));
      }
      let group: Hdf5GroupWriter = file;
      for (let i = 0; i < depth; i++) group = group.createGroup("g");
      group.setAttribute("at", "the bottom");
    },
    (read) => ({
      count: (read.get("many") as typeof read).keys().length,
      values: [0, 255, 499].map((i) => datasetOf(read, `many/d${i}`).value),
      bottom: read.get(new Array(depth).fill("g").join("/"))?.constructor.name,
    }),
  );
  expect(sums).toEqual({
    count: 500,
    values: [0, 255, 499].map((i) => new Uint16Array([i, 1])),
    bottom: "Group",
  });
});

test("an empty file", async () => {
  const bytes = await writeBytes(() => {});
  expect(await withH5wasm(bytes, (read) => read.keys())).toEqual([]);
});
