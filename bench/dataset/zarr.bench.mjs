// Instances from Zarr packs, ready for a network, against the equivalent numpy code on the npy and pickle files.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { AtcsDataset, openSource } from "@atcs/dataset";
import { directorySink, packDataset, zarrCodecs } from "@atcs/dataset/pack";
import { compare, row } from "../harness.mjs";
import { inEpochs } from "./epochs.mjs";
import { documentOf, writeDataset } from "./patches.mjs";

const instances = 8;
const some = ["I490P", "I670P", "I865P", "thetas", "thetav"];

// A training run takes thousands of instances: code is warm long before it ends, and so it is here.

/** Slowest ratio that is aimed at, of time to numpy's: all 18 fields, and 5 of them; most bytes in percent of the npy's. */
const targets = {
  none: { all: 1 / 1.5, some: 1 / 4, size: 50.1 },
  lz4: { all: 1 / 0.6, some: 1 / 1.6, size: 45 },
  zstd: { all: 6, some: 3, size: 45 },
  gzip: { all: 6, some: 3, size: 45 },
};

const numpy = `
import json, pickle, numpy as np
folder, count = args[0], int(args[1])
stats = json.load(open(folder + "/default.stats.json"))["channels"]
mean = np.array([each["mean"] for each in stats], np.float32)[:, None, None]
factor = np.array([1 / each["std"] if each["std"] else 1 for each in stats], np.float32)[:, None, None]
fields = [each["field"] for each in stats]
low = np.array([-1 if name[0] in "QU" else 0 for name in fields[:240]], np.float32)[:, None, None]
high = np.array([1 if name[0] in "QU" else 1.5 for name in fields[:240]], np.float32)[:, None, None]
def action(i):
    image = np.load(f"{folder}/input/{i % count}.npy")
    with open(f"{folder}/output/{i % count}.pkl", "rb") as file:
        labels = pickle.load(file)
    image = np.ascontiguousarray(image[:, :, :288].transpose(2, 0, 1))
    missing = image == -32767
    np.clip(image[:240], low, high, out=image[:240])
    angles = image[240:]
    np.radians(angles, out=angles)
    np.cos(angles[:16], out=angles[:16])
    np.sin(angles[16:], out=angles[16:])
    image -= mean
    image *= factor
    image[missing] = 0
    return None
`;

export default async function run(folder) {
  const directory = await writeDataset(folder, instances);
  const bytes = { npy: sizeOf(join(directory, "input"), 288 / 294) };
  const rows = [];
  for (const codec of zarrCodecs) {
    const pack = join(folder, `${codec}.zarr`);
    const { source } = await openSource(directory);
    const documents = new Map([["default.stats.json", documentOf(directory, "default.stats.json")]]);
    await packDataset({ source, sink: await directorySink(pack), codec, documents });
    await source.close();
    const percent = (100 * sizeOf(join(pack, "directional"))) / bytes.npy;
    rows.push(
      row(
        `Zarr, ${codec}: bytes of the 288 channels, of those in npy files`,
        "%",
        { ours: percent },
        targets[codec].size,
      ),
    );
    rows.push(
      await timeOf(
        `Zarr, ${codec}: an instance of 18 fields, channels first`,
        directory,
        pack,
        "directional",
        targets[codec].all,
      ),
    );
    rows.push(
      await timeOf(`Zarr, ${codec}: 5 of the 18 fields; peer: all`, directory, pack, some, targets[codec].some),
    );
  }
  return rows;
}

async function timeOf(what, directory, pack, fields, target) {
  // Statistics of all fields do not fit some of them: those are not normalised, which takes no time.
  const data = await AtcsDataset.open(pack, { fields, normalize: fields === "directional", subset: "all" });
  const result = row(
    what,
    "ms",
    await compare(inEpochs(data), numpy, [directory, String(instances)], { rounds: 5, runs: 24, warmup: 120 }),
    target,
  );
  await data.close();
  return result;
}

/** Bytes of all files below a folder. */
function sizeOf(folder, share = 1) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return share * files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
