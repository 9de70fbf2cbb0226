// Instances from npy and pickle files, ready to learn from: clipped, masked, sines and cosines of angles, normalised,
// channels first. Warm cache; against the same in numpy.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { AtcsDataset, parseInstanceIndex } from "@atcs/dataset";
import { compare, median, row, runPython } from "../harness.mjs";
import { inEpochs } from "./epochs.mjs";

const instances = 24;
/** For batches: more labels, which share the images, as the page cache is to hold these. */
const batchInstances = 96;

// Sixteen slots, of which the last two are empty, and values that vary as those of clouds do.
const writer = `
import json, os, pickle, sys
import numpy
folder, count, batch_count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
names = "I443NP I490P Q490P U490P I565NP I670P Q670P U670P I763NP I765NP I865P Q865P U865P I910NP I1020NP phi thetas thetav".split()
random = numpy.random.default_rng(0)
size, points, bins = 100, 100, 125
infos = {}
os.makedirs(os.path.join(folder, "input")); os.makedirs(os.path.join(folder, "output"))
for i in range(count):
    image = random.uniform(-0.1, 1.6, (size, size, len(names), 16)).astype(numpy.float32)
    image[:, :, 15] *= 220; image[:, :, 16:] *= 45
    image[..., 14:] = -32767
    numpy.save(os.path.join(folder, "input", f"{i}.npy"), image.reshape(size, size, -1))
for i in range(batch_count):
    flags = ["cloud_scenario_flag", "land_sea_flag", "latitude_flag", "algorithm_flag", "quality_flag", "precipitation_flag"]
    labels = {
        "instance_id": i, "patch_idx": (random.uniform(0, 99, points), random.uniform(0, 99, points)),
        "lat": random.uniform(-60, 60, points).astype(numpy.float32), "lon": random.uniform(-180, 180, points).astype(numpy.float32),
        "height": random.integers(-4000, 25000, (points, bins)).astype(numpy.int16), "time": random.uniform(4e8, 5e8, points),
        "cloud_scenario": {name: random.integers(0, 4, (points, bins)).astype(numpy.int16) for name in ["cloud_scenario", *flags]},
    }
    with open(os.path.join(folder, "output", f"{i}.pkl"), "wb") as file: pickle.dump(labels, file)
    infos[str(i)] = {"instance_id": i, "input_path": f"input/{i % count}.npy", "output_path": f"output/{i}.pkl"}
json.dump(infos, open(os.path.join(folder, "instance_info.json"), "w"))
fields = [["Data_Directional_Fields", name] for name in names]
json.dump({"args": {}, "par_fields": fields}, open(os.path.join(folder, "dataset_generation_info.json"), "w"))
channels = [{"field": name, "angle": angle, "mean": 0.4, "std": 0.25, "count": 1, "min": 0, "max": 1} for name in names for angle in range(16)]
json.dump({"fields": fields, "channels": channels, "transform": {"clip": "physical", "angles": "default"}}, open(os.path.join(folder, "default.stats.json"), "w"))
`;

const peer = `
import os, pickle
import numpy
folder, count = args[0], int(args[1])
stokes = numpy.zeros(288, bool); stokes.reshape(18, 16)[[2, 3, 6, 7, 11, 12]] = True
low = numpy.where(stokes, -1, 0).astype(numpy.float32)[:240, None]
high = numpy.where(stokes, 1, 1.5).astype(numpy.float32)[:240, None]
mean, std = numpy.full((288, 1), 0.4, numpy.float32), numpy.full((288, 1), 0.25, numpy.float32)

# Channels first at the beginning, and all else in place: half the time of doing it in the order of the file.
def action(i):
    i %= count
    image = numpy.load(os.path.join(folder, "input", f"{i}.npy"))
    labels = pickle.load(open(os.path.join(folder, "output", f"{i}.pkl"), "rb"))
    image = numpy.ascontiguousarray(image.reshape(10000, 288).T)
    missing = image == -32767
    numpy.clip(image[:240], low, high, out=image[:240])
    angles = image[240:]
    numpy.radians(angles, out=angles)
    numpy.cos(angles[:16], out=angles[:16])
    numpy.sin(angles[16:], out=angles[16:])
    image -= mean
    image /= std
    image[missing] = 0
`;

export default async function run(folder) {
  const directory = join(folder, "load");
  mkdirSync(directory);
  runPython(writer, [directory, String(instances), String(batchInstances)]);
  const args = [directory, String(instances)];
  const load = async (options, way = inEpochs) => {
    const data = await AtcsDataset.open(directory, { fields: "directional", ...options });
    const times = await compare(way(data), peer, args, { rounds: 3, runs: instances, warmup: instances });
    await data.close();
    return times;
  };
  const all = await load({});
  const single = await load({}, (data) => (i) => data.get(i % instances));
  const last = await load({ layout: "NHWC" });
  const five = await load({ fields: ["I490P", "I670P", "I865P", "thetas", "thetav"] });
  return [
    row("an instance of 18 fields from npy, channels first; peer: numpy", "ms", all, 1),
    row("the same by get(), into fresh memory; peer: numpy", "ms", single),
    row("the same, channels last; peer: numpy, channels first", "ms", last, 1),
    // Of files with all fields, which both read whole.
    row("5 of the 18 fields; peer: numpy, all 18", "ms", five, 0.5),
    ...(await batches(directory)),
    row("opening an index of 20,000 instances", "ms", { ours: openIndex(folder) }, 300),
  ];
}

/** Times of an instance in batches: by one thread with and without memory that is reused, and by one and two workers. */
async function batches(directory) {
  const ways = {
    fresh: { workers: 0, reuse: false },
    here: { workers: 0, reuse: true },
    one: { workers: 1, reuse: true },
    two: { workers: 2, reuse: true },
  };
  const times = {};
  const datasets = {};
  for (const way of Object.keys(ways)) {
    times[way] = [];
    // Workers live as long as their dataset: each way has one of its own.
    datasets[way] = await AtcsDataset.open(directory, { fields: "directional" });
  }
  for (let round = 0; round < 6; round++) {
    for (const [way, options] of Object.entries(ways)) {
      const begin = performance.now();
      for await (const _batch of datasets[way].batches({ batchSize: 4, prefetch: 4, ...options }));
      // In the first round, code is compiled and workers start.
      if (round > 0) times[way].push((performance.now() - begin) / batchInstances);
    }
  }
  for (const data of Object.values(datasets)) await data.close();
  const [fresh, here, one, two] = Object.keys(ways).map((way) => median(times[way]));
  return [
    row("an instance in batches of 4, memory reused; peer: fresh memory", "ms", { ours: here, peer: fresh }, 1),
    row("the same with two workers; peer: with one", "ms", { ours: two, peer: one }, 0.74),
  ];
}

function openIndex(folder) {
  const entry = (id) => ({
    instance_id: id,
    input_path: `input/2008/2008_06_03/${id}.npy`,
    output_path: `output/2008/2008_06_03/${id}.pkl`,
    cal_par_datetime: "2008-06-03 01:28:10",
    cal_par_file: "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
    par_file: "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5",
    cldclass_file: "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
    center_lat: 12.345678,
    center_lon: -123.456789,
    projection: "equirectangular",
  });
  const text = JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, id) => [id, entry(id)])));
  writeFileSync(join(folder, "instance_info.json"), text);
  const times = [];
  for (let i = 0; i < 7; i++) {
    const begin = performance.now();
    const index = parseInstanceIndex(JSON.parse(text), "instance_info.json");
    index.info(index.ids.at(-1));
    times.push(performance.now() - begin);
  }
  return median(times);
}
