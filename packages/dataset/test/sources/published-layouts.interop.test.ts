import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { AtcsDataset } from "../../src/dataset.ts";
import { readNpy } from "../../src/npy/read-npy.ts";
import { smallDataset, smallFields, smallImage, smallLabels } from "../support/small-dataset.ts";

const { python, reason } = findPython("numpy", "h5py");

// A dataset as the published ones are, and beside it what numpy makes of its images.
const writer = `
import json, os, pickle, sys
import h5py
import numpy as np

folder, layout = sys.argv[1:]
rng = np.random.default_rng(5)
size, points, bins = 6, 4, 125
directional = "I443NP I490P Q490P U490P I565NP I670P Q670P U670P I763NP I765NP I865P Q865P U865P I910NP I1020NP phi thetas thetav".split()
fields = [["Data_Directional_Fields", name] for name in directional] + [["Data_Fields", "Nviews"], ["Geolocation_Fields", "Latitude"]]
if layout == "h5-bare": fields = fields[:18]
names = [name for group, name in fields for _ in range(16 if "Directional" in group else 1)]
is_kind = {kind: np.array([name.startswith(kind) for name in names]) for kind in ["I", "Q", "U", "phi", "theta"]}
is_stokes = is_kind["Q"] | is_kind["U"]
missing = -32767

def patch():
    image = rng.uniform(-0.2, 1.8, (size, size, len(names)))
    image[..., is_stokes] = rng.uniform(-1.2, 1.2, (size, size, is_stokes.sum()))
    image[..., is_kind["phi"]] = rng.uniform(0, 360, (size, size, 16))
    image[..., is_kind["theta"]] = rng.uniform(0, 75, (size, size, 32))
    image[rng.uniform(size=image.shape) < 0.1] = missing
    return image.astype(np.float32)

def labels(instance_id):
    scenario = {name: rng.integers(0, 4, (points, bins)).astype(np.int16) for name in
        ["cloud_scenario", "cloud_scenario_flag", "land_sea_flag", "latitude_flag", "algorithm_flag", "quality_flag", "precipitation_flag"]}
    scenario["cloud_scenario"][0, :3] = [8, 255, 0]
    out = {"instance_id": instance_id}
    if layout == "corners":
        out["corner_idx"] = rng.integers(0, size, (points, 4, 2))
        weights = rng.uniform(0.1, 1, (points, 4))
        out["corner_weights"] = weights / weights.sum(axis=1, keepdims=True)
    else:
        out["patch_idx"] = (rng.uniform(0, size - 1, points), rng.uniform(0, size - 1, points))
    out["lat"] = rng.uniform(-60, 60, points).astype(np.float32)
    out["lon"] = rng.uniform(-180, 180, points).astype(np.float32)
    out["height"] = np.broadcast_to(np.linspace(25000, -4700, bins).astype(np.int16), (points, bins))
    out["time"] = rng.uniform(4e8, 5e8, points)
    out["cloud_scenario"] = scenario
    return out

images, all_labels, infos = {}, {}, {}
ids = [3, 18, 40]
for instance_id in ids:
    images[instance_id], all_labels[instance_id] = patch(), labels(instance_id)
    slash = "\\\\" if layout == "corners" else "/"
    infos[str(instance_id)] = {
        "instance id" if layout == "corners" else "instance_id": str(instance_id) if layout == "corners" else instance_id,
        "input_path": slash.join(["input", "2008", "2008_06_03", f"{instance_id}.npy"]),
        "output_path": slash.join(["output", "2008", "2008_06_03", f"{instance_id}.pkl"]),
        "cal_par_datetime": "2008-06-03 01:28:10",
    }

def write_tree(group, tree):
    for key, value in tree.items():
        if isinstance(value, dict): write_tree(group.create_group(key), value)
        elif isinstance(value, tuple): write_tree(group.create_group(key), {str(i): part for i, part in enumerate(value)})
        else: group[key] = value

if layout.startswith("h5"):
    with h5py.File(os.path.join(folder, "atrain.h5"), "w") as file:
        for instance_id in ids:
            group = file.create_group(str(instance_id))
            group.create_dataset("input", data=images[instance_id], chunks=True, compression="gzip")
            write_tree(group.create_group("output"), all_labels[instance_id])
else:
    for kind in ["input", "output"]: os.makedirs(os.path.join(folder, kind, "2008", "2008_06_03"))
    for instance_id in ids:
        # Fortran order and another protocol, as numpy users get them without wishing it.
        image = np.asfortranarray(images[instance_id]) if layout == "corners" else images[instance_id]
        np.save(os.path.join(folder, "input", "2008", "2008_06_03", f"{instance_id}.npy"), image)
        with open(os.path.join(folder, "output", "2008", "2008_06_03", f"{instance_id}.pkl"), "wb") as file:
            pickle.dump(all_labels[instance_id], file, protocol=2 if layout == "corners" else pickle.HIGHEST_PROTOCOL)
if layout != "h5-bare":
    with open(os.path.join(folder, "instance_info.json"), "w") as file: json.dump(infos, file)
    with open(os.path.join(folder, "dataset_generation_info.json"), "w") as file:
        json.dump({"args": {}, "par_fields": fields, "date_list": ["2008_6_3"]}, file)

def prepare(image):
    valid = image != missing
    x = image.astype(np.float64)
    x[..., is_kind["I"]] = np.clip(x[..., is_kind["I"]], 0, 1.5)
    x[..., is_stokes] = np.clip(x[..., is_stokes], -1, 1)
    x[..., is_kind["theta"]] = np.sin(np.radians(x[..., is_kind["theta"]]))
    x[..., is_kind["phi"]] = np.cos(np.radians(x[..., is_kind["phi"]]))
    return x, valid

prepared = {instance_id: prepare(image) for instance_id, image in images.items()}
stacked = np.stack([x for x, _ in prepared.values()]).reshape(-1, len(names))
mask = np.stack([valid for _, valid in prepared.values()]).reshape(-1, len(names))
masked = np.ma.array(stacked, mask=~mask)
mean, std = masked.mean(axis=0), masked.std(axis=0)
channels = [{"field": name, "angle": i % 16 if i < 288 else None, "mean": float(mean[i]), "std": float(std[i]),
    "count": int(mask[:, i].sum()), "min": float(masked[:, i].min()), "max": float(masked[:, i].max())} for i, name in enumerate(names)]
with open(os.path.join(folder, "default.stats.json"), "w") as file:
    json.dump({"fields": fields, "channels": channels, "transform": {"clip": "physical", "angles": "default"}}, file)

for instance_id, (x, valid) in prepared.items():
    normal = np.where(valid, (x - mean.data) / std.data, 0).astype(np.float32).transpose(2, 0, 1)
    np.save(os.path.join(folder, f"expected-{instance_id}.npy"), np.ascontiguousarray(normal))
    out = all_labels[instance_id]
    if layout == "corners":
        corners, weights = out["corner_idx"], out["corner_weights"]
    else:
        rows, cols = out["patch_idx"]
        r, c = np.floor(rows).astype(int), np.floor(cols).astype(int)
        corners = np.stack([np.stack([r + i, c + j], axis=1) for i in (0, 1) for j in (0, 1)], axis=1)
        dr, dc = rows - r, cols - c
        weights = np.stack([(1 - dr) * (1 - dc), (1 - dr) * dc, dr * (1 - dc), dr * dc], axis=1)
    np.save(os.path.join(folder, f"corners-{instance_id}.npy"), corners.astype(np.int32))
    np.save(os.path.join(folder, f"weights-{instance_id}.npy"), weights.astype(np.float32))
    np.save(os.path.join(folder, f"classes-{instance_id}.npy"), out["cloud_scenario"]["cloud_scenario"].astype(np.uint8))
    np.save(os.path.join(folder, f"lat-{instance_id}.npy"), out["lat"])
`;

