import { join } from "node:path";
import { expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { generateDataset } from "../../src/generate/generate-dataset.ts";
import { openCldclassGranule } from "../../src/granules/cldclass.ts";
import { granulePaths } from "../support/granules.ts";
import { makeFixtureArchive, smallOptions, temporaryFolder } from "./_support.ts";

const folder = temporaryFolder();
const { python, reason } = findPython("numpy");

/** What a user of the published datasets does. */
const script = `
import json, os, pickle, sys
import numpy as np
os.chdir(sys.argv[1])
info = json.load(open('dataset_generation_info.json'))
index = json.load(open('instance_info.json'))
channels = sum(16 if group == 'Data_Directional_Fields' else 1 for group, _ in info['par_fields'])
out = []
for key, entry in index.items():
  image = np.load(entry['input_path'], allow_pickle=False)
  labels = pickle.load(open(entry['output_path'], 'rb'))
  scenario = labels['cloud_scenario']
  count = len(labels['lat'])
  positions = labels['patch_idx'] if 'patch_idx' in labels else [labels['corner_idx'], labels['corner_weights']]
  # The image's own coordinates at the labels' places.
  lat = image[..., -2].astype(float)
  if 'patch_idx' in labels:
    r, c = (np.floor(np.minimum(p, image.shape[0] - 2)).astype(int) for p in labels['patch_idx'])
    y, x = (p - q for p, q in zip(labels['patch_idx'], (r, c)))
    at = lat[r, c] * (1 - y) * (1 - x) + lat[r, c + 1] * (1 - y) * x + lat[r + 1, c] * y * (1 - x) + lat[r + 1, c + 1] * y * x
  else:
    corners = labels['corner_idx']
    at = (lat[corners[..., 0], corners[..., 1]] * labels['corner_weights']).sum(1)
  out.append({
    'ok': int(key) == labels['instance_id'] == entry['instance_id'] and image.shape == (24, 24, channels),
    'image': str(image.dtype), 'missing': float(image.min()), 'count': count,
    'shapes': [list(np.shape(labels[k])) for k in ('lat', 'lon', 'time', 'height')] + [list(v.shape) for v in scenario.values()],
    'dtypes': [str(labels[k].dtype) for k in ('lat', 'lon', 'time', 'height')] + sorted({str(v.dtype) for v in scenario.values()}),
    'positions': [str(np.asarray(p).dtype) + str(list(np.shape(p))) for p in positions],
    'offset': float(np.abs(at - labels['lat']).max()), 'time': labels['time'].tolist(),
    'clouds': [int((scenario['cloud_scenario'] == k).sum()) for k in range(9)],
    'entry': entry})
print(json.dumps({'seed': info['seed'], 'days': info['date_list'], 'fields': info['par_fields'], 'instances': out}))
`;

interface Found {
  readonly seed: number;
  readonly days: readonly string[];
  readonly fields: readonly (readonly string[])[];
  readonly instances: readonly {
    readonly ok: boolean;
    readonly image: string;
    readonly missing: number;
    readonly count: number;
    readonly shapes: readonly (readonly number[])[];
    readonly dtypes: readonly string[];
    readonly positions: readonly string[];
    readonly offset: number;
    readonly time: readonly number[];
    readonly clouds: readonly number[];
    readonly entry: Readonly<Record<string, unknown>>;
  }[];
}

test.skipIf(python === undefined).each([
  ["equirectangular", ["float64[P]", "float64[P]"], 1e-5],
  // The weights are inverse distances: their mean is near the profile.
  ["sinusoidal", ["int64[P, 4, 2]", "float64[P, 4]"], 0.03],
] as const)(`numpy and pickle read a dataset, %s ${reason}`, async (projection, positions, offset) => {
  const archive = makeFixtureArchive(join(folder, `archive-${projection}`));
  const out = join(folder, projection);
  await generateDataset({
    archive,
    out,
    from: "2008-06-03",
    to: "2008-06-03",
    ...smallOptions,
    projection,
    workers: 0,
  });
  const found = JSON.parse(runPython(python!, script, [out])) as Found;
  expect(found).toMatchObject({ seed: 0, days: ["2008_6_3"] });
  expect(found.fields.map(([, name]) => name)).toEqual(smallOptions.fields);
  expect(found.instances).toHaveLength(3);
  await using cldclass = await openCldclassGranule(granulePaths.cldclass);
  const all = await cldclass.readLabels();
  for (const instance of found.instances) {
    const { count } = instance;
    expect(instance.ok).toBe(true);
    expect(instance).toMatchObject({ image: "float32", missing: -32767 });
    expect(instance.dtypes).toEqual(["float32", "float32", "float64", "int16", "int16"]);
    expect(instance.shapes).toEqual([[count], [count], [count], ...new Array<number[]>(8).fill([count, 125])]);
    expect(instance.positions).toEqual(
      positions.map((text) => text.replace("P", String(count)).replace("float64[P", `float64[${count}`)),
    );
    expect(instance.offset).toBeLessThan(offset);
    // The same types, counted from the words.
    const counts = new Array<number>(9).fill(0);
    for (const time of instance.time) {
      const profile = all.time.indexOf(time);
      for (const word of all.scenarioWords.subarray(125 * profile, 125 * profile + 125)) {
        if (word !== -32768) counts[(word >> 1) & 15]!++;
      }
    }
    expect(instance.clouds).toEqual(counts);
    expect(instance.entry).toMatchObject({ projection, cal_par_datetime: "2008-06-03 01:28:10" });
  }
});
