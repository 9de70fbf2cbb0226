import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { open } from "../../src/open.ts";
import type { AxisSelection } from "../../src/types.ts";
import { attributeTruth, expectFile, type FileTruth, h5Path, listTruth, type TruthValue } from "./_truth.ts";

const { python, reason } = findPython("h5py", "numpy");
const directory = mkdtempSync(join(tmpdir(), "atcs-h5py-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** Data sets of random type, shape, layout, filters and content, with random selections of them, as h5py reads them. */
const randomScript = `
import json, sys
import h5py, numpy as np
rng = np.random.default_rng(int(sys.argv[2]))
kinds = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8"]

def plain(values):
    flat = np.asarray(values).reshape(-1)
    if flat.dtype.kind in "iu" and flat.dtype.itemsize == 8:
        return [str(v) for v in flat]
    if flat.dtype.kind == "f":
        return [float(v) if np.isfinite(v) else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(float(v))] for v in flat]
    return [int(v) for v in flat]

def selection(size):
    kind = rng.integers(4)
    if kind == 0 or size == 0: return None
    if kind == 1: return int(rng.integers(size))
    a, b = sorted(int(v) for v in rng.integers(0, size + 1, 2))
    return [a, b] if kind == 2 else [a, b, int(rng.integers(1, size + 3))]

truth = []
with h5py.File(sys.argv[1], "w", libver="latest" if rng.integers(2) else None) as f:
    for n in range(60):
        kind = rng.choice(kinds)
        dtype = np.dtype(str(rng.choice(["<", ">"])) + kind)
        shape = tuple(int(v) for v in rng.integers(0 if rng.integers(6) == 0 else 1, 14, rng.integers(0, 5)))
        size = int(np.prod(shape))
        data = np.frombuffer(rng.bytes(size * dtype.itemsize), dtype).reshape(shape) if kind[0] != "f" else (rng.normal(size=shape) * 100).astype(dtype)
        options = {}
        if shape and rng.integers(3):
            options["chunks"] = tuple(int(rng.integers(1, max(1, s) + 1)) for s in shape)
            options["maxshape"] = tuple(None if rng.integers(3) == 0 else max(s, 1) for s in shape)
            if rng.integers(2): options["shuffle"] = True
            if rng.integers(2): options["compression"] = int(rng.integers(0, 10))
            elif kind in ("i2", "u2", "i4", "f4") and rng.integers(2) and np.prod(options["chunks"]) >= 8: options["compression"] = "szip"
            if rng.integers(3) == 0: options["fletcher32"] = True
            if kind[0] in "iu" and kind[1] != "8" and rng.integers(4) == 0 and options.get("compression") != "szip": options["scaleoffset"] = 0
        if "scaleoffset" in options or "compression" in options and options["compression"] == "szip": options.pop("fletcher32", None)
        if rng.integers(3) == 0: options["fillvalue"] = dtype.type(7)
        written = rng.integers(4) > 0
        if written: d = f.create_dataset(f"d{n}", data=data, **options)
        else: d = f.create_dataset(f"d{n}", shape=shape, dtype=dtype, **options)
        d.attrs["value"] = data.reshape(-1)[:9]
        cuts = []
        for _ in range(4):
            chosen = [selection(s) for s in shape]
            index = tuple(slice(None) if c is None else c if isinstance(c, int) else slice(*c) for c in chosen)
            whole = d[()]
            part = np.asarray(whole)[index]
            cuts.append({"selection": chosen, "shape": list(part.shape), "values": plain(part)})
        truth.append({"name": d.name[1:], "attribute": plain(d.attrs["value"]), "cuts": cuts})
json.dump(truth, sys.stdout)
`;

interface RandomTruth {
  readonly name: string;
  readonly attribute: TruthValue[];
  readonly cuts: { selection: AxisSelection[]; shape: number[]; values: TruthValue[] }[];
}

/** Addresses above 4 GiB, in a file that is almost all holes. */
const sparseScript = `
import sys
import h5py, numpy as np
with h5py.File(sys.argv[1], "w") as f:
    never = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    never.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
    never.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    space = h5py.h5s.create_simple((700_000_000,))
    big = h5py.Dataset(h5py.h5d.create(f.id, b"big", h5py.h5t.IEEE_F64LE, space, dcpl=never))
    big[5] = 5.5
    big[699_999_990:] = np.arange(10.0)
    f.create_dataset("behind", data=np.arange(10000, dtype="i4").reshape(100, 100), chunks=(10, 30), compression=4, shuffle=True)
    f.create_dataset("flat", data=np.arange(100, dtype=">i2"))
    f["flat"].attrs["note"] = "behind"
    assert f["flat"].id.get_offset() > 2**32
`;

describe.skipIf(python === undefined)(`against h5py ${reason}`, () => {
  test("the generator of the fixtures gives the same truth with the h5py here, and its files read the same", async () => {
    runPython(python!, readFileSync(h5Path("make.py"), "utf8"), [directory]);
    for (const name of ["types", "layouts", "latest"]) {
      const text = readFileSync(join(directory, `${name}.json`), "utf8");
      expect(text).toBe(readFileSync(h5Path(`${name}.json`), "utf8"));
      using file = await open(join(directory, `${name}.h5`));
      await expectFile(file, JSON.parse(text) as FileTruth);
    }
  });

  test.each([1, 2, 3])("random data sets and selections, seed %i", async (seed) => {
    const path = join(directory, `random${seed}.h5`);
    const truth = JSON.parse(runPython(python!, randomScript, [path, String(seed)])) as RandomTruth[];
    using file = await open(path);
    expect(truth).toHaveLength(60);
    for (const { name, attribute, cuts } of truth) {
      const dataset = file.dataset(name);
      const value = attributeTruth(dataset.attributes.value!);
      expect([value].flat(), name).toEqual(attribute);
      for (const { selection, shape, values } of cuts) {
        const found = await dataset.read(selection);
        expect(found.shape, `${name} ${JSON.stringify(selection)}`).toEqual(shape);
        expect(listTruth(found), `${name} ${JSON.stringify(selection)}`).toEqual(values);
      }
    }
  });

  test("names that are not UTF-8 are listed, and refused", async () => {
    const path = join(directory, "latin1.h5");
    const script = `
import sys, h5py, numpy as np
with h5py.File(sys.argv[1], "w") as f:
    space = h5py.h5s.create(h5py.h5s.SCALAR)
    h5py.h5d.create(f.id, b"caf\\xe9", h5py.h5t.STD_I8LE, space)
    h5py.h5a.create(f.id, b"gr\\xfcn", h5py.h5t.STD_I8LE, space)
    f["plain"] = np.int8(4)`;
    runPython(python!, script, [path]);
    using file = await open(path);
    // The names come out wrong, so that only their number is known.
    const [name] = file.keys().filter((key) => key !== "plain");
    expect(file.keys()).toHaveLength(2);
    expect(() => file.get(name!)).toThrow(/not UTF-8/);
    const [attribute] = Object.keys(file.attributes);
    expect(() => file.attributes[attribute!]).toThrow(/not UTF-8/);
    expect((await file.dataset("plain").read()).get()).toBe(4);
  });

  test.each([30, 1000])("%i attributes in a heap, small and large", async (count) => {
    const path = join(directory, `dense${count}.h5`);
    const script = `
import sys, json, h5py, numpy as np
count = int(sys.argv[2])
bits = h5py.h5t.STD_I32BE.copy()
bits.set_precision(20)
bits.set_offset(5)
with h5py.File(sys.argv[1], "w", libver="latest", track_order=True) as f:
    for n in range(count):
        values = np.arange(n % 7 * (700 if n % 50 == 0 else 140) + 1, dtype="i4") - n
        space = h5py.h5s.create_simple((len(values),))
        h5py.h5a.create(f.id, b"a%d" % n, bits, space).write(values)
    f.attrs["huge"] = np.arange(20000)
with h5py.File(sys.argv[1], "r") as f:
    json.dump([f.attrs["a%d" % n].tolist() for n in range(count)], sys.stdout)`;
    const truth = JSON.parse(runPython(python!, script, [path, String(count)])) as number[][];
    using file = await open(path);
    const infos = file.attributeInfos();
    expect(infos).toHaveLength(count + 1);
    for (const [n, values] of truth.entries()) {
      expect(infos[n], `a${n}`).toMatchObject({ name: `a${n}`, dtype: "int32" });
      expect([attributeTruth(infos[n]!.value)].flat(), `a${n}`).toEqual(values);
    }
    expect(infos[count]).toMatchObject({ name: "huge", dtype: "int64", shape: [20000] });
  });

  test("a sparse file of 5.6 GB: data behind 4 GiB", async () => {
    const path = join(directory, "sparse.h5");
    runPython(python!, sparseScript, [path]);
    using file = await open(path);
    const big = file.dataset("big", "float64");
    expect((await big.read([[699_999_988, 700_000_000]])).data).toEqual(
      new Float64Array([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    );
    expect((await big.read([[5, 700_000_000, 99_999_997]])).data[0]).toBe(5.5);
    expect(
      listTruth(
        await file.dataset("behind").read([
          [98, 100],
          [97, 100],
        ]),
      ),
    ).toEqual([9897, 9898, 9899, 9997, 9998, 9999]);
    expect(listTruth(await file.dataset("flat").read([[97, 100]]))).toEqual([97, 98, 99]);
    expect(file.dataset("flat").attributes.note).toBe("behind");
    // The whole is more than maxBytes.
    await expect(big.read()).rejects.toMatchObject({ code: "HDF_LIMIT" });
  });
});
