import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { type Colocation, cloudsatProfiles, polderPixels } from "../../src/granules/_colocation.ts";
import { writeCldclass, writeParRb2 } from "../../src/granules/caltrack.ts";
import { acquisition, heights, scenarioWords, timeDifferenceSec, track } from "./_caltrack.ts";

const { python, reason } = findPython("pyhdf.SD", "numpy");

/** Everything that pyhdf says of a file; -inf as JSON cannot hold it is a string. */
const script = `
import sys, json, numpy as np
from pyhdf.SD import SD, SDC
from pyhdf.HDF import HDF
from pyhdf import VS
sd = SD(sys.argv[1], SDC.READ)
datasets = {}
for name in sorted(sd.datasets(), key=lambda n: sd.datasets()[n][3]):
    s = sd.select(name)
    values = s[:]
    attributes = {k: [v[0] if isinstance(v[0], str) else repr(v[0]), v[2]] for k, v in s.attributes(full=1).items()}
    datasets[name] = {'dtype': str(values.dtype), 'shape': list(values.shape), 'sum': float(values.astype('f8').sum()),
      'values': values.ravel()[:500].tolist(), 'fill': str(s.getfillvalue()), 'compressed': s.getcompress()[0],
      'attributes': {k: v[0] for k, v in attributes.items() if isinstance(v[0], str) and k in ('long_name', 'units')},
      'fillType': s.attributes(full=1)['_FillValue'][2]}
h = HDF(sys.argv[1])
v = h.vstart()
tables = v.vdatainfo(1)
print(json.dumps({'attributes': sd.attributes(), 'datasets': datasets,
  'chunkTables': sum(name.startswith('_HDF_CHK_TBL_') or kind.startswith('_HDF_CHK_TBL_') for name, kind, *_ in tables)}))
v.end()
h.close()
`;

interface Found {
  readonly attributes: Record<string, string>;
  readonly datasets: Record<string, Record<string, unknown>>;
  readonly chunkTables: number;
}

describe.skipIf(python === undefined)(`pyhdf reads CALTRACK granules ${reason}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "atcs-caltrack-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const columns = ["Latitude", "Longitude", "Time", "Input_Index", "Colocation_Distance"];
  const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
  const column = (dtype: string, values: ArrayLike<number>) => ({
    dtype,
    shape: [120],
    values: Array.from(values),
    fill: "-inf",
    // Deflate.
    compressed: 4,
  });
  const colocation = ({ inputIndex, distanceKm }: Colocation) => ({
    Input_Index: {
      dtype: "int16",
      shape: [120, 2],
      values: [...inputIndex],
      fill: "-32768",
      fillType: 22,
      compressed: 4,
    },
    Colocation_Distance: { ...column("float32", distanceKm), fillType: 5, attributes: { units: "km" } },
  });
  const image = (values: Int16Array) => ({
    dtype: "int16",
    shape: [120, 125],
    sum: sum(values),
    values: [...values.subarray(0, 500)],
    fill: "-32768",
    compressed: 4,
    fillType: 22,
  });
  const attributes = (letter: string) => ({
    Beginning_Acquisition_Date: `2008-06-03T01-28-10Z${letter}`.padEnd(32, "\0"),
    Ending_Acquisition_Date: `2008-06-03T02-17-36Z${letter}`.padEnd(32, "\0"),
    Product_Version: "V1-00",
  });

  test("CLDCLASS", async () => {
    const path = join(folder, "cldclass.hdf");
    await writeCldclass(path, { ...acquisition, track, heights, scenarioWords, dayNight: "day" });
    const found = JSON.parse(runPython(python!, script, [path])) as Found;
    expect(found.attributes).toEqual({ Title: "Simulated CLDCLASS on the CALIPSO track, 5 km", ...attributes("D") });
    expect(Object.keys(found.datasets)).toEqual([...columns, "Height", "cloud_scenario"]);
    expect(found.chunkTables).toBe(7);
    expect(found.datasets).toMatchObject({
      Latitude: { ...column("float32", Float32Array.from(track.lat)), attributes: { units: "degrees_north" } },
      Longitude: { ...column("float32", Float32Array.from(track.lon)), fillType: 5 },
      Time: { ...column("float64", track.tai93), fillType: 6 },
      ...colocation(cloudsatProfiles(track, acquisition.beginTai93)),
      Height: { ...image(heights), attributes: { units: "m" } },
      cloud_scenario: image(scenarioWords),
    });
  });

  test("CLDCLASS without cloud classes", async () => {
    const path = join(folder, "empty.hdf");
    await writeCldclass(path, { ...acquisition, track, heights, dayNight: "night" });
    const found = JSON.parse(runPython(python!, script, [path])) as Found;
    expect(found.attributes).toMatchObject(attributes("N"));
    expect(Object.keys(found.datasets)).toEqual([...columns, "Height"]);
    expect(found.chunkTables).toBe(6);
  });

  test("PAR-RB2", async () => {
    const path = join(folder, "par.hdf");
    await writeParRb2(path, { ...acquisition, track, timeDifferenceSec, dayNight: "day" });
    const found = JSON.parse(runPython(python!, script, [path])) as Found;
    expect(found.attributes).toEqual({ Title: "Simulated PARASOL on the CALIPSO track, 5 km", ...attributes("D") });
    expect(Object.keys(found.datasets)).toEqual([...columns, "Acquisition_Time_Difference"]);
    expect(found.chunkTables).toBe(6);
    expect(found.datasets).toMatchObject({
      Latitude: column("float32", Float32Array.from(track.lat)),
      Time: column("float64", track.tai93),
      ...colocation(polderPixels(track)),
      Acquisition_Time_Difference: { ...column("float32", timeDifferenceSec), attributes: { units: "s" } },
    });
  });
});
