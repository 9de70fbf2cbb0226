import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { smallDataset } from "../../../dataset/test/support/small-dataset.ts";
import { main } from "../../src/main.ts";
import { captureIo } from "../support/io.ts";

const { python, reason } = findPython("numpy", "h5py");

// All instances of a dataset in one file, in the published layout.
const writer = `
import json, os, pickle, sys
import h5py
import numpy as np

folder, out = sys.argv[1:]

def write_tree(group, tree):
    for key, value in tree.items():
        if isinstance(value, dict): write_tree(group.create_group(key), value)
        elif isinstance(value, tuple): write_tree(group.create_group(key), {str(i): part for i, part in enumerate(value)})
        else: group[key] = value

infos = json.load(open(os.path.join(folder, "instance_info.json")))
with h5py.File(out, "w") as file:
    for instance_id, info in infos.items():
        group = file.create_group(instance_id)
        group["input"] = np.load(os.path.join(folder, info["input_path"]))
        with open(os.path.join(folder, info["output_path"]), "rb") as labels:
            write_tree(group.create_group("output"), pickle.load(labels))
`;

describe.skipIf(python === undefined)(`an atrain.h5 written by Python ${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "atcs-figures-h5-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function figures(source: string, name: string): Promise<Map<string, string>> {
    const out = join(folder, name);
    const argv = ["figures", source, "--out", out, "--instances", "1,17", "--format", "svg"];
    const { io, stderr } = captureIo();
    expect(await main(argv, io), stderr()).toBe(0);
    return new Map(readdirSync(out).map((file) => [file, readFileSync(join(out, file), "utf8")]));
  }

  test("has the figures of the same dataset as npy, to the byte", async () => {
    const npy = join(folder, "npy");
    for (const [path, content] of smallDataset({ fields: ["I443NP", "I490P", "I565NP", "I670P", "Nviews"] })) {
      mkdirSync(dirname(join(npy, path)), { recursive: true });
      writeFileSync(join(npy, path), content);
    }
    const h5 = join(folder, "h5");
    mkdirSync(h5);
    runPython(python!, writer, [npy, join(h5, "atrain.h5")]);
    for (const file of ["instance_info.json", "dataset_generation_info.json", "default.json"]) {
      writeFileSync(join(h5, file), readFileSync(join(npy, file)));
    }
    const expected = await figures(npy, "of-npy");
    expect(expected.size).toBe(7);
    expect(await figures(h5, "of-directory")).toEqual(expected);
    expect(await figures(join(h5, "atrain.h5"), "of-file")).toEqual(expected);
  });
});
