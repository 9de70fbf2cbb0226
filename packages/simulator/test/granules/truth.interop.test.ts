import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { truthHeights } from "../../src/granules/height-bins.ts";
import { writeTruth } from "../../src/granules/truth.ts";
import { acquisition, grid, intervals, places, truthBlocks, typeAt } from "./_blocks.ts";

let folder: string;
let path: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "atcs-truth-"));
  path = join(folder, "truth.h5");
  const blocks = truthBlocks();
  await writeTruth(path, { ...acquisition, grid, intervals, blocks, heights: truthHeights });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows, columns and the types of every pixel. */
const content = JSON.stringify({
  places,
  heights: [...truthHeights],
  lons: places.map(([row, col]) => grid.longitude(row, col)),
  types: places.map((_, pixel) => Array.from({ length: 125 }, (__, bin) => typeAt(pixel, bin))),
});

/** Sets `types` (255 and NaN where masked), `lons`, `rows`, `columns` and `heights` before. */
const compare = `
wanted = json.load(sys.stdin)
r, c = np.array(wanted['places']).T
at = (r - rows[0], np.searchsorted(columns, c))
expected_types = np.full((len(rows), len(columns), 125), 255, np.uint8)
expected_types[at] = np.array(wanted['types'])
expected_lons = np.full((len(rows), len(columns)), np.nan, np.float32)
expected_lons[at] = np.array(wanted['lons'])
same = [np.array_equal(types, expected_types), np.array_equal(lons, expected_lons, equal_nan=True),
  np.array_equal(rows, np.arange(r.min(), r.max() + 1)), np.array_equal(columns, np.unique(c)),
  heights.tolist() == wanted['heights']]
`;

const h5py = findPython("h5py", "numpy");

test.skipIf(h5py.python === undefined)(`h5py reads the truth ${h5py.reason}`, () => {
  const script = `
import sys, json, h5py, numpy as np
f = h5py.File(sys.argv[1], 'r')
types, lons, rows, columns, heights = (f[name][...] for name in ('cloud_type', 'longitude', 'row', 'column', 'height'))
${compare}
d = f['cloud_type']
print(json.dumps({'same': same, 'scales': [[s.name for s in dim.values()] for dim in d.dims], 'stored': d.id.get_num_chunks(),
  'dtypes': [str(f[name].dtype) for name in ('cloud_type', 'longitude', 'latitude', 'row', 'column', 'height')],
  'fill': [int(d.fillvalue), int(d.attrs['_FillValue']), str(d.attrs['_FillValue'].dtype)]}))`;
  const found = JSON.parse(runPython(h5py.python!, script, [path], content));
  expect(found).toEqual({
    same: [true, true, true, true, true],
    scales: [["/row"], ["/column"], ["/height"]],
    // The columns fit one chunk; rows 1086 to 1190 are two.
    stored: 2,
    dtypes: ["uint8", "float32", "float64", "int32", "int32", "int16"],
    fill: [255, 255, "uint8"],
  });
});

const netcdf = findPython("netCDF4", "numpy");

describe.skipIf(netcdf.python === undefined)(`netCDF4 reads the truth ${netcdf.reason}`, () => {
  test("variables over named dimensions, masked outside of the swath", () => {
    const script = `
import sys, json, numpy as np, netCDF4
n = netCDF4.Dataset(sys.argv[1])
v = n['cloud_type']
types = v[:].filled(255)
lons = np.ma.filled(n['longitude'][:], np.nan)
rows, columns, heights = (n[name][:].filled() for name in ('row', 'column', 'height'))
${compare}
print(json.dumps({'same': same, 'masked': int(v[:].count()),
  'dimensions': {name: d.size for name, d in n.dimensions.items()},
  'variables': {name: list(x.dimensions) for name, x in n.variables.items()},
  'flags': [v.flag_values.tolist(), str(v.flag_values.dtype), len(v.flag_meanings.split())],
  'coordinates': v.coordinates, 'lat': float(n['latitude'][0]), 'conventions': n.Conventions}))`;
    const found = JSON.parse(runPython(netcdf.python!, script, [path], content));
    const columns = new Set(places.map(([, col]) => col)).size;
    expect(found).toEqual({
      same: [true, true, true, true, true],
      masked: places.length * 125,
      dimensions: { row: 105, column: columns, height: 125 },
      variables: {
        row: ["row"],
        column: ["column"],
        height: ["height"],
        latitude: ["row"],
        longitude: ["row", "column"],
        cloud_type: ["row", "column", "height"],
      },
      flags: [[0, 1, 2, 3, 4, 5, 6, 7, 8], "uint8", 9],
      coordinates: "latitude longitude",
      lat: grid.latitude(1086),
      conventions: "CF-1.8",
    });
  });
});
