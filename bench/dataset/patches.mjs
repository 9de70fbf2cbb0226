// A small dataset of npy and pickle files, cut from a simulated granule.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { boxesAlongTrack, cutPatch, parseTime, patchMarginM, samplePatches, seededRandom } from "@atcs/colocate";
import {
  computeStatistics,
  formatGenerationInfo,
  formatInstanceIndex,
  formatStatistics,
  npyBytes,
  openSource,
  writeLabels,
  writePickle,
} from "@atcs/dataset";
import { openCldclassGranule, openParasolGranule, selectProfiles, usableProfiles } from "@atcs/dataset/granules";
import { simulateArchive } from "@atcs/simulator";

const directional =
  "I443NP I490P Q490P U490P I565NP I670P Q670P U670P I763NP I765NP I865P Q865P U865P I910NP I1020NP phi thetas thetav".split(
    " ",
  );
const fields = [
  ...directional.map((name) => ({ group: "Data_Directional_Fields", name, angles: 16 })),
  ...["Nviews", "cloud_indicator"].map((name) => ({ group: "Data_Fields", name, angles: 1 })),
  ...["Latitude", "Longitude", "land_sea_flag", "surface_altitude"].map((name) => ({
    group: "Geolocation_Fields",
    name,
    angles: 1,
  })),
];
const flagNames = "cloud_scenario_flag land_sea_flag latitude_flag algorithm_flag quality_flag precipitation_flag";
const bins = 125;

/** Write a dataset of `count` patches of the default fields, with statistics; returns its directory. */
export async function writeDataset(folder, count) {
  const directory = join(folder, "dataset");
  for (const part of ["input", "output"]) mkdirSync(join(directory, part), { recursive: true });
  const infos = [];
  for await (const image of cutPatches(join(folder, "archive"), count)) {
    const id = infos.length;
    const paths = { inputPath: `input/${id}.npy`, outputPath: `output/${id}.pkl` };
    const array = { dtype: "float32", shape: [100, 100, image.length / 1e4], data: image };
    writeFileSync(join(directory, paths.inputPath), npyBytes(array));
    writeFileSync(join(directory, paths.outputPath), writePickle(writeLabels(id, makeLabels(id))));
    infos.push({ id, ...paths, dateTime: "2008-06-03 22:57:53", projection: "equirectangular" });
  }
  const info = { args: {}, fields, fieldAttributes: {}, days: ["2008-06-03"], projection: "equirectangular" };
  writeFileSync(join(directory, "dataset_generation_info.json"), formatGenerationInfo(info));
  writeFileSync(join(directory, "instance_info.json"), formatInstanceIndex(infos));
  const { source } = await openSource(directory);
  const ids = infos.map(({ id }) => id);
  writeFileSync(
    join(directory, "default.stats.json"),
    formatStatistics(await computeStatistics(source, ids, { fields: "directional" })),
  );
  await source.close();
  return directory;
}

/** Bytes of a document of a dataset. */
export function documentOf(directory, name) {
  return new Uint8Array(readFileSync(join(directory, name)));
}

async function* cutPatches(archive, count) {
  const day = parseTime("2008-06-03");
  const { granules } = await simulateArchive({
    out: archive,
    from: day,
    to: day,
    granulesPerDay: 1,
    latRange: [0, 14],
  });
  const pathOf = (kind) => join(archive, granules[0].files.find((file) => file.kind === kind).path);
  const cldclass = await openCldclassGranule(pathOf("cldclass"));
  const parasol = await openParasolGranule(pathOf("parasol"));
  const all = await cldclass.readLabels();
  const track = selectProfiles(all, usableProfiles(all));
  const options = { grid: parasol.grid, size: 100 };
  const around = boxesAlongTrack(parasol.grid, track, { marginM: patchMarginM(options) });
  const valid = await parasol.readValidMask(around, { minViews: 13 });
  const random = seededRandom(0, "bench");
  const { patches } = samplePatches(track, { ...options, valid, random, samplesPerGranule: count });
  for (const { patch } of patches) {
    const { boxes } = patch.window;
    const windows = [];
    for (const { name } of fields) windows.push(await parasol.readWindow(name, boxes));
    const viewAngles = { phi: windows[15], thetav: windows[17] };
    yield cutPatch(patch, windows, { valid, viewMask: await parasol.readViewMask(boxes), viewAngles }).image;
  }
  await cldclass.close();
  await parasol.close();
}

/** 118 points along a track, two layers of cloud. */
function makeLabels(id) {
  const count = 118;
  const layers = [
    { type: 1, from: 20, to: 70, top: 60, base: 75 },
    { type: 4, from: 30, to: 100, top: 95, base: 103 },
  ];
  const cloudScenario = Uint8Array.from({ length: count * bins }, (_, i) => {
    const [point, bin] = [Math.floor(i / bins), i % bins];
    return layers.find((at) => point >= at.from && point < at.to && bin >= at.top && bin < at.base)?.type ?? 0;
  });
  const along = (from, to) => (_, p) => from + ((to - from) * p) / (count - 1);
  return {
    count,
    bins,
    lat: Float32Array.from({ length: count }, along(1, 6)),
    lon: Float32Array.from({ length: count }, along(171, 170)),
    time: Float64Array.from({ length: count }, (_, p) => 4.86e8 + 0.7 * p),
    height: Int16Array.from(
      { length: count * bins },
      (_, i) => 24_900 - 240 * (i % bins) + ((id + Math.floor(i / bins)) % 60),
    ),
    cloudScenario,
    flags: Object.fromEntries(
      flagNames.split(" ").map((name) => [name, Int16Array.from(cloudScenario, (type) => (type > 0 ? 1 : 0))]),
    ),
    positions: Float64Array.from({ length: 2 * count }, (_, i) =>
      i % 2 === 0 ? 0.5 + (98 * i) / (2 * count) : 30 + i / 10,
    ),
    corners: new Int32Array(8 * count),
    weights: new Float64Array(4 * count),
  };
}