describe.skipIf(python === undefined)(`datasets written by Python ${reason}`, () => {
  const parent = mkdtempSync(join(tmpdir(), "atcs-published-"));
  afterAll(() => rmSync(parent, { recursive: true }));

  /** The directory of a layout, written by whichever test needs it first. */
  function written(layout: string): string {
    const folder = join(parent, layout);
    if (existsSync(folder)) return folder;
    mkdirSync(folder);
    runPython(python!, writer, [folder, layout]);
    return folder;
  }

  describe.each(["fractional", "corners", "h5", "h5-bare"])("%s", (layout) => {
    beforeAll(() => void written(layout));
    const expected = (name: string): ArrayLike<number> =>
      readNpy(new Uint8Array(readFileSync(join(written(layout), name)))).data as ArrayLike<number>;

    test("means the same to us as to numpy", async () => {
      const fields = layout === "h5-bare" ? "directional" : undefined;
      const all = layout === "h5-bare" ? [] : ["Nviews", "Latitude"];
      const names = smallFieldsOf(all);
      await using data = await AtcsDataset.open(written(layout), { fields: fields ?? names });
      expect(data.ids).toEqual([3, 18, 40]);
      for (const [index, id] of data.ids.entries()) {
        const instance = await data.get(index);
        const truth = expected(`expected-${id}.npy`);
        expect(instance.sensorInput.length).toBe(truth.length);
        const worst = instance.sensorInput.reduce((most, value, i) => Math.max(most, Math.abs(value - truth[i]!)), 0);
        expect(worst).toBeLessThan(2e-6);
        expect(instance.corners).toEqual(Int32Array.from(expected(`corners-${id}.npy`)));
        const weights = expected(`weights-${id}.npy`);
        instance.weights.forEach((weight, i) => void expect(weight).toBeCloseTo(weights[i]!, 6));
        expect(Array.from(instance.cloudScenario)).toEqual(Array.from(expected(`classes-${id}.npy`)));
        expect(Array.from(instance.lat)).toEqual(Array.from(expected(`lat-${id}.npy`)));
      }
    });
  });

  test("have the same fingerprint in another layout, and another one with other labels", async () => {
    const printOf = async (layout: string): Promise<string> => {
      await using data = await AtcsDataset.open(written(layout), { normalize: false });
      return await data.fingerprint();
    };
    const print = await printOf("fractional");
    expect(print).toMatch(/^[0-9a-f]{64}$/);
    expect(await printOf("h5")).toBe(print);
    expect(await printOf("corners")).not.toBe(print);
  });
});

