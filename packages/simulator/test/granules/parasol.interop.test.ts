import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { writeParasol } from "../../src/granules/parasol.ts";
import { parasolFields } from "../../src/granules/parasol-fields.ts";
import { acquisition, countAt, pixelBlocks, pixels, places } from "./_blocks.ts";

const { python, reason } = findPython("h5py", "numpy");

describe.skipIf(python === undefined)(`h5py reads level 1B ${reason}`, () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "atcs-parasol-"));
    path = join(folder, "granule.h5");
    await writeParasol(path, { ...acquisition, blocks: pixelBlocks() });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function h5py<T>(script: string, input: unknown = null): T {
    const head =
      "import sys, json, h5py, numpy as np\nf = h5py.File(sys.argv[1], 'r')\nwanted = json.load(sys.stdin)\n";
    return JSON.parse(runPython(python!, head + script, [path], JSON.stringify(input))) as T;
  }

  test("every count of every field, and fill everywhere else", () => {
    const fields = Array.from(parasolFields.values(), (field) => {
      const views = field.directional ? 16 : 1;
      const counts = Array.from({ length: pixels * views }, (_, i) => countAt(field, Math.floor(i / views), i % views));
      return { path: `${field.group}/${field.name}`, dtype: field.dtype, fill: field.fill, counts };
    });
    const wrong = h5py<string[]>(
      `
rows, cols = np.array(wanted['places']).T
wrong = []
for field in wanted['fields']:
    d = f[field['path']]
    if str(d.dtype) != field['dtype'] or d.fillvalue != field['fill']: wrong.append(field['path'] + ' type')
    view = d.shape[2:]
    expected = np.array(field['counts'], d.dtype).reshape((-1,) + view)
    # The rows of the swath, their neighbours, and the first and last of the grid.
    for row in (0, 1085, 1086, 1087, 1088, 1132, 1133, 1134, 1189, 1190, 1191, 3239):
        whole = np.full((6480,) + view, field['fill'], d.dtype)
        whole[cols[rows == row]] = expected[rows == row]
        if not np.array_equal(d[row], whole): wrong.append('%s row %d' % (field['path'], row))
print(json.dumps(wrong))`,
      { places, fields },
    );
    expect(wrong).toEqual([]);
  }, 60_000);

  test("types of attributes, labels of dimensions, filters, and how many chunks are stored", () => {
    const found = h5py<Record<string, unknown>>(
      `
d = f['Data_Directional_Fields/delta_thetav.sinphi']
plist = d.id.get_create_plist()
kind = lambda name: [str(d.attrs.get_id(name).dtype), list(d.attrs.get_id(name).shape)]
print(json.dumps({
  'groups': list(f), 'fields': [name for group in f.values() for name in group],
  'attributes': {name: kind(name) for name in d.attrs},
  'labels': [dim.label for dim in d.dims], 'flat labels': [dim.label for dim in f['Data_Fields/phis'].dims],
  'codes': [int(d.attrs['_FillValue']), int(d.attrs['missing_value'])],
  'filters': [plist.get_filter(i)[0] for i in range(plist.get_nfilters())], 'chunks': list(d.chunks),
  'stored': d.id.get_num_chunks(),
  'file': {name: value.decode() for name, value in f.attrs.items()},
  'totals': [all(int(x.attrs['Num_Fill']) + int(x.attrs['Num_missing_value']) + int(x.attrs['Num_Valid']) == x.size
    for group in f.values() for x in group.values())],
}))`,
    );
    expect(found).toEqual({
      groups: ["Data_Directional_Fields", "Data_Fields", "Geolocation_Fields", "Quality_Flags_Directional_Fields"],
      fields: [...parasolFields.keys()],
      attributes: {
        _FillValue: ["int64", []],
        missing_value: ["int64", []],
        scale_factor: ["float64", []],
        scale_factor_err: ["float64", []],
        add_offset: ["float64", []],
        add_offset_err: ["float64", []],
        long_name: [expect.stringMatching(/^\|S\d+$/), []],
        units: ["|S7", []],
        scaling_equation: [expect.stringMatching(/^\|S\d+$/), []],
        Num_Fill: ["int32", []],
        Num_missing_value: ["int32", []],
        Num_Valid: ["int32", []],
        actual_range: ["float64", [2]],
        DIMENSION_LABELS: ["object", [3]],
      },
      labels: ["row", "column", "view_direction"],
      "flat labels": ["row", "column"],
      codes: [127, -127],
      filters: [2, 1],
      chunks: [54, 108, 16],
      // In two rows of chunks: one at each end of the grid, and two on either side of column 3240.
      stored: 8,
      file: {
        Title: "Simulated POLDER-3 level 1B",
        Beginning_Acquisition_Date: "2008-06-03T01-34-54Z",
        Ending_Acquisition_Date: "2008-06-03T02-24-20Z",
        Product_Version: "V1-01",
      },
      totals: [true],
    });
  });
});
