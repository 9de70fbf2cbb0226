import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPython, hasProgram, runPython } from "../../../../../test/support/python.ts";
import { createHdf4, type Hdf4FileWriter } from "../../../src/write.ts";
import { type LibraryDataset, type LibraryFile, readWithLibrary } from "./support/library.ts";

const { python, reason } = findPython("pyhdf.SD", "numpy");
const skip = python === undefined || !hasProgram("hdp");

/** A file with one of each kind of object. */
async function writeSample(path: string): Promise<void> {
  const file = await createHdf4(path, { attributes: { title: "Größe 1", levels: [1, 2.5] } });
  const plain = file.createDataset("plain", { dtype: "int16", shape: [2, 3], dimensions: ["y", "x"] });
  await plain.write([1, -2, 3, -4, 5, -6]);
  const chunked = file.createDataset("chunked", {
    dtype: "float32",
    shape: [5, 7],
    chunks: [2, 3],
    deflate: 6,
    fillValue: -9.5,
    dimensions: ["row", null],
    attributes: { units: "K", valid_range: new Float32Array([0, 400]) },
  });
  await chunked.writeChunk([2, 1], Float32Array.of(281.5, 282.5, 283.5));
  const records = file.createDataset("records", { dtype: "int32", shape: [3, 2], unlimited: true });
  await records.write([10, 11, 20, 21, 30, 31]);
  const never = file.createDataset("never", { dtype: "uint8", shape: [4], fillValue: 77 });
  never.setAttribute("note", "nothing here");
  const scalar = file.createDataset("scalar", { dtype: "float64", shape: [] });
  await scalar.write([6.25]);
  const rows = file.createDataset("rows", { dtype: "uint16", shape: [5, 2], fillValue: 7 });
  await rows.writeRows(1, [1, 2]);
  await rows.writeRows(3, [3, 4]);
  file.setDimensionScale("x", { dtype: "float64", values: [0.5, 1.5, 2.5], attributes: { units: "degrees_east" } });
  file.setDimensionScale("row", { dtype: "float32", attributes: { long_name: "no values" } });

  const table = file.createTable("stations", {
    className: "points",
    fields: [
      { name: "position", dtype: "float32", order: 2, attributes: { units: "degrees" } },
      { name: "label", dtype: "char8", order: 4 },
    ],
    attributes: { source: "invented" },
  });
  await table.write({ position: [1.5, 2.5, 3.5, 4.5], label: ["ab", "wxyz"] });
  const inner = file.createGroup("inner", { attributes: { depth: 2 } });
  inner.add(chunked, table);
  file.createGroup("outer", { className: "SWATH" }).add(inner, plain, chunked);
  await file.close();
}

