import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasProgram } from "../../../../../test/support/python.ts";
import { writeBytes } from "./_h5wasm.ts";

test.skipIf(!hasProgram("h5dump"))("h5dump prints properties, data and attributes", async () => {
  const bytes = await writeBytes(async (file) => {
    const axis = file.createDataset("axis", { dtype: "float32", shape: [3], scale: true });
    const filters = { chunks: [2, 2], shuffle: true, deflate: 9 };
    const dataset = file.createDataset("a/b/data", {
      dtype: "uint16",
      shape: [3, 4],
      ...filters,
      fillValue: 65535,
      dimensions: [axis, null],
      attributes: { units: "1", scale_factor: 1e-4, ids: [1n, 2n], names: ["x", "\u03b8"] },
    });
    await dataset.writeChunk([1, 1], new Uint16Array([41, 42, 43, 44]));
    await file.createDataset("rows", { dtype: "int64", shape: [2] }).writeRows(1, new BigInt64Array([-5n]));
  });
  const directory = mkdtempSync(join(tmpdir(), "atcs-hdf5-"));
  try {
    writeFileSync(join(directory, "x.h5"), bytes);
    const { status, stdout, stderr } = spawnSync("h5dump", ["-p", join(directory, "x.h5")], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("(2,0): 65535, 65535, 41, 42");
    expect(stdout).toContain("COMPRESSION DEFLATE { LEVEL 9 }");
    expect(stdout).toMatch(/STRSIZE 2;\s+STRPAD H5T_STR_NULLPAD;\s+CSET H5T_CSET_UTF8/);
    expect(stdout).toContain("(0): 0, -5");
    expect(stdout).toContain('DATASET "data"');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