function smallFieldsOf(extra: readonly string[]): string[] {
  const directional =
    "I443NP I490P Q490P U490P I565NP I670P Q670P U670P I763NP I765NP I865P Q865P U865P I910NP I1020NP phi thetas thetav";
  return [...directional.split(" "), ...extra];
}

const reader = `
import json, os, pickle, sys
import numpy as np
folder = sys.argv[1]
infos = json.load(open(os.path.join(folder, "instance_info.json")))
out = {}
for key, info in infos.items():
    image = np.load(os.path.join(folder, info["input_path"]))
    labels = pickle.load(open(os.path.join(folder, info["output_path"]), "rb"))
    out[key] = {
        "id": labels["instance_id"], "shape": image.shape, "dtype": str(image.dtype), "sum": float(image.astype(np.float64).sum()),
        "classes": labels["cloud_scenario"]["cloud_scenario"].ravel().tolist(), "time": labels["time"].tolist(),
        "place": [part.tolist() for part in labels["patch_idx"]] if "patch_idx" in labels else labels["corner_idx"].ravel().tolist(),
        "types": {key: str(value.dtype) for key, value in labels.items() if hasattr(value, "dtype")},
    }
print(json.dumps(out))
`;

describe.skipIf(python === undefined)(`datasets written by us ${reason}`, () => {
  test.each(["equirectangular", "sinusoidal"] as const)("%s, are read by numpy and pickle", (projection) => {
    const folder = mkdtempSync(join(tmpdir(), "atcs-ours-"));
    for (const [path, content] of smallDataset({ projection, ids: [4, 9] })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const read = JSON.parse(runPython(python!, reader, [folder])) as Record<string, Record<string, unknown>>;
    rmSync(folder, { recursive: true });
    const image = smallImage(9);
    const labels = smallLabels(9, { projection });
    const column = (offset: number): number[] =>
      Array.from({ length: 3 }, (_, p) => labels.positions![2 * p + offset]!);
    expect(read["9"]).toMatchObject({
      id: 9,
      shape: [4, 4, smallFields.length * 16 - 30],
      dtype: "float32",
      sum: expect.closeTo(
        image.data.reduce((a, b) => a + b, 0),
        3,
      ),
      classes: Array.from(labels.cloudScenario),
      time: Array.from(labels.time),
      place: projection === "sinusoidal" ? Array.from(labels.corners) : [column(0), column(1)],
      types: { lat: "float32", lon: "float32", height: "int16", time: "float64" },
    });
  });
});
