import { DatasetError, isDatasetError } from "../errors.ts";
import { type InstanceIndex, instanceInfoFile } from "../layout/instance-index.ts";
import { labelFlags } from "../layout/read-labels.ts";
import type { DatasetStore } from "../store/types.ts";
import { GridReader, type ReaderTools } from "./grid-reader.ts";
import type { PackMetadata } from "./pack-metadata.ts";

/** No instance has more label points, or more bytes of flags, the largest array: a file that claims more is damaged. */
const maxPoints = 2 ** 16;
const maxFlagBytes = 2 ** 30;

/**
 * Read which label points are those of which instance, and make sure that a pack is about the instances of the index.
 * @returns the first label point of each instance, and the end of the last one
 * @throws DatasetError DATASET_NOT_FOUND or DATASET_LAYOUT
 */
export async function readOffsets(
  metadata: PackMetadata,
  index: InstanceIndex,
  tools: ReaderTools,
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  // Before there is memory for as many numbers as the metadata claim.
  checkCount(tools.store, metadata, index);
  const [ids, offsets] = await Promise.all([
    readList(new GridReader(metadata.instanceId, tools), signal),
    readList(new GridReader(metadata.offset, tools), signal),
  ]);
  checkInstances(tools.store, metadata, index, ids, offsets);
  return offsets;
}

/** A short array of int64. */
async function readList(reader: GridReader, signal: AbortSignal | undefined): Promise<number[]> {
  const [count] = reader.info.shape as [number];
  const { elements, chunksFound, absent } = await reader.read([[0, count]], signal).catch((cause: unknown) => {
    if (!isDatasetError(cause, "DATASET_INSTANCE")) throw cause;
    // It is about all instances.
    throw new DatasetError("DATASET_LAYOUT", cause.problem, { file: cause.file, cause });
  });
  // A writer may leave out what is 0 as the fill value, such as the id of an only instance.
  if (chunksFound > 0 || count < 2) return Array.from(elements, Number);
  throw new DatasetError("DATASET_NOT_FOUND", `no such file (of ${reader.info.path})`, { file: absent });
}

function checkCount(store: DatasetStore, { directional, fields }: PackMetadata, { ids }: InstanceIndex): void {
  const count = (directional ?? fields)!.shape[0]!;
  if (count === ids.length) return;
  const problem = `it has ${count} images, and ${ids.length} instances in ${instanceInfoFile}: expected as many`;
  throw new DatasetError("DATASET_LAYOUT", problem, { file: store.name });
}

function checkInstances(
  store: DatasetStore,
  { labels, bins }: PackMetadata,
  index: InstanceIndex,
  ids: readonly number[],
  offsets: readonly number[],
): void {
  const refuse = (problem: string): never => {
    throw new DatasetError("DATASET_LAYOUT", problem, { file: store.name });
  };
  const other = ids.findIndex((id, i) => id !== index.ids[i]);
  if (other !== -1) {
    refuse(`labels/instance_id ${other} is ${ids[other]}: expected ${index.ids[other]}, as in ${instanceInfoFile}`);
  }
  const points = labels.get("cloud_scenario")!.shape[0]!;
  const flagBytes = bins * labelFlags.length * Int16Array.BYTES_PER_ELEMENT;
  const most = Math.min(maxPoints, Math.floor(maxFlagBytes / flagBytes));
  const isStep = (offset: number, before: number): boolean => offset >= before && offset - before <= most;
  const isAscending = offsets.every((offset, i) => i === 0 || isStep(offset, offsets[i - 1]!));
  if (offsets[0] !== 0 || offsets.at(-1) !== points || !isAscending) {
    refuse(`labels/offset does not ascend from 0 to ${points} by 0 to ${most} points for each instance`);
  }
}
