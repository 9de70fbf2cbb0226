import { type ImageExtent, missingValue } from "@atcs/colocate";
import { DatasetError } from "../errors.ts";
import { channelCount } from "../fields/channels.ts";
import { readJson } from "../layout/_json.ts";
import { generationInfoFile, parseGenerationInfo } from "../layout/generation-info.ts";
import { type InstanceIndex, instanceInfoFile, parseInstanceIndex } from "../layout/instance-index.ts";
import { readLabels } from "../layout/read-labels.ts";
import { type NpyHeader, parseNpyHeader } from "../npy/header.ts";
import { readNpy } from "../npy/read-npy.ts";
import { readPickle } from "../pickle/read-pickle.ts";
import { BufferPool } from "../store/_buffer-pool.ts";
import type { DatasetStore } from "../store/types.ts";
import type { GenerationInfo, InstanceInfo, OperationOptions, StoredLabels } from "../types.ts";
import { checkImageType } from "./_image-type.ts";
import { ofInstance } from "./_of-instance.ts";
import { findStrayFiles } from "./_stray-files.ts";
import type { InstanceSource, ReadInstanceLabelsOptions, StoredChannels, StoredImage } from "./types.ts";

/** An image has at most this many bytes; a file that claims more is damaged. */
const maxImageBytes = 2 ** 31;
/** Enough for the header of any npy file that is read. */
const headerBytes = 2 ** 12;

/** Open a dataset of npy and pickle files. @throws DatasetError DATASET_NOT_FOUND or DATASET_LAYOUT */
export async function openNpySource(store: DatasetStore, { signal }: OperationOptions = {}): Promise<InstanceSource> {
  const [generation, index] = await Promise.all([
    readJson(store, generationInfoFile, { signal }),
    readJson(store, instanceInfoFile, { signal }),
  ]);
  return new NpySource(
    store,
    parseGenerationInfo(generation, store.locate(generationInfoFile)),
    parseInstanceIndex(index, store.locate(instanceInfoFile)),
  );
}

class NpySource implements InstanceSource {
  readonly layout = "npy";
  readonly name: string;
  readonly generation: GenerationInfo;
  readonly ids: readonly number[];
  readonly strayFiles?: NonNullable<InstanceSource["strayFiles"]>;
  readonly #store: DatasetStore;
  readonly #index: InstanceIndex;
  readonly #channels: number;
  /** One is computed while the next is read. */
  readonly #pool = new BufferPool(2);
  #lastSize = 0;
  #closed = false;

  constructor(store: DatasetStore, generation: GenerationInfo, index: InstanceIndex) {
    this.name = store.name;
    this.generation = generation;
    this.ids = index.ids;
    this.#store = store;
    this.#index = index;
    this.#channels = channelCount(generation.fields);
    const { list } = store;
    if (list !== undefined) {
      this.strayFiles = ({ signal } = {}) =>
        findStrayFiles((folder) => list.call(store, folder, { signal }), index, signal);
    }
  }

  has(id: number): boolean {
    return this.#index.has(id);
  }

  info(id: number): InstanceInfo {
    return this.#index.info(id);
  }

  imageFile(id: number): string {
    return this.#store.locate(this.info(id).inputPath);
  }

  async readImage(id: number, _channels: readonly number[], { signal }: OperationOptions = {}): Promise<StoredImage> {
    const path = this.info(id).inputPath;
    const file = this.#store.locate(path);
    return ofInstance(id, async () => {
      const { bytes, release } = await this.#readFile(path, signal);
      const header = parseNpyHeader(bytes, { file });
      const { height, width } = this.#extentOf(header, file, id);
      return { height, width, parts: [pixelMajor(bytes, this.#channels, file, id)], release };
    });
  }

  async readLabels(id: number, { extent, signal }: ReadInstanceLabelsOptions = {}): Promise<StoredLabels> {
    const path = this.info(id).outputPath;
    const file = this.#store.locate(path);
    return ofInstance(id, async () => {
      const [bytes, shape] = await Promise.all([
        this.#store.read(path, { signal }),
        extent ?? this.#readExtent(id, signal),
      ]);
      return readLabels(readPickle(bytes, { file }), { file, instanceId: id, extent: shape });
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#pool.clear();
    await this.#store.close?.();
  }

  async #readExtent(id: number, signal: AbortSignal | undefined): Promise<ImageExtent> {
    const path = this.info(id).inputPath;
    const file = this.#store.locate(path);
    const bytes = await this.#store.read(path, { offset: 0, length: headerBytes, signal });
    return this.#extentOf(parseNpyHeader(bytes, { file }), file, id);
  }

  #extentOf({ shape }: NpyHeader, file: string, instanceId: number): ImageExtent {
    const [height = 0, width = 0, channels] = shape;
    if (shape.length === 3 && height > 0 && width > 0 && channels === this.#channels) return { height, width };
    const problem = `the image has the shape (${shape.join(", ")}): expected rows, columns and ${this.#channels} channels`;
    throw new DatasetError("DATASET_INSTANCE", problem, { file, instanceId });
  }

  /** The whole file; in memory of the pool where the store can fill it. */
  async #readFile(
    path: string,
    signal: AbortSignal | undefined,
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; release: () => void }> {
    const { readInto } = this.#store;
    // Nearly all files have the size of the one before: then nothing has to ask for it. One byte more shows whether the
    // file ends there.
    const size = this.#lastSize || ((await this.#store.size(path, { signal })) ?? 0);
    if (readInto === undefined || size === 0 || size > maxImageBytes) {
      return { bytes: await this.#store.read(path, { signal }), release: () => {} };
    }
    const buffer = this.#pool.take(size + 1);
    const length = await readInto.call(this.#store, path, buffer, { signal });
    if (length === size + 1) {
      this.#pool.give(buffer);
      this.#lastSize = 0;
      return { bytes: await this.#store.read(path, { signal }), release: () => {} };
    }
    this.#lastSize = length;
    return { bytes: buffer.subarray(0, length), release: () => !this.#closed && this.#pool.give(buffer) };
  }
}

/** All channels of a file, which has them last. */
function pixelMajor(bytes: Uint8Array, channels: number, file: string, instanceId: number): StoredChannels {
  const { data, dtype } = readNpy(bytes, { file });
  checkImageType(dtype, file, instanceId);
  return {
    firstChannel: 0,
    channelCount: channels,
    data: data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>),
    start: 0,
    pixelStep: channels,
    channelStep: 1,
    scale: 1,
    offset: 0,
    missing: missingValue,
  };
}
