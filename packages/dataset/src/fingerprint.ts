import type { Split } from "./layout/split-file.ts";
import type { InstanceSource } from "./sources/types.ts";
import type { OperationOptions, StoredLabels } from "./types.ts";

/** Id (4 bytes, little endian), subset (1 byte), and SHA-256 of the labels. */
const entryBytes = 4 + 1 + 32;

/**
 * SHA-256, in hexadecimal, over a dataset and a split: in order of id, the id, its subset (0 none, 1 training, 2
 * validation) and the SHA-256 of its labels. It does not depend on the layout: npy and pickle files, `atrain.h5` and Zarr
 * copies have the same one.
 */
export async function datasetFingerprint(
  source: InstanceSource,
  split: Pick<Split, "train" | "val"> | undefined,
  { signal }: OperationOptions = {},
): Promise<string> {
  const train = new Set(split?.train);
  const val = new Set(split?.val);
  const entries = new Uint8Array(source.ids.length * entryBytes);
  const view = new DataView(entries.buffer);
  for (const [i, id] of source.ids.entries()) {
    signal?.throwIfAborted();
    const at = i * entryBytes;
    view.setUint32(at, id, true);
    entries[at + 4] = train.has(id) ? 1 : val.has(id) ? 2 : 0;
    entries.set(await labelsDigest(await source.readLabels(id, { signal })), at + 5);
  }
  return hex(await sha256(entries));
}

/**
 * SHA-256 of the labels of an instance: points and bins (4 bytes each), latitudes and longitudes (float32), heights
 * (int16) and cloud types (bytes), all little endian.
 */
export function labelsDigest({ count, bins, lat, lon, height, cloudScenario }: StoredLabels): Promise<Uint8Array> {
  const bytes = new Uint8Array(8 + 8 * count + 3 * count * bins);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  view.setUint32(4, bins, true);
  let at = 8;
  for (const values of [lat, lon]) {
    for (let i = 0; i < count; i++, at += 4) view.setFloat32(at, values[i]!, true);
  }
  for (let i = 0; i < count * bins; i++, at += 2) view.setInt16(at, height[i]!, true);
  bytes.set(cloudScenario, at);
  return sha256(bytes);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
