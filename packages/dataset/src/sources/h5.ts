import { type ImageExtent, missingValue } from "@atcs/colocate";
import type { HdfFile } from "@atcs/hdf";
import { DatasetError, type DatasetErrorCode } from "../errors.ts";
import { channelCount } from "../fields/channels.ts";
import { resolveFields } from "../fields/resolve-fields.ts";
import { readJson } from "../layout/_json.ts";
import { generationInfoFile, parseGenerationInfo } from "../layout/generation-info.ts";
import { instanceInfoFile, parseInstanceIndex } from "../layout/instance-index.ts";
import { readLabels } from "../layout/read-labels.ts";
import type { NumpyArray } from "../npy/types.ts";
import type { PickleValue } from "../pickle/types.ts";
import type { DatasetStore } from "../store/types.ts";
import type { GenerationInfo, InstanceInfo, OperationOptions, StoredLabels } from "../types.ts";
import { checkPixels, checkWritten } from "./_h5-written.ts";
import { checkImageType } from "./_image-type.ts";
import { ofInstance } from "./_of-instance.ts";
import type { InstanceSource, ReadInstanceLabelsOptions, StoredImage } from "./types.ts";

/**
 * Open a dataset in a single HDF5 file: groups `<id>/input` (rows, columns, channels) and `<id>/output` with the labels.
 * What instances and fields are is read from the JSON files beside it; without them, fields follow from the number of
 * channels, and nothing is known about the granules.
 * @throws DatasetError DATASET_LAYOUT when it is no such file
 */
