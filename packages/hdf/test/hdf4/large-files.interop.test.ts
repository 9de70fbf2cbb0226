import { mkdtempSync, openAsBlob, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { open } from "../../src/index.ts";

const { python, reason } = findPython("pyhdf.SD", "numpy");

// Sparse files: as long as the format allows, but only the rows written here take space on the disk.
const script = `
import sys, numpy
from pyhdf.SD import SD, SDC
folder = sys.argv[1]
columns = 1000
last = numpy.arange(2 * columns, dtype=numpy.int16).reshape(2, columns)

def create(name, rows, external=None):
    file = SD(f"{folder}/{name}", SDC.WRITE | SDC.CREATE | SDC.TRUNC)
    file.setfillmode(SDC.NOFILL)
    data = file.create("data", SDC.INT16, (rows, columns))
    if external:
        data.setexternalfile(f"{folder}/{external[0]}", external[1])
        # The library adds offset and position in 32 bits, so the bytes behind 2^31 are put there without it.
        with open(f"{folder}/{external[0]}", "wb") as out:
            out.seek(external[1] + (rows - 2) * columns * 2)
            out.write(last.astype(">i2").tobytes())
    else:
        data[rows - 2:rows] = last
    data.endaccess()
    small = file.create("behind", SDC.INT16, (3,))
    small[:] = numpy.array([7, 8, 9], dtype=numpy.int16)
    small.endaccess()
    file.end()

create("large.hdf", 1_073_730)                                   # 2,147,460,000 bytes of data in the file
create("outside.hdf", 1_073_730, ("outside.bin", 2_147_000_000))  # up to byte 4,294,460,000 of the other file
`;

describe.skipIf(python === undefined)(`HDF4 at the limits of the format ${reason}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "atcs-large-"));
    runPython(python as string, script, [folder]);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const rows = 1_073_730;

  test.each(["path", "Blob"])("a file of almost 2^31 bytes, from a %s", async (kind) => {
    const path = join(folder, "large.hdf");
    expect(statSync(path).size).toBeGreaterThan(2 ** 31 - 40_000);
    await using file = await open(kind === "path" ? path : await openAsBlob(path));
    const data = file.dataset("data", "int16");
    expect(data.shape).toEqual([rows, 1000]);
    expect((await data.read([rows - 2, [5, 9]])).data).toEqual(Int16Array.of(5, 6, 7, 8));
    expect((await data.read([rows - 1, [998, 1000]])).data).toEqual(Int16Array.of(1998, 1999));
    expect((await file.dataset("behind").read()).data).toEqual(Int16Array.of(7, 8, 9));
  });

  test("an external element up to byte 4,294,460,000", async () => {
    expect(statSync(join(folder, "outside.bin")).size).toBe(2_147_000_000 + rows * 2000);
    await using file = await open(join(folder, "outside.hdf"));
    const data = file.dataset("data", "int16");
    expect((await data.read([rows - 1, [0, 1000, 333]])).data).toEqual(Int16Array.of(1000, 1333, 1666, 1999));
  });

  test("the whole of it is more than maxBytes", async () => {
    await using file = await open(join(folder, "large.hdf"));
    await expect(file.dataset("data").read()).rejects.toMatchObject({ code: "HDF_LIMIT" });
  });
});
