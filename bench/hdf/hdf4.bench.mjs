// Whole HDF4 data sets and the opening of a file, against pyhdf.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { open } from "@atcs/hdf";
import { createHdf4 } from "@atcs/hdf/write";
import { compare, row, runPython } from "../harness.mjs";

const fixture = (name) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const granule = fixture("granules/CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf");

export default async function run(folder) {
  const scenario = await writeScenario(join(folder, "scenario.hdf"));
  const large = writeLarge(join(folder, "large.hdf"));
  const many = fixture("hdf4/features/many_datasets.hdf");
  return [
    await readWhole("HDF4, 3728 x 125 int16, chunked + deflate: open, read, close", scenario, {
      runs: 40,
      warmup: 100,
    }),
    await readWhole("HDF4, 200 MB float32, contiguous: open, read, close", large, { runs: 3, warmup: 2 }),
    await openOnly("HDF4, 300 data sets: open, close", many, { runs: 40, warmup: 100 }),
  ];
}

async function readWhole(what, path, repeat) {
  const ours = async () => {
    const file = await open(path);
    await file.dataset("data").read();
    await file.close();
  };
  const peer = `
from pyhdf.SD import SD
def action(i):
    file = SD(args[0])
    file.select("data")[:]
    file.end()
`;
  return row(what, "ms", await compare(ours, peer, [path], repeat), 1);
}

async function openOnly(what, path, repeat) {
  const ours = async () => {
    const file = await open(path);
    await file.close();
  };
  const peer = "from pyhdf.SD import SD\ndef action(i):\n    SD(args[0]).end()\n";
  return row(what, "ms", await compare(ours, peer, [path], repeat), 2);
}

/** A half orbit of cloud_scenario: the 400 profiles of the miniature scene, repeated. */
async function writeScenario(path) {
  const scene = await open(granule);
  const { data: profiles } = await scene.dataset("cloud_scenario", "int16").read();
  await scene.close();
  const shape = [3728, 125];
  const data = Int16Array.from({ length: shape[0] * shape[1] }, (_, i) => profiles[i % profiles.length]);
  const file = await createHdf4(path);
  await file.createDataset("data", { dtype: "int16", shape, chunks: [50, 125], deflate: 6 }).write(data);
  await file.close();
  return path;
}

function writeLarge(path) {
  runPython(
    `
import sys, numpy
from pyhdf.SD import SD, SDC
file = SD(sys.argv[1], SDC.WRITE | SDC.CREATE | SDC.TRUNC)
data = numpy.arange(50_000_000, dtype=numpy.float32).reshape(5000, 10000)
file.create("data", SDC.FLOAT32, data.shape)[:] = data
file.end()
`,
    [path],
  );
  return path;
}
