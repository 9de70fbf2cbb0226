import { join } from "node:path";
import { createScene, createWorld, halfOrbit, writeParasol } from "@atcs/simulator";
import { beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../../test/support/python.ts";
import { predictGranule } from "../../../src/predict/granule/predict-granule.ts";
import { writeSmallDataset } from "../../support/small-dataset.ts";
import { temporaryFolder } from "../../support/temporary.ts";
import { localPredictor, smallRun } from "../support.ts";

const { python, reason } = findPython("netCDF4", "h5py", "numpy");
const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

/** Reads a file as a user would, and recomputes what can be known of it. */
const script = `
import sys, json, numpy as np, netCDF4, h5py
n = netCDF4.Dataset(sys.argv[1])
name = sys.argv[2]
v = n[name]
views = n['number_of_views'][:]
predicted = ~np.ma.getmaskarray(v[:]).reshape(-1, *views.shape)
# The official definition of the grid, with rows and columns from 1.
lin = n['row'][:].astype(float)[:, None] + 1
col = n['polder_column'][:].astype(float) + 1
lat = 90 - (lin - 0.5) / 18
half = np.rint(3240 * np.cos(np.radians(lat)))
lon = (180 / half) * (col - 3240.5)
step = np.diff(n['lon'][:], axis=1)
h = h5py.File(sys.argv[1])
print(json.dumps({
  'dimensions': {k: d.size for k, d in n.dimensions.items()},
  'variables': {k: [str(x.dtype), x.dimensions] for k, x in n.variables.items()},
  'attributes': {k: x.tolist() if hasattr(x, 'tolist') else x for k, x in v.__dict__.items()},
  'height': {k: str(x) for k, x in n['height'].__dict__.items()} if 'height' in n.variables else None,
  'bounds': n['height_bnds'][:].tolist() if 'height' in n.variables else None,
  'heights': n['height'][:].tolist() if 'height' in n.variables else None,
  'global': sorted(n.ncattrs()), 'conventions': n.Conventions,
  'latError': float(np.abs(n['lat'][:] - lat).max()), 'lonError': float(np.abs(n['lon'][:] - lon).max()),
  'jumps': int((np.abs(step) > 1).sum()), 'crossing': int((step < -359).sum()),
  'predictedWhereViews': bool((predicted == (views.filled(0) >= 13)).all()),
  'predicted': int(predicted[0].sum()),
  'range': [float(v[:].min()), float(v[:].max())], 'distinct': len(np.unique(v[:].compressed())),
  'surface': np.unique(n['land_sea_flag'][:].compressed()).tolist(),
  'chunks': h[name].chunks, 'compression': h[name].compression,
  'scales': [list(d.keys()) for d in h[name].dims],
  'raw': bool((h[name][:][~predicted.reshape(h[name].shape)] == h[name].attrs['_FillValue']).all()),
}))`;

interface Found {
  readonly [key: string]: unknown;
  readonly dimensions: Readonly<Record<string, number>>;
  readonly range: readonly number[];
  readonly chunks: readonly number[];
}

describe.skipIf(python === undefined)(`a simulated granule at the antimeridian ${reason}`, () => {
  beforeAll(async () => {
    const scene = createScene(createWorld(0), halfOrbit(80, 132), { latRange: [5, 6] });
    const times = { beginTai93: 486_610_096, endTai93: 486_612_596 };
    await writeParasol(at("POLDER3_L1B-BG1-080132M_2008-06-03T01-27-40_V1-01.h5"), {
      ...times,
      blocks: scene.measurements(),
    });
    await writeSmallDataset(at("dataset"));
  }, 60_000);

  async function predicted(task: "seg_3d" | "bin_seg_3d" | "bin_seg_2d", variable: string): Promise<Found> {
    await smallRun(at("dataset"), at(task), { epochs: 1, task });
    await using predictor = await localPredictor({ run: at(task) });
    const granule = at("POLDER3_L1B-BG1-080132M_2008-06-03T01-27-40_V1-01.h5");
    const { file, pixels } = await predictGranule(predictor, { granule, out: at(`${task}.h5`), tileSize: 32 });
    const found = JSON.parse(runPython(python!, script, [file, variable])) as Found;
    expect(found.predicted).toBe(pixels);
    return found;
  }

  test("netCDF4 and h5py see probabilities with their coordinates", async () => {
    const found = await predicted("bin_seg_3d", "cloud_probability");
    const { row, col } = found.dimensions;
    expect(found).toMatchObject({
      dimensions: { height: 5, bnds: 2 },
      variables: {
        height: ["float32", ["height"]],
        height_bnds: ["float32", ["height", "bnds"]],
        row: ["int32", ["row"]],
        lat: ["float32", ["row", "col"]],
        lon: ["float32", ["row", "col"]],
        polder_column: ["int16", ["row", "col"]],
        number_of_views: ["int8", ["row", "col"]],
        land_sea_flag: ["int8", ["row", "col"]],
        cloud_probability: ["float32", ["height", "row", "col"]],
      },
      attributes: { coordinates: "lat lon", units: "1", ancillary_variables: "number_of_views land_sea_flag" },
      height: { standard_name: "altitude", units: "m", positive: "up", axis: "Z", bounds: "height_bnds" },
      heights: [9000, 7500, 6000, 4500, 3000],
      bounds: [
        [9750, 8250],
        [8250, 6750],
        [6750, 5250],
        [5250, 3750],
        [3750, 2250],
      ],
      conventions: "CF-1.8",
      global: expect.arrayContaining(["title", "institution", "source", "history", "references", "comment"]),
      predictedWhereViews: true,
      compression: "gzip",
      // As netCDF itself names a dimension without coordinates.
      scales: [["height"], ["row"], [expect.stringMatching(/^This is a netCDF dimension/)]],
      raw: true,
    });
    expect(Object.keys(found.dimensions).sort()).toEqual(["bnds", "col", "height", "row"]);
    // Some 20 rows of 1600 km, of pixels of 6 km; a tenth of them lack views.
    expect(row).toBeGreaterThan(17);
    expect(col).toBeGreaterThan(200);
    expect(col).toBeLessThan(320);
    expect(found.predicted).toBeGreaterThan(0.5 * row! * col!);
    expect(found.latError).toBeLessThan(1e-5);
    expect(found.lonError).toBeLessThan(2e-5);
    // Neighbours lie side by side; where they do not, it is the antimeridian, once in each row.
    expect(found.jumps).toBe(found.crossing);
    expect(found.crossing).toBe(row);
    expect(found.range[0]).toBeGreaterThanOrEqual(0);
    expect(found.range[1]).toBeLessThanOrEqual(1);
    expect(found.distinct).toBeGreaterThan(1000);
  }, 60_000);

  test("cloud types are bytes with their meanings", async () => {
    const found = await predicted("seg_3d", "cloud_type");
    expect(found).toMatchObject({
      variables: { cloud_type: ["int8", ["height", "row", "col"]] },
      attributes: {
        _FillValue: -1,
        flag_values: [0, 1, 2, 3, 4, 5, 6, 7, 8],
        flag_meanings:
          "no_cloud cirrus altostratus altocumulus stratus stratocumulus cumulus nimbostratus deep_convection",
      },
      predictedWhereViews: true,
    });
    expect(found.range.every((type) => Number.isInteger(type) && type >= 0 && type <= 8)).toBe(true);
  }, 60_000);

  test("a mask of columns has no heights", async () => {
    const found = await predicted("bin_seg_2d", "cloud_probability");
    expect(found).toMatchObject({ variables: { cloud_probability: ["float32", ["row", "col"]] }, height: null });
    expect(Object.keys(found.dimensions).sort()).toEqual(["col", "row"]);
  }, 60_000);
});
