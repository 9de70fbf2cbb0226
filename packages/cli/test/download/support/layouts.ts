import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { createHdf5, type Hdf5GroupWriter } from "@atcs/hdf/write";
import { writeLabels } from "../../../../dataset/src/layout/write-labels.ts";
import { readPickle } from "../../../../dataset/src/pickle/read-pickle.ts";
import { isNumpyArray, type PickleValue } from "../../../../dataset/src/pickle/types.ts";
import { writePickle } from "../../../../dataset/src/pickle/write-pickle.ts";
import { smallDataset, smallImage, smallLabels } from "../../../../dataset/test/support/small-dataset.ts";
import { main } from "../../../src/main.ts";
import { captureIo } from "../../support/io.ts";

/** The files of an archive with a dataset in another layout than npy, in data/atcs beside a README. */
export async function layoutFiles(
  layout: "zarr" | "h5",
  folder: string,
): Promise<{ readonly path: string; readonly content: Uint8Array }[]> {
  const atcs = join(folder, "whole/data/atcs");
  mkdirSync(dirname(atcs), { recursive: true });
  writeFileSync(join(folder, "whole/README"), "hi");
  if (layout === "h5") await writeH5(atcs);
  else await writePack(join(folder, "npy"), atcs);
  return filesOf(join(folder, "whole"));
}

async function writePack(from: string, to: string): Promise<void> {
  for (const [path, content] of smallDataset()) {
    mkdirSync(join(from, dirname(path)), { recursive: true });
    writeFileSync(join(from, path), content);
  }
  const { io, stderr } = captureIo();
  if ((await main(["pack", from, "--out", to], io)) !== 0) throw new Error(stderr());
}

async function writeH5(to: string): Promise<void> {
  mkdirSync(to);
  for (const [path, content] of smallDataset()) if (path.endsWith(".json")) writeFileSync(join(to, path), content);
  const file = await createHdf5(join(to, "atrain.h5"));
  for (const id of [0, 1, 2, 16, 17, 20]) {
    const group = file.createGroup(String(id));
    const { dtype, shape, data } = smallImage(id);
    await group.createDataset("input", { dtype, shape }).write(data as Float32Array<ArrayBuffer>);
    await writeTree(group.createGroup("output"), readPickle(writePickle(writeLabels(id, smallLabels(id)))));
  }
  await file.close();
}

/** A dictionary as groups and data sets; tuples are groups of numbers. */
async function writeTree(group: Hdf5GroupWriter, value: PickleValue): Promise<void> {
  const entries =
    value instanceof Map ? [...value] : Array.from(value as PickleValue[], (part, i) => [String(i), part] as const);
  for (const [key, part] of entries) {
    if (isNumpyArray(part)) {
      const { dtype, shape, data } = part as { dtype: "float64"; shape: number[]; data: Float64Array };
      await group.createDataset(String(key), { dtype, shape }).write(data);
    } else if (part instanceof Map || Array.isArray(part)) await writeTree(group.createGroup(String(key)), part);
  }
}

function filesOf(folder: string): { readonly path: string; readonly content: Uint8Array }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path: relative(folder, path), content: readFileSync(path) }));
}
