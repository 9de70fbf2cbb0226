import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../../test/support/python.ts";
import type { NumericDtype } from "../../../src/types.ts";
import { createHdf5, type Hdf5FileWriter } from "../../../src/write.ts";

const { python, reason } = findPython("h5py", "numpy");
const dtypes: readonly NumericDtype[] = [
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float32",
  "float64",
];

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "atcs-hdf5-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function write(name: string, fill: (file: Hdf5FileWriter) => unknown): Promise<string> {
  const path = join(directory, name);
  const file = await createHdf5(path);
  await fill(file);
  await file.close();
  return path;
}

/** The last line that a script prints, as JSON; `f` is the file, opened by h5py. */
function h5py<T>(path: string, script: string): T {
  const head = "import sys, json, h5py, numpy as np\nf = h5py.File(sys.argv[1], 'r')\n";
  return JSON.parse(runPython(python!, head + script, [path])) as T;
}

describe.skipIf(python === undefined)(`h5py ${reason}`, () => {
  test("every number type, contiguous and chunked, with its extremes", async () => {
    const extremes = `
def extremes(t):
    t = np.dtype(t)
    if t.kind == 'f':
        i = np.finfo(t)
        return np.array([i.min, i.max, i.tiny, i.smallest_subnormal, 0.1, -0.0, np.inf, -np.inf, np.nan, 1], t)
    i = np.iinfo(t)
    return np.array([i.min, i.max, 0, 1, 2, 3, 4, 5, 6, i.max // 3], t)
`;
    const made = JSON.parse(
      runPython(
        python!,
        `import json, numpy as np${extremes}
print(json.dumps({t: list(extremes(t).tobytes()) for t in ${JSON.stringify(dtypes)}}))`,
      ),
    ) as Record<NumericDtype, number[]>;
    const path = await write("types.h5", async (file) => {
      for (const dtype of dtypes) {
        const view = toArray(dtype, made[dtype]);
        const chunked = { chunks: [3], shuffle: true, deflate: 4 };
        await file.createDataset(`plain/${dtype}`, { dtype, shape: [10] }).write(view as never);
        await file.createDataset(`chunked/${dtype}`, { dtype, shape: [10], ...chunked }).write(view as never);
        file.setAttribute(dtype, view);
      }
    });
    const wrong = h5py<string[]>(
      path,
      `${extremes}
wrong = []
for t in ${JSON.stringify(dtypes)}:
    want = extremes(t)
    for where, got in (('plain', f['plain'][t][:]), ('chunked', f['chunked'][t][:]), ('attribute', f.attrs[t])):
        if got.dtype != want.dtype or got.tobytes() != want.tobytes(): wrong.append(where + ' ' + t)
print(json.dumps(wrong))`,
    );
    expect(wrong).toEqual([]);
  });

  test("properties and values of a sparse, filtered data set", async () => {
    const path = await write("sparse.h5", async (file) => {
      const dataset = file.createDataset("Data_Fields/I670P", {
        dtype: "int16",
        shape: [324, 648, 16],
        chunks: [54, 108, 16],
        shuffle: true,
        deflate: 6,
        fillValue: 32767,
      });
      for (const i of [5, 2, 0]) {
        await dataset.writeChunk(
          [i, 5 - i, 0],
          Int16Array.from({ length: 54 * 108 * 16 }, (_, at) => (at % 1000) * i),
        );
      }
    });
    const found = h5py<Record<string, unknown>>(
      path,
      `
d = f['Data_Fields/I670P']
want = np.full(d.shape, 32767, 'i2')
for i in (0, 2, 5):
    block = (np.arange(54 * 108 * 16) % 1000 * i).astype('i2').reshape(54, 108, 16)
    want[i * 54:(i + 1) * 54, (5 - i) * 108:(6 - i) * 108] = block
plist = d.id.get_create_plist()
print(json.dumps({
  'equal': bool((d[...] == want).all()), 'dtype': str(d.dtype), 'fill': int(d.fillvalue), 'chunks': d.chunks,
  'filters': [plist.get_filter(i)[0] for i in range(plist.get_nfilters())], 'level': d.compression_opts,
  'stored': d.id.get_num_chunks(), 'order': list(f['Data_Fields']), 'window': d[120:122, 400, 3].tolist(),
}))`,
    );
    expect(found).toEqual({
      equal: true,
      dtype: "int16",
      fill: 32767,
      chunks: [54, 108, 16],
      filters: [2, 1],
      level: 6,
      stored: 3,
      order: ["I670P"],
      window: [0, 1].map((row) => ((((12 + row) * 108 + 76) * 16 + 3) % 1000) * 2),
    });
  });

  test("types and shapes of attributes, and the order of creation", async () => {
    const path = await write("attributes.h5", (file) => {
      const group = file.createGroup("g");
      group.setAttribute("z_number", 1e-4);
      group.setAttribute("a_int64", { dtype: "int64", value: 32767n });
      group.setAttribute("text", "degrees");
      group.setAttribute("utf8", "\u00b5m");
      group.setAttribute("long", { dtype: "string", value: "abc", length: 32 });
      group.setAttribute("texts", ["a", "bcd"]);
      group.setAttribute("range", new Float32Array([0, 1]));
      group.setAttribute("matrix", { dtype: "uint16", value: [1, 2, 3, 4, 5, 6], shape: [2, 3] });
      group.setAttribute("none", new Int8Array(0));
      for (const name of ["z", "b", "a"]) group.createDataset(name, { dtype: "int8", shape: [] });
    });
    const found = h5py<unknown>(
      path,
      `
g = f['g']
def tell(name):
    a = h5py.h5a.open(g.id, name.encode())
    t = a.get_type()
    text = [t.get_size(), t.get_strpad(), t.get_cset()] if isinstance(t, h5py.h5t.TypeStringID) else None
    v = g.attrs[name]
    v = v.tolist() if hasattr(v, 'tolist') else v
    return [str(a.dtype), list(a.shape), text, json.loads(json.dumps(v, default=lambda b: b.decode()))]
print(json.dumps([list(g), [[n, *tell(n)] for n in g.attrs]]))`,
    );
    expect(found).toEqual([
      ["z", "b", "a"],
      [
        ["z_number", "float64", [], null, 1e-4],
        ["a_int64", "int64", [], null, 32767],
        ["text", "|S7", [], [7, 1, 0], "degrees"],
        ["utf8", "|S3", [], [3, 1, 1], "\u00b5m"],
        ["long", "|S32", [], [32, 1, 0], "abc"],
        ["texts", "|S3", [2], [3, 1, 0], ["a", "bcd"]],
        ["range", "float32", [2], null, [0, 1]],
        [
          "matrix",
          "uint16",
          [2, 3],
          null,
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
        ],
        ["none", "int8", [0], null, []],
      ],
    ]);
  });

  test("texts of variable length, as labels of dimensions", async () => {
    const value = ["row", "column", "\u03b8"];
    const path = await write("labels.h5", (file) => {
      const rows = file.createDataset("rows", { dtype: "int8", shape: [1], scale: true });
      const dataset = file.createDataset("d", { dtype: "int8", shape: [1, 2, 3], dimensions: [rows, null, null] });
      dataset.setAttribute("DIMENSION_LABELS", { dtype: "string", value, variableLength: true });
      dataset.setAttribute("ascii", { dtype: "string", value: "abc", variableLength: true });
    });
    const found = h5py<unknown>(
      path,
      `
d = f['d']
def kind(name):
    t = d.attrs.get_id(name).get_type()
    return [t.is_variable_str(), t.get_cset(), list(d.attrs.get_id(name).shape)]
print(json.dumps([
  [dim.label for dim in d.dims], [dim.name for dim in d.dims[0].values()],
  kind('DIMENSION_LABELS'), kind('ascii'), list(d.attrs['DIMENSION_LABELS']), d.attrs['ascii'],
]))`,
    );
    expect(found).toEqual([value, ["/rows"], [true, 1, [3]], [true, 0, []], value, "abc"]);
  });

  test("scales, and references that lead back", async () => {
    const path = await write("scales.h5", async (file) => {
      const rows = file.createDataset("rows", { dtype: "float64", shape: [2], scale: true });
      const columns = file.createDataset("g/columns", { dtype: "int16", shape: [3], scale: "across" });
      file.createDataset("g/x", { dtype: "int8", shape: [2, 3, 5], dimensions: [rows, columns, null] });
      file.createDataset("y", { dtype: "int8", shape: [2], dimensions: [rows] });
      await rows.write(new Float64Array([0.5, 1.5]));
    });
    const found = h5py<unknown>(
      path,
      `
x = f['g/x']
print(json.dumps([
  [[d.name for d in dim.values()] for dim in x.dims], [f['g/columns'].attrs['NAME'].decode(), h5py.h5ds.is_scale(f['rows'].id), h5py.h5ds.is_scale(f['y'].id)],
  [[f[ref].name, int(axis)] for ref, axis in f['rows'].attrs['REFERENCE_LIST']], x.dims[0][0][:].tolist(),
]))`,
    );
    expect(found).toEqual([
      [["/rows"], ["/g/columns"], []],
      ["across", true, false],
      [
        ["/g/x", 0],
        ["/y", 0],
      ],
      [0.5, 1.5],
    ]);
  });

  test("300 data sets and 5,000 chunks, and libhdf5 can go on writing", async () => {
    const path = await write("many.h5", async (file) => {
      for (let i = 0; i < 300; i++) {
        await file.createDataset(`g/d${i}`, { dtype: "int32", shape: [3] }).write(new Int32Array([i, i, i]));
      }
      const dataset = file.createDataset("chunks", { dtype: "uint16", shape: [100, 100], chunks: [2, 1] });
      for (let i = 0; i < 5000; i++) {
        const at = (i * 1237) % 5000;
        await dataset.writeChunk([Math.floor(at / 100), at % 100], new Uint16Array([at, at]));
      }
    });
    const found = h5py<unknown>(
      path,
      `
want = (np.arange(100)[:, None] // 2) * 100 + np.arange(100)[None, :]
first = [bool((f['chunks'][:] == want).all()), all((f['g/d%d' % i][:] == i).all() for i in range(300)), list(f['g'])[:3]]
f.close()
f = h5py.File(sys.argv[1], 'r+')
for i in range(20):
    f['g/more%d' % i] = np.arange(i)
    f.attrs['a%d' % i] = i
f['chunks'][0, :] = 9
f.close()
f = h5py.File(sys.argv[1], 'r')
print(json.dumps(first + [len(f['g']), len(f.attrs), int(f['chunks'][0].sum()), bool((f['chunks'][1:] == want[1:]).all())]))`,
    );
    expect(found).toEqual([true, true, ["d0", "d1", "d2"], 320, 20, 900, true]);
  });

  test("a contiguous data set beyond 4 GiB, of which the tail is written", async () => {
    const rows = 5 * 2 ** 20;
    const path = await write("large.h5", async (file) => {
      const large = file.createDataset("large", { dtype: "uint8", shape: [rows, 1024] });
      await large.writeRows(
        rows - 2,
        Uint8Array.from({ length: 2048 }, (_, i) => i % 251),
      );
      const behind = file.createDataset("behind", { dtype: "int32", shape: [4], chunks: [2], deflate: 1 });
      await behind.write(new Int32Array([1, 2, 3, 4]));
    });
    const info = statSync(path);
    expect(info.size).toBeGreaterThan(5 * 2 ** 30);
    expect(info.blocks * 512).toBeLessThan(2 ** 24);
    const found = h5py<unknown>(
      path,
      `
d = f['large']
tail = np.concatenate([np.zeros(1024), np.arange(2048) % 251]).astype('u1').reshape(3, 1024)
print(json.dumps([d.shape, bool((d[-3:] == tail).all()), int(d[0].sum()), f['behind'][:].tolist(), f['behind'].id.get_chunk_info(0).byte_offset > 2**32]))`,
    );
    expect(found).toEqual([[rows, 1024], true, 0, [1, 2, 3, 4], true]);
  });
});

function toArray(dtype: NumericDtype, bytes: readonly number[]) {
  const { buffer } = new Uint8Array(bytes);
  const arrays = {
    int8: Int8Array,
    uint8: Uint8Array,
    int16: Int16Array,
    uint16: Uint16Array,
    int32: Int32Array,
    uint32: Uint32Array,
    int64: BigInt64Array,
    uint64: BigUint64Array,
    float32: Float32Array,
    float64: Float64Array,
  };
  return new arrays[dtype](buffer);
}
