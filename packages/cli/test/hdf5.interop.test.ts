import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../test/support/python.ts";
import { main } from "../src/index.ts";
import { captureIo } from "./support/io.ts";

const { python, reason } = findPython("h5py", "numpy");
const folder = mkdtempSync(join(tmpdir(), "atcs-hdf5-"));
const file = join(folder, "a.h5");
afterAll(() => rmSync(folder, { recursive: true }));

const write = `
import h5py, numpy as np, sys
with h5py.File(sys.argv[1], "w") as f:
    f["delta_thetav.sinphi"] = np.arange(24, dtype="i8").reshape(2, 3, 4) + 2**53
    f["scalar"] = np.float64(0.1)
    f["texts"] = np.array(["a", "b,c", "d\\u00e9"], dtype=h5py.string_dtype())
    f["fixed"] = np.array([b"ab", b"c"], dtype="S4")
    rows = np.zeros(3, dtype=[("id", "u8"), ("pos", "f4", (2,)), ("name", "S5")])
    rows["id"] = [1, 2, 2**64 - 1]; rows["pos"] = [[1, 2], [3, 4], [5, 6]]; rows["name"] = [b"x", b"yy", b"zzz"]
    f["rows"] = rows
    g = f.create_group("g"); g["self"] = g; g["top"] = f["/"]
`;

async function run(...argv: string[]): Promise<string> {
  const { io, stdout, stderr } = captureIo();
  const code = await main(argv, io);
  expect([stderr(), code]).toEqual(["", 0]);
  return stdout();
}

async function dump(path: string, ...options: string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await run("dump", file, path, ...options)) as Record<string, unknown>;
}

describe.skipIf(python === undefined)(`files of h5py ${reason}`, () => {
  beforeAll(() => {
    runPython(python!, write, [file]);
  });

  test("64-bit integers, a name with a dot", async () => {
    expect(await dump("delta_thetav.sinphi", "--slice", "-1,::2,0")).toMatchObject({
      dtype: "int64",
      shape: [2],
      values: ["9007199254741004", "9007199254741012"],
    });
  });

  test("a scalar", async () => {
    expect(await dump("scalar")).toMatchObject({ shape: [], selection: [], values: 0.1 });
    expect(await run("dump", file, "scalar", "--format", "csv")).toBe("0.1\n");
  });

  test("text", async () => {
    expect(await dump("texts")).toMatchObject({ dtype: "string", values: ["a", "b,c", "dé"] });
    expect(await run("dump", file, "fixed", "--format", "csv")).toBe("ab\nc\n");
    expect(await run("dump", file, "texts", "--slice", "1:", "--format", "csv")).toBe('"b,c"\ndé\n');
  });

  test("a compound data set is a table", async () => {
    const { columns } = await dump("rows");
    expect(columns).toEqual({
      id: [1, 2, "18446744073709551615"],
      pos: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      name: ["x", "yy", "zzz"],
    });
    expect(await run("dump", file, "rows", "--fields", "name,id", "--slice", "::2", "--format", "csv")).toBe(
      "name,id\nx,1\nzzz,18446744073709551615\n",
    );
  });

  test("numpy reads what is written", async () => {
    const out = join(folder, "out.npy");
    const { io } = captureIo();
    expect(await main(["dump", file, "rows", "--fields", "pos", "-o", out], io)).toBe(0);
    const script = "import numpy, sys; a = numpy.load(sys.argv[1]); print(a.dtype, a.tolist())";
    expect(runPython(python!, script, [out])).toBe("float32 [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]\n");
    expect(readFileSync(out).length % 64).toBe(24);
  });

  test("groups in a circle", async () => {
    const text = await run("inspect", file);
    expect(text).toMatch(/self +[=] g, shown above/);
    expect(text).toMatch(/top +[=] the root, shown above/);
  });
});
