import { missingValue, polderViews } from "@atcs/colocate";
import { readJson } from "../layout/_json.ts";
import { type InstanceIndex, instanceInfoFile, parseInstanceIndex } from "../layout/instance-index.ts";
import { labelFlags, readLabels } from "../layout/read-labels.ts";
import type { NumpyArray } from "../npy/types.ts";
import type { PickleValue } from "../pickle/types.ts";
import { BufferPool } from "../store/_buffer-pool.ts";
import type { DatasetStore } from "../store/types.ts";
import type { GenerationInfo, InstanceInfo, OperationOptions, StoredLabels } from "../types.ts";
import { RecentChunks } from "../zarr/_recent-chunks.ts";
import { blockDecoder } from "../zarr/blosc/block-decoder.ts";
import { checksum } from "../zarr/crc32c/checksum.ts";
import type { ReaderTools } from "../zarr/grid-reader.ts";
import { type ImageReader, imageReader } from "../zarr/image-reader.ts";
import { readOffsets } from "../zarr/instance-lists.ts";
import { splitFlags } from "../zarr/label-arrays.ts";
import { type PackMetadata, readPackMetadata } from "../zarr/pack-metadata.ts";
import { type RowReader, rowReader } from "../zarr/row-reader.ts";
import { ofInstance } from "./_of-instance.ts";
import type { InstanceSource, ReadInstanceLabelsOptions, StoredChannels, StoredImage } from "./types.ts";

/** Decoded chunks that span instances, which are kept for the next one. */
const recentBytes = 2 ** 26;
/** Arrays of labels that can be 0 for many points, which writers may leave out where that is the fill value. */
const zeroLabels = ["cloud_scenario", "flags"];

/**
 * Open a dataset that `packDataset` wrote. It needs no listing of files, so it can be anywhere that serves them by ranges.
 * Others may have written its arrays again, in other chunks and by other codecs: then it is read more slowly.
 * @throws DatasetError DATASET_NOT_FOUND or DATASET_LAYOUT
 */
export async function openZarrSource(store: DatasetStore, { signal }: OperationOptions = {}): Promise<InstanceSource> {
  const [metadata, infos] = await Promise.all([
    readPackMetadata(store, { signal }),
    readJson(store, instanceInfoFile, { signal }),
  ]);
  const index = parseInstanceIndex(infos, store.locate(instanceInfoFile));
  const tools: ReaderTools = {
    store,
    recent: new RecentChunks(recentBytes),
    decodeBlock: blockDecoder(),
    checksumOf: checksum(),
  };
  const offsets = await readOffsets(metadata, index, tools, signal);
  return new ZarrSource(metadata, index, offsets, tools);
}

class ZarrSource implements InstanceSource {
  readonly layout = "zarr";
  readonly name: string;
  readonly generation: GenerationInfo;
  readonly ids: readonly number[];
  readonly #store: DatasetStore;
  readonly #metadata: PackMetadata;
  readonly #index: InstanceIndex;
  readonly #rows: ReadonlyMap<number, number>;
  readonly #offsets: readonly number[];
  /** Encoded and decoded shards of the image that is computed, and of the next one. */
  readonly #pool = new BufferPool(8);
  readonly #recent: RecentChunks;
  readonly #directional: ImageReader | undefined;
  readonly #fields: ImageReader | undefined;
  readonly #labels: ReadonlyMap<string, RowReader>;
  readonly #places: readonly ChannelPlace[];
  #closed = false;

  constructor(metadata: PackMetadata, index: InstanceIndex, offsets: readonly number[], tools: ReaderTools) {
    const { store } = tools;
    this.name = store.name;
    this.generation = metadata.generation;
    this.ids = index.ids;
    this.#store = store;
    this.#metadata = metadata;
    this.#index = index;
    this.#offsets = offsets;
    this.#rows = new Map(index.ids.map((id, row) => [id, row]));
    const { directional, fields, labels, missing } = metadata;
    this.#recent = tools.recent;
    const ofImages = { pool: this.#pool, ...tools };
    this.#directional = directional && imageReader(directional, polderViews, missing, ofImages);
    this.#fields = fields && imageReader(fields, 1, missingValue, ofImages);
    const ofLabels = { pool: new BufferPool(32), ...tools };
    const mayBeEmpty = (name: string, fill: number): boolean => fill === 0 && zeroLabels.includes(name);
    this.#labels = new Map(
      [...labels].map(([name, info]) => [name, rowReader(info, mayBeEmpty(name, info.fill), ofLabels)]),
    );
    this.#places = channelPlaces(metadata.generation);
  }

  has(id: number): boolean {
    return this.#index.has(id);
  }

  info(id: number): InstanceInfo {
    return this.#index.info(id);
  }

