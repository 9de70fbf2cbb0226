import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPython, runPython } from "../../../../../test/support/python.ts";
import { createHdf4 } from "../../../src/write.ts";

const { python, reason } = findPython("pyhdf.SD", "numpy");

const rays = 37081;
const bins = 125;

/** The layout of CloudSat's 2B-CLDCLASS: an HDF-EOS2 swath, with one Vdata for each value per profile. */
async function writeGranule(path: string): Promise<void> {
  const metadata = 'GROUP=SwathStructure\n\tGROUP=SWATH_1\n\t\tSwathName="2B-CLDCLASS"\n'.padEnd(32000, "\0");
  const file = await createHdf4(path, { attributes: { HDFEOSVersion: "HDFEOS_V2.5", "StructMetadata.0": metadata } });
  const swath = file.createGroup("2B-CLDCLASS", { className: "SWATH" });
  const geolocation = file.createGroup("Geolocation Fields", { className: "SWATH Vgroup" });
  const data = file.createGroup("Data Fields", { className: "SWATH Vgroup" });
  swath.add(geolocation, data);
  for (const [name, dtype] of [
    ["Latitude", "float32"],
    ["Longitude", "float32"],
    ["Profile_time", "float64"],
  ] as const) {
    const table = file.createTable(name, { fields: [{ name, dtype }] });
    const values = dtype === "float32" ? new Float32Array(rays) : new Float64Array(rays);
    await table.write({ [name]: values.map((_, i) => i / 8) });
    geolocation.add(table);
  }
  const options = { dtype: "int16", shape: [rays, bins], fillValue: -9999, dimensions: ["nray", "nbin"] } as const;
  const height = file.createDataset("Height", options);
  const scenario = file.createDataset("cloud_scenario", { ...options, chunks: [1000, bins], deflate: 1 });
  await height.write(Int16Array.from({ length: rays * bins }, (_, i) => i % 30000));
  await scenario.write(Int16Array.from({ length: rays * bins }, (_, i) => (i % 16384) - 8192));
  geolocation.add(height);
  data.add(scenario);
  await file.close();
}

const script = `
import json, sys, numpy as np
from pyhdf.HDF import HDF
from pyhdf.SD import SD
from pyhdf import V, VS
file = HDF(sys.argv[1])
v, vs = file.vgstart(), file.vstart()
sd = SD(sys.argv[1])
def names(ref):
    group = v.attach(ref)
    out = []
    for tag, ref in group.tagrefs():
        if tag == 1965: member = v.attach(ref); out.append([member._name, member._class]); member.detach()
        elif tag == 1962: member = vs.attach(ref); out.append(member._name); member.detach()
        else: out.append(sd.select(sd.reftoindex(ref)).info()[0])
    group.detach()
    return out
def column(name):
    table = vs.attach(name)
    n = table.inquire()[0]
    values = np.array(table.read(n)).reshape(-1)
    table.detach()
    return [n, float(values[-1]), bool((values == np.arange(n) / 8).all())]
n = np.arange(37081 * 125)
print(json.dumps({
    "swath": names(v.find("2B-CLDCLASS")), "geolocation": names(v.find("Geolocation Fields")), "data": names(v.find("Data Fields")),
    "columns": [column(name) for name in ("Latitude", "Longitude", "Profile_time")],
    "height": bool((sd.select("Height").get().reshape(-1) == n % 30000).all()),
    "scenario": bool((sd.select("cloud_scenario").get().reshape(-1) == n % 16384 - 8192).all()),
    "dimensions": sd.select("cloud_scenario").dimensions(),
    "metadata": len(sd.attributes()["StructMetadata.0"]),
}))
`;

describe.skipIf(python === undefined)(`a granule in the layout of CloudSat ${reason}`, () => {
  it("is read by libhdf4 as a swath with Vdatas of 37081 records", async () => {
    const directory = mkdtempSync(join(tmpdir(), "atcs-cloudsat-"));
    try {
      await writeGranule(join(directory, "granule.hdf"));
      expect(JSON.parse(runPython(python!, script, [join(directory, "granule.hdf")]))).toEqual({
        swath: [
          ["Geolocation Fields", "SWATH Vgroup"],
          ["Data Fields", "SWATH Vgroup"],
        ],
        geolocation: ["Latitude", "Longitude", "Profile_time", "Height"],
        data: ["cloud_scenario"],
        columns: [
          [rays, 4635, true],
          [rays, 4635, true],
          [rays, 4635, true],
        ],
        height: true,
        scenario: true,
        dimensions: { nray: rays, nbin: bins },
        metadata: 32000,
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