export async function openH5Source(
  store: DatasetStore,
  path: string,
  { signal }: OperationOptions = {},
): Promise<InstanceSource> {
  const name = store.locate(path);
  // Only here, so that no other dataset loads what reads HDF.
  const hdf = await import("@atcs/hdf");
  const file = await openFile(hdf, store, path, signal);
  try {
    const ids = file
      .keys()
      .filter((key) => /^\d{1,15}$/.test(key))
      .map(Number)
      .sort((a, b) => a - b);
    if (ids.length === 0) throw new DatasetError("DATASET_LAYOUT", "it has no group of an instance", { file: name });
    const infos = await readInfos(store, signal);
    const generation = await readGeneration(store, file, ids[0]!, name, signal);
    const openAgain = (): Promise<HdfFile> => openFile(hdf, store, path, undefined);
    return new H5Source({ hdf, file, openAgain, name, ids, infos, generation, store });
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
}

type Hdf = typeof import("@atcs/hdf");

/** An open file, and what is known of its instances. */
interface OpenedFile {
  readonly hdf: Hdf;
  readonly file: HdfFile;
  readonly openAgain: () => Promise<HdfFile>;
  readonly name: string;
  readonly ids: readonly number[];
  readonly infos: ((id: number) => InstanceInfo | undefined) | undefined;
  readonly generation: GenerationInfo;
  readonly store: DatasetStore;
}

class H5Source implements InstanceSource {
  readonly layout = "h5";
  readonly name: string;
  readonly generation: GenerationInfo;
  readonly ids: readonly number[];
  readonly #opened: OpenedFile;
  readonly #known: ReadonlySet<number>;
  readonly #channels: number;
  #file: Promise<HdfFile>;
  #isClosed = false;

  constructor(opened: OpenedFile) {
    this.name = opened.name;
    this.ids = opened.ids;
    this.generation = opened.generation;
    this.#opened = opened;
    this.#file = Promise.resolve(opened.file);
    this.#known = new Set(opened.ids);
    this.#channels = channelCount(opened.generation.fields);
  }

  has(id: number): boolean {
    return this.#known.has(id);
  }

  info(id: number): InstanceInfo {
    if (!this.has(id)) throw new RangeError(`there is no instance ${id} in ${this.name}`);
    return this.#opened.infos?.(id) ?? unknownInfo(id);
  }

  imageFile(): string {
    return this.name;
  }

  readImage(id: number, _channels: readonly number[], { signal }: OperationOptions = {}): Promise<StoredImage> {
    return this.#guard(id, async (file) => {
      const { height, width } = this.#extent(file, id);
      const dataset = file.dataset(`${id}/input`);
      checkWritten(dataset, this.name);
      const { data, dtype } = await dataset.read([], { signal });
      checkImageType(dtype, this.name, id);
      const values = data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>);
      checkPixels(values, dataset, this.generation.fields, this.name);
      const part = {
        firstChannel: 0,
        channelCount: this.#channels,
        data: values,
        start: 0,
        pixelStep: this.#channels,
        channelStep: 1,
        scale: 1,
        offset: 0,
        missing: missingValue,
      };
      return { height, width, parts: [part] };
    });
  }

  readLabels(id: number, { signal }: ReadInstanceLabelsOptions = {}): Promise<StoredLabels> {
    return this.#guard(id, async (file) => {
      const value = await readTree(file, `${id}/output`, signal);
      return readLabels(value, { file: this.name, instanceId: id, extent: this.#extent(file, id) });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const file = await this.#file.catch(() => undefined);
    await file?.close();
    await this.#opened.store.close?.();
  }

  #extent(file: HdfFile, instanceId: number): ImageExtent {
    const { shape } = file.dataset(`${instanceId}/input`);
    const [height = 0, width = 0, channels] = shape;
    if (shape.length === 3 && height > 0 && width > 0 && channels === this.#channels) return { height, width };
    const problem = `the image has the shape (${shape.join(", ")}): expected rows, columns and ${this.#channels} channels`;
    throw new DatasetError("DATASET_INSTANCE", problem, { file: this.name, instanceId });
  }

  /** Errors of the file are those of the instance. */
  #guard<T>(instanceId: number, action: (file: HdfFile) => Promise<T>): Promise<T> {
    return ofInstance(instanceId, async () => {
      this.info(instanceId);
      try {
        return await this.#withFile(action);
      } catch (error) {
        const { isHdfError } = this.#opened.hdf;
        if (!isHdfError(error)) throw error;
        throw new DatasetError(codes[error.code] ?? "DATASET_INSTANCE", error.message, {
          file: this.name,
          instanceId,
          cause: error,
        });
      }
    });
  }

  /**
   * A damaged instance can stop libhdf5, which then answers nothing about the others either: once more, with the file opened
   * again.
   */
  async #withFile<T>(action: (file: HdfFile) => Promise<T>): Promise<T> {
    const opened = this.#file;
    const file = await opened;
    try {
      return await action(file);
    } catch (error) {
      const { isHdfError } = this.#opened.hdf;
      // Closed by another that opened it again.
      const isStale = isHdfError(error, "HDF_CLOSED") && this.#file !== opened;
      if (this.#isClosed || !(isStale || isHdfError(error, "HDF_IO"))) throw error;
      if (this.#file === opened) this.#file = this.#replace(file);
      return action(await this.#file);
    }
  }

  /** Where it cannot be opened, the old one stays, and whoever reads next tries again. */
  async #replace(file: HdfFile): Promise<HdfFile> {
    try {
      const next = await this.#opened.openAgain();
      await file.close().catch(() => {});
      return next;
    } catch {
      return file;
    }
  }
}

/** What is no damage of an instance. */
const codes: Readonly<Record<string, DatasetErrorCode>> = { HDF_CLOSED: "DATASET_CLOSED", HDF_IO: "DATASET_IO" };

async function openFile(
  { open, isHdfError }: Hdf,
  store: DatasetStore,
  path: string,
  signal: AbortSignal | undefined,
): Promise<HdfFile> {
  const name = store.locate(path);
  const size = await store.size(path, { signal });
  if (size === undefined) throw new DatasetError("DATASET_NOT_FOUND", "no such file", { file: name });
  const remote = {
    size,
    name,
    read: (offset: number, length: number) => store.read(path, { offset, length }),
  };
  try {
    return await open(store.origin?.kind === "directory" ? name : remote, { signal, name });
  } catch (error) {
    if (!isHdfError(error)) throw error;
    throw new DatasetError(codes[error.code] ?? "DATASET_LAYOUT", error.message, { file: name, cause: error });
  }
}

/** Groups of the labels: `output`, and those of the tuples and flags in it. */
const mostDepth = 2;

/** A group as the dictionary that a pickle would hold. Links may lead in a circle, which has no end. */
async function readTree(file: HdfFile, path: string, signal: AbortSignal | undefined, depth = 1): Promise<PickleValue> {
  signal?.throwIfAborted();
  if (depth > mostDepth) {
    const problem = `"${path}" lies too deep: expected labels in groups of at most ${mostDepth} levels`;
    throw new DatasetError("DATASET_INSTANCE", problem, { file: file.name });
  }
  const group = file.group(path);
  const dict = new Map<PickleValue, PickleValue>();
  for (const child of group.children()) {
    if (child.kind === "group") {
      const inner = await readTree(file, child.path, signal, depth + 1);
      // A tuple is stored as a group whose members are its numbers.
      dict.set(
        child.name,
        inner instanceof Map && inner.has("0") && inner.has("1") ? [inner.get("0")!, inner.get("1")!] : inner,
      );
    } else if (child.kind === "dataset") {
      checkWritten(child, file.name);
      const { data, shape } = await child.read([], { signal });
      if (shape.length === 0) dict.set(child.name, Number(data[0]));
      else dict.set(child.name, { dtype: child.dtype, shape, data } as unknown as NumpyArray);
    }
  }
  return dict;
}

async function readInfos(
  store: DatasetStore,
  signal: AbortSignal | undefined,
): Promise<((id: number) => InstanceInfo | undefined) | undefined> {
  if ((await store.size(instanceInfoFile, { signal })) === undefined) return undefined;
  const index = parseInstanceIndex(await readJson(store, instanceInfoFile, { signal }), store.locate(instanceInfoFile));
  return (id) => (index.has(id) ? index.info(id) : undefined);
}

async function readGeneration(
  store: DatasetStore,
  file: HdfFile,
  id: number,
  name: string,
  signal: AbortSignal | undefined,
): Promise<GenerationInfo> {
  if ((await store.size(generationInfoFile, { signal })) !== undefined) {
    return parseGenerationInfo(await readJson(store, generationInfoFile, { signal }), store.locate(generationInfoFile));
  }
  const input = file.get(`${id}/input`);
  const channels = input?.kind === "dataset" ? input.shape[2] : undefined;
  const fields = ["default", "directional", "all"]
    .map((scheme) => resolveFields(scheme))
    .find((all) => channelCount(all) === channels);
  if (fields === undefined) {
    const problem = `its images have ${channels ?? "no"} channels: without ${generationInfoFile} nobody knows which fields they are`;
    throw new DatasetError("DATASET_LAYOUT", problem, { file: name });
  }
  return {
    fields,
    fieldAttributes: {},
    projection: "unknown",
    seed: undefined,
    days: [],
    args: {},
    software: undefined,
  };
}

function unknownInfo(id: number): InstanceInfo {
  return {
    id,
    inputPath: `${id}/input`,
    outputPath: `${id}/output`,
    dateTime: undefined,
    syncFile: undefined,
    parasolFile: undefined,
    cldclassFile: undefined,
    centerLat: undefined,
    centerLon: undefined,
    projection: "unknown",
  };
}