  imageFile(id: number): string {
    return (this.#directional ?? this.#fields)!.file(this.#row(id));
  }

  async readImage(id: number, channels: readonly number[], { signal }: OperationOptions = {}): Promise<StoredImage> {
    const row = this.#row(id);
    const wanted = new Set(channels.map((channel) => this.#place(channel)));
    const chosen = [...wanted];
    const { height, width } = this.#metadata;
    const read = async (reader: ImageReader | undefined, isDirectional: boolean) => {
      const places = chosen.filter((place) => place.isDirectional === isDirectional);
      if (reader === undefined || places.length === 0) return { parts: [], release: () => {} };
      const numbers = places.map(({ chunk }) => chunk);
      const { chunks, release } = await ofInstance(id, () => reader.read(row, numbers, signal));
      return { parts: places.map((place, i) => this.#part(place, chunks[i] as Int16Array | Float32Array)), release };
    };
    const both = await Promise.all([read(this.#directional, true), read(this.#fields, false)]);
    const release = (): void => {
      if (this.#closed) return;
      for (const each of both) each.release();
    };
    return { height, width, parts: both.flatMap(({ parts }) => parts), release };
  }

  async readLabels(id: number, { signal }: ReadInstanceLabelsOptions = {}): Promise<StoredLabels> {
    const row = this.#row(id);
    const [from, to] = [this.#offsets[row]!, this.#offsets[row + 1]!];
    const file = this.#store.locate("labels");
    const read = async ([name, reader]: [string, RowReader]): Promise<[string, NumpyArray]> => {
      const { dtype, shape } = reader.info;
      const data = await ofInstance(id, () => reader.read(from, to, signal));
      return [name, { dtype, shape: [to - from, ...shape.slice(1)], data } as NumpyArray];
    };
    const arrays = new Map(await Promise.all([...this.#labels].map(read)));
    const { height, width, bins } = this.#metadata;
    return readLabels(labelDict(arrays, to - from, bins), { file, instanceId: id, extent: { height, width } });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#pool.clear();
    this.#recent.clear();
    await this.#store.close?.();
  }

  #row(id: number): number {
    const row = this.#rows.get(id);
    if (row === undefined) throw new RangeError(`there is no instance ${id} in ${this.name}`);
    return row;
  }

  #place(channel: number): ChannelPlace {
    const place = this.#places[channel];
    if (place === undefined) throw new RangeError(`there is no channel ${channel} in ${this.name}`);
    return place;
  }

  #part(
    { isDirectional, chunk, firstChannel, channelCount }: ChannelPlace,
    data: Int16Array | Float32Array,
  ): StoredChannels {
    const { height, width, missing, packings } = this.#metadata;
    const packing = isDirectional ? { missing, ...packings[chunk]! } : { missing: missingValue, scale: 1, offset: 0 };
    return { firstChannel, channelCount, data, start: 0, pixelStep: 1, channelStep: height * width, ...packing };
  }
}

/** Where the channels of a field are. */
interface ChannelPlace {
  readonly isDirectional: boolean;
  /** Number of the field's chunk within the shard. */
  readonly chunk: number;
  readonly firstChannel: number;
  readonly channelCount: number;
}

/** By stored channel; channels of a field share one. */
function channelPlaces({ fields }: GenerationInfo): ChannelPlace[] {
  const places: ChannelPlace[] = [];
  const next = { directional: 0, others: 0 };
  for (const { angles } of fields) {
    const isDirectional = angles > 1;
    const chunk = isDirectional ? next.directional++ : next.others++;
    const place = { isDirectional, chunk, firstChannel: places.length, channelCount: angles };
    for (let angle = 0; angle < angles; angle++) places.push(place);
  }
  return places;
}

/** Labels in the form of a pickle, so that they are checked as those are. */
function labelDict(arrays: ReadonlyMap<string, NumpyArray>, count: number, bins: number): PickleValue {
  const dict = new Map<PickleValue, PickleValue>(arrays);
  const flags = splitFlags(arrays.get("flags")!.data as Int16Array, count, bins);
  const scenarios = new Map<PickleValue, PickleValue>([["cloud_scenario", arrays.get("cloud_scenario")!]]);
  for (const name of labelFlags) scenarios.set(name, { dtype: "int16", shape: [count, bins], data: flags[name] });
  dict.set("cloud_scenario", scenarios);
  const positions = arrays.get("patch_idx")?.data as Float64Array | undefined;
  if (positions === undefined) return dict;
  const axis = (offset: number): NumpyArray => {
    const data = Float64Array.from({ length: count }, (_, p) => positions[2 * p + offset]!);
    return { dtype: "float64", shape: [count], data };
  };
  dict.set("patch_idx", [axis(0), axis(1)]);
  return dict;
}
