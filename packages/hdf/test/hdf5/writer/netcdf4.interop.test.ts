import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPython, runPython } from "../../../../../test/support/python.ts";
import { createHdf5 } from "../../../src/write.ts";

const { python, reason } = findPython("netCDF4", "numpy");

test.skipIf(python === undefined)(`netCDF4 sees dimensions, coordinates and groups ${reason}`, async () => {
  const directory = mkdtempSync(join(tmpdir(), "atcs-hdf5-"));
  const path = join(directory, "predictions.nc");
  try {
    const file = await createHdf5(path, {
      attributes: { Conventions: "CF-1.8", version: { dtype: "int32", value: 3 } },
    });
    const time = file.createDataset("time", { dtype: "float64", shape: [2], scale: true, attributes: { units: "s" } });
    const lat = file.createDataset("lat", { dtype: "float32", shape: [3], scale: true });
    const bin = file.createDimension("bin", 4);
    await time.write(new Float64Array([0, 60]));
    await lat.write(new Float32Array([10, 20, 30]));
    const cloud = file.createDataset("cloud", {
      dtype: "int16",
      shape: [2, 3, 4],
      chunks: [1, 3, 4],
      shuffle: true,
      deflate: 5,
      fillValue: -999,
      dimensions: [time, lat, bin],
      attributes: { _FillValue: { dtype: "int16", value: -999 }, scale_factor: 0.5, flags: ["none", "some"] },
    });
    await cloud.writeChunk(
      [1, 0, 0],
      Int16Array.from({ length: 12 }, (_, i) => i),
    );
    const inner = file
      .createGroup("model")
      .createDataset("p", { dtype: "float32", shape: [3, 4], dimensions: [lat, bin] });
    await inner.write(Float32Array.from({ length: 12 }, (_, i) => i / 10));
    await file.close();

    const found = JSON.parse(
      runPython(
        python!,
        `
import sys, json, numpy as np, netCDF4
n = netCDF4.Dataset(sys.argv[1])
c = n['cloud']
print(json.dumps({
  'dimensions': {name: d.size for name, d in n.dimensions.items()},
  'variables': {name: [str(v.dtype), v.dimensions] for name, v in n.variables.items()},
  'model': [n['model'].variables['p'].dimensions, list(n['model'].dimensions), float(n['model/p'][2, 3])],
  'masked': np.ma.getmaskarray(c[0]).all().item(), 'values': c[1].tolist(), 'filters': c.filters(), 'chunks': c.chunking(),
  'attributes': {k: v if isinstance(v, (str, list)) else v.item() for k, v in c.__dict__.items()},
  'global': [n.Conventions, n.version.item()], 'lat': n['lat'][:].tolist(), 'units': n['time'].units,
}))`,
        [path],
      ),
    );
    expect(found).toMatchObject({
      dimensions: { time: 2, lat: 3, bin: 4 },
      variables: {
        time: ["float64", ["time"]],
        lat: ["float32", ["lat"]],
        cloud: ["int16", ["time", "lat", "bin"]],
      },
      model: [["lat", "bin"], [], Math.fround(1.1)],
      masked: true,
      values: [0, 1, 2].map((row) => [0, 1, 2, 3].map((i) => (row * 4 + i) / 2)),
      filters: { zlib: true, shuffle: true, complevel: 5 },
      chunks: [1, 3, 4],
      attributes: { _FillValue: -999, scale_factor: 0.5, flags: ["none", "some"] },
      global: ["CF-1.8", 3],
      lat: [10, 20, 30],
      units: "s",
    });
    expect(Object.keys(found.dimensions)).toEqual(["time", "lat", "bin"]);
    expect(Object.keys(found.variables)).toEqual(["time", "lat", "cloud"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