describe.skipIf(skip)(`files of createHdf4 in libhdf4 ${reason}`, () => {
  let directory: string;
  let sample: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "atcs-hdf4-"));
    sample = join(directory, "sample.hdf");
    await writeSample(sample);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  async function roundTrip(write: (file: Hdf4FileWriter) => Promise<void>): Promise<LibraryFile> {
    const path = join(directory, "other.hdf");
    const file = await createHdf4(path);
    await write(file);
    await file.close();
    return readWithLibrary(python!, [path])[0]!;
  }

  function find(file: LibraryFile, name: string): LibraryDataset {
    return file.datasets.find((dataset) => dataset.name === name)!;
  }

  it("are read by all parts of the library", () => {
    const [file] = readWithLibrary(python!, [sample]);
    expect(file!.attrs).toMatchObject({ title: { values: "Größe 1" }, levels: { dtype: "float64", values: [1, 2.5] } });
    expect(find(file!, "plain")).toMatchObject({
      values: [1, -2, 3, -4, 5, -6],
      dims: [{ name: "y" }, { name: "x", scale: { dtype: "float64", values: [0.5, 1.5, 2.5] } }],
    });
    const chunked = find(file!, "chunked");
    expect(chunked).toMatchObject({
      storage: { chunk: [2, 3], compression: "deflate" },
      dims: [{ name: "row", attrs: { long_name: { values: "no values" } } }, { size: 7 }],
      attrs: { _FillValue: { dtype: "float32", values: [-9.5] }, units: { values: "K" } },
    });
    expect(chunked.values.filter((value) => value !== -9.5)).toEqual([281.5, 282.5, 283.5]);
    expect(chunked.values.indexOf(281.5)).toBe(4 * 7 + 3);
    expect(find(file!, "records")).toMatchObject({ unlimited: true, values: [10, 11, 20, 21, 30, 31] });
    expect(find(file!, "never")).toMatchObject({
      values: [77, 77, 77, 77],
      attrs: { note: { values: "nothing here" } },
    });
    expect(find(file!, "scalar")).toMatchObject({ shape: [], values: [6.25] });
    expect(find(file!, "rows").values).toEqual([7, 7, 1, 2, 7, 7, 3, 4, 7, 7]);
    expect(file!.vdatas).toMatchObject([
      {
        name: "stations",
        class: "points",
        attrs: { source: { values: "invented" } },
        fields: [{ name: "position", order: 2, attrs: { units: { values: "degrees" } } }, { name: "label" }],
        records: [
          [[1.5, 2.5], "ab\0\0"],
          [[3.5, 4.5], "wxyz"],
        ],
      },
    ]);
    expect(file!.vgroups).toMatchObject([
      {
        name: "inner",
        class: "",
        attrs: { depth: { values: [2] } },
        members: [{ name: "chunked" }, { name: "stations" }],
      },
      { name: "outer", class: "SWATH", members: [{ name: "inner" }, { name: "plain" }, { name: "chunked" }] },
    ]);
  });

  it.each([
    ["list", "HDF Version 4.2, written by @atcs/hdf"],
    ["dumpsds", "281.5"],
    ["dumpvd", "w x y z"],
    ["dumpvg", "class = SWATH"],
  ])("are shown by hdp %s", (command, expected) => {
    const { status, stdout, stderr } = spawnSync("hdp", [command, sample], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout.replaceAll("\n", " ")).toContain(expected);
  });

  it("can be appended to and modified, and keep their content", async () => {
    const path = join(directory, "appended.hdf");
    await writeSample(path);
    const script = `
import sys, numpy as np
from pyhdf.SD import SD, SDC
from pyhdf.HDF import HDF, HC
from pyhdf import V, VS
sd = SD(sys.argv[1], SDC.WRITE)
new = sd.create("appended", SDC.INT32, (400,))
new[:] = np.arange(400, dtype=np.int32)
new.units = "1"
new.endaccess()
records = sd.select("records")
records[3:5] = np.array([[40, 41], [50, 51]], np.int32)
records.endaccess()
chunked = sd.select("chunked")
chunked[0:1, 0:1] = np.array([[123.5]], np.float32)
chunked.endaccess()
sd.history = "appended by libhdf4"
sd.end()
file = HDF(sys.argv[1], HC.WRITE)
vs = file.vstart()
table = vs.attach("stations", write=True)
table.seekend()
table.write([[[5.5, 6.5], "new "]])
table.detach()
v = file.vgstart()
group = v.attach(v.find("inner"), write=True)
group.add(HC.DFTAG_NDG, 2)
group.detach()
vs.end(); v.end(); file.close()
`;
    runPython(python!, script, [path]);
    const [before, after] = readWithLibrary(python!, [sample, path]);
    for (const dataset of before!.datasets) {
      if (dataset.name === "records" || dataset.name === "chunked") continue;
      expect(find(after!, dataset.name)).toEqual(dataset);
    }
    expect(find(after!, "records").values).toEqual([10, 11, 20, 21, 30, 31, 40, 41, 50, 51]);
    expect(find(after!, "chunked").values.filter((value) => value !== -9.5)).toEqual([123.5, 281.5, 282.5, 283.5]);
    expect(find(after!, "appended").values.slice(-2)).toEqual([398, 399]);
    expect(after!.attrs).toMatchObject(before!.attrs);
    expect(after!.vdatas[0]!.records).toEqual([...before!.vdatas[0]!.records, [[5.5, 6.5], "new "]]);
    expect(after!.vgroups[0]!.members.map(({ name }) => name)).toEqual(["chunked", "stations", "plain"]);
  });

  it("may have thousands of chunks, of which many are missing", async () => {
    const file = await roundTrip(async (writer) => {
      const dataset = writer.createDataset("d", { dtype: "int32", shape: [200, 40], chunks: [2, 2], fillValue: -1 });
      // Backwards, and every third chunk not at all.
      for (let i = 1999; i >= 0; i--) {
        if (i % 3 > 0) await dataset.writeChunk([Math.floor(i / 20), i % 20], [i, i, i, i]);
      }
    });
    const expected = Array.from({ length: 8000 }, (_, n) => {
      const chunk = Math.floor(n / 80) * 20 + Math.floor((n % 40) / 2);
      return chunk % 3 > 0 ? chunk : -1;
    });
    expect(file.datasets[0]!.values).toEqual(expected);
  });

  it("have the library's fill value where there is none of their own", async () => {
    const dtypes = [
      "int8",
      "uint8",
      "int16",
      "uint16",
      "int32",
      "uint32",
      "float32",
      "float64",
      "char8",
      "uchar8",
    ] as const;
    const file = await roundTrip(async (writer) => {
      for (const dtype of dtypes) {
        writer.createDataset(`${dtype} by the library`, { dtype, shape: [2] });
        await writer.createDataset(`${dtype} in the file`, { dtype, shape: [3] }).writeRows(2, [1]);
        writer.createDataset(`${dtype} in chunks`, { dtype, shape: [2], chunks: [1] });
      }
    });
    for (const dtype of dtypes) {
      const { values } = find(file, `${dtype} by the library`);
      expect(find(file, `${dtype} in the file`).values).toEqual([...values, 1]);
      expect(find(file, `${dtype} in chunks`).values).toEqual(values);
    }
  });

  it("may have almost 2^31 bytes", async () => {
    const path = join(directory, "large.hdf");
    const file = await createHdf4(path);
    const options = { dtype: "int16", shape: [1_073_730, 1000], fillValue: 0 } as const;
    // Zeros are not written, so that the file is sparse.
    await file.createDataset("large", options).writeRows(
      1_073_728,
      Int16Array.from({ length: 2000 }, (_, i) => i),
    );
    await file.createDataset("behind", { dtype: "int16", shape: [3] }).write([7, 8, 9]);
    await file.close();
    expect(statSync(path).size).toBeGreaterThan(2 ** 31 - 40_000);
    const script = `
import sys
from pyhdf.SD import SD
file = SD(sys.argv[1])
print(file.select("large")[1073727:, 997:].tolist(), file.select("behind").get().tolist())
`;
    expect(runPython(python!, script, [path]).trim()).toBe(
      "[[0, 0, 0], [997, 998, 999], [1997, 1998, 1999]] [7, 8, 9]",
    );
    rmSync(path);
  });

  it("may have attributes of 65535 bytes and names of the greatest length", async () => {
    const text = "0123456789abcde".repeat(4369);
    const attributeName = "a".repeat(64);
    const file = await roundTrip(async (writer) => {
      const attributes = { [attributeName]: text, numbers: Float64Array.from({ length: 9000 }, (_, i) => i) };
      const options = { dtype: "int8", shape: [1], dimensions: ["ü".repeat(127)], attributes } as const;
      const dataset = writer.createDataset("d".repeat(255), options);
      writer.setAttribute("text", text);
      const fields = [{ name: "f".repeat(128), dtype: "char8", order: 65535, attributes: { text } }] as const;
      const table = writer.createTable("t".repeat(64), { className: "c".repeat(64), fields, attributes: { text } });
      await table.write({ [fields[0].name]: [text, "short"] });
      writer.createGroup("g".repeat(64), { className: "h".repeat(64), attributes: { text } }).add(dataset);
    });
    const [dataset] = file.datasets;
    expect(dataset!.name).toBe("d".repeat(255));
    expect(dataset!.attrs[attributeName]!.values === text).toBe(true);
    expect(dataset!.attrs.numbers!.values.at(-1)).toBe(8999);
    expect(dataset!.dims[0]!.name).toBe("ü".repeat(127));
    expect(file.attrs.text!.values === text).toBe(true);
    const [table] = file.vdatas;
    expect(table!.name + table!.class + table!.fields[0]!.name).toBe("t".repeat(64) + "c".repeat(64) + "f".repeat(128));
    expect(table!.records[0]![0] === text && table!.attrs!.text!.values === text).toBe(true);
    expect(file.vgroups[0]!.name + file.vgroups[0]!.class).toBe("g".repeat(64) + "h".repeat(64));
    expect(file.vgroups[0]!.attrs!.text!.values === text).toBe(true);
  });
});
