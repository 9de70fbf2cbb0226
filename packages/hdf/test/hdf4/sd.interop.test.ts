import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { open } from "../../src/open.ts";
import type { DataArray, HdfFile } from "../../src/types.ts";

const { python, reason } = findPython("numpy", "pyhdf");

/** Writes data sets that are not among the fixtures, and prints what the library reads of them. */
const script = `
import ctypes as C, json, os, sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from h4lib import MF, Writer, i32, sd_read
path = sys.argv[2]
os.chdir(os.path.dirname(path))
out = Writer(path)
def add(name, nt, shape, start, values, edges, deflate=None):
    sds = MF.SDcreate(out.sd, name, nt, len(shape), i32(shape))
    if deflate is not None:
        MF.SDsetcompress(sds, 4, (C.c_int * 4)(deflate))
    values = np.ascontiguousarray(values)
    MF.SDwritedata(sds, i32(start), None, i32(edges), values.ctypes.data_as(C.c_void_p))
    MF.SDendaccess(sds)
add(b"scalar", 24, [], [], np.array([42], np.int32), [])
add(b"rank 32", 20, [1] * 30 + [2, 3], [0] * 32, np.arange(6, dtype=np.int8), [1] * 30 + [2, 3])
add(b"text", 4, [2, 6], [0, 0], np.frombuffer(b"hello\\0wo rld", np.uint8), [2, 6])
add(b"deflated in part", 22, [4, 6], [0, 0], np.arange(12, dtype=np.int16), [2, 6], deflate=6)
MF.SDsetfillmode(out.sd, 256)  # SD_NOFILL
add(b"part of a record", 22, [0, 6], [0, 0], np.arange(3, dtype=np.int16), [1, 3])
add(b"not filled", 22, [4, 6], [1, 0], np.arange(3, dtype=np.int16), [1, 3])
out.close()
sd = MF.SDstart(os.fsencode(path), 1)
result = []
count, attributes = C.c_int32(), C.c_int32()
MF.SDfileinfo(sd, C.byref(count), C.byref(attributes))
for index in range(count.value):
    sds = MF.SDselect(sd, index)
    name, rank, nt, shape = C.create_string_buffer(256), C.c_int32(), C.c_int32(), i32([0] * 32)
    MF.SDgetinfo(sds, name, C.byref(rank), shape, C.byref(nt), C.byref(attributes))
    dims = list(shape[:rank.value])
    result.append({"name": name.value.decode(), "shape": dims, "values": sd_read(sds, dims, nt.value).ravel().tolist()})
print(json.dumps(result))
`;

describe.skipIf(python === undefined)(`data sets beside the fixtures ${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "atcs-sd-"));
  const path = join(folder, "odd.hdf");
  let expected: { name: string; shape: number[]; values: number[] }[] = [];
  let file: HdfFile;

  beforeAll(async () => {
    expected = JSON.parse(runPython(python!, script, [fixturePath("src"), path]));
    file = await open(path);
  });

  afterAll(async () => {
    await file?.close();
    rmSync(folder, { recursive: true });
  });

  it("are read as the library reads them", async () => {
    expect(expected).toHaveLength(6);
    const found = file.datasets().map(async (dataset) => {
      const { data } = await dataset.read();
      return { name: dataset.name, shape: dataset.shape, values: [...(data as DataArray)] };
    });
    expect(await Promise.all(found)).toEqual(expected);
  });

  it("text is joined along the last axis", async () => {
    const text = await file.dataset("text").readText();
    expect(text.shape).toEqual([2]);
    expect(text.data).toEqual(["hello", "wo rld"]);
    expect((await file.dataset("text").readText([1])).data).toEqual(["wo rld"]);
  });
});
