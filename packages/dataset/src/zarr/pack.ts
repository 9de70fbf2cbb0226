import { checkChoice, checkOptions } from "../_check-options.ts";
import { DatasetError } from "../errors.ts";
import { channelCount } from "../fields/channels.ts";
import { formatGenerationInfo } from "../layout/generation-info.ts";
import { formatInstanceIndex, instanceInfoFile } from "../layout/instance-index.ts";
import type { InstanceSource } from "../sources/types.ts";
import type { OperationOptions, StoredLabels } from "../types.ts";
import { chunkEncoder, type ZarrCodec, zarrCodecs } from "./codecs.ts";
import { type FieldPacking, fieldPacking } from "./field-packing.ts";
import { ImageWriter } from "./image-writer.ts";
import { labelArrays } from "./label-arrays.ts";
import { type ArrayDescription, arrayMetadata, consolidatedMetadata, groupMetadata } from "./metadata.ts";
import { packFormat, packMetadataFile } from "./pack-metadata.ts";
import { RowWriter } from "./row-writer.ts";
import type { DatasetSink } from "./sink.ts";

/** How far a pack is. */
export interface PackProgress {
  readonly instancesDone: number;
  readonly instances: number;
  readonly bytesWritten: number;
}

export interface PackOptions extends OperationOptions {
  /** What is packed; it stays open. */
  readonly source: InstanceSource;
  /** Where to; it is finished, or aborted when anything fails. */
  readonly sink: DatasetSink;
  /** @default "lz4" */
  readonly codec?: ZarrCodec | undefined;
  /** Scale and offset of directional fields by name, where those of the granules are not known or do not fit. */
  readonly packing?: Readonly<Record<string, FieldPacking>> | undefined;
  /** Files that are written beside, by name: splits and their statistics. */
  readonly documents?: ReadonlyMap<string, Uint8Array> | undefined;
  readonly onProgress?: ((progress: PackProgress) => void) | undefined;
}

/** What a pack has become. */
export interface PackResult {
  readonly instances: number;
  readonly points: number;
  readonly bytesWritten: number;
}

/**
 * Write a dataset as Zarr 3, which browsers read over HTTP, and Python with zarr-python: directional fields as int16 with
 * scale and offset, at half the bytes of the npy files or less. The same dataset gives the same bytes. Every chunk has a
 * checksum (CRC-32C).
 *
 * However many instances there are, what is held is the image of one, as it is read and as it is encoded, and of each
 * array of labels the 8192 points that make a file (16 MB together); a few numbers for each instance, and the text of its
 * entry in the index at the end (5 MB for 10,000).
 * @throws DatasetError for an instance that cannot be read or packed, or a field whose scale is not known; the reason of
 * the signal. Then the sink is told to leave nothing
 */
export async function packDataset(options: PackOptions): Promise<PackResult> {
  checkOptions("packDataset", options, ["source", "sink", "codec", "packing", "documents", "onProgress", "signal"]);
  const { sink, codec = "lz4" } = options;
  checkChoice("codec", codec, zarrCodecs);
  try {
    const counting = new CountingSink(sink);
    const result = await writePack(options, codec, counting);
    await sink.finish();
    return { ...result, bytesWritten: counting.bytes };
  } catch (error) {
    // What went wrong is what counts, not that cleaning up after it failed as well.
    await sink.abort().catch(() => {});
    throw error;
  }
}

async function writePack(
  { source, packing, documents, onProgress, signal }: PackOptions,
  codec: ZarrCodec,
  sink: CountingSink,
): Promise<Omit<PackResult, "bytesWritten">> {
  const { generation, ids } = source;
  if (ids.length === 0) throw new DatasetError("DATASET_LAYOUT", "the dataset has no instances", { file: source.name });
  const packingOf = (field: (typeof generation.fields)[number]): FieldPacking =>
    packing?.[field.name] ?? fieldPacking(field, generation);
  const images = new ImageWriter(generation.fields, packingOf, codec, sink);
  const labels = new LabelsWriter(codec, sink);
  const channels = Array.from({ length: channelCount(generation.fields) }, (_, channel) => channel);
  for (const [i, id] of ids.entries()) {
    signal?.throwIfAborted();
    const image = await source.readImage(id, channels, { signal });
    try {
      await images.append(image, id, source.imageFile(id));
    } finally {
      image.release?.();
    }
    await labels.append(await source.readLabels(id, { extent: image, signal }), id, source.name);
    onProgress?.({ instancesDone: i + 1, instances: ids.length, bytesWritten: sink.bytes });
  }
  const arrays = new Map([...images.describe(), ...(await labels.finish(ids))]);
  await writeDocuments(source, documents, sink);
  await writeMetadata(source, arrays, sink);
  return { instances: ids.length, points: labels.points };
}

/** The labels of all instances. */
class LabelsWriter {
  readonly #codec: ZarrCodec;
  readonly #sink: DatasetSink;
  readonly #offsets: number[] = [0];
  #writers: { readonly array: ReturnType<typeof labelArrays>[number]; readonly writer: RowWriter }[] = [];
  #bins = 0;
  #isFractional = false;

  constructor(codec: ZarrCodec, sink: DatasetSink) {
    this.#codec = codec;
    this.#sink = sink;
  }

  get points(): number {
    return this.#offsets.at(-1)!;
  }

  async append(labels: StoredLabels, instanceId: number, file: string): Promise<void> {
    const isFractional = labels.positions !== undefined;
    if (this.#writers.length === 0) this.#begin(labels.bins, isFractional);
    if (labels.bins !== this.#bins || isFractional !== this.#isFractional) {
      const kind = (fractional: boolean, bins: number): string =>
        `${fractional ? "fractional positions" : "corners"} and ${bins} bins`;
      const problem = `its labels have ${kind(isFractional, labels.bins)}: expected ${kind(this.#isFractional, this.#bins)}, as the first ones`;
      throw new DatasetError("DATASET_INSTANCE", problem, { file, instanceId });
    }
    for (const { array, writer } of this.#writers) await writer.append(array.values(labels));
    this.#offsets.push(this.points + labels.count);
  }

  async finish(ids: readonly number[]): Promise<Map<string, ArrayDescription>> {
    const arrays = new Map<string, ArrayDescription>();
    for (const { array, writer } of this.#writers) arrays.set(`labels/${array.name}`, await writer.finish());
    arrays.set("labels/offset", await this.#writeList("labels/offset", this.#offsets));
    arrays.set("labels/instance_id", await this.#writeList("labels/instance_id", ids));
    return arrays;
  }

  #begin(bins: number, isFractional: boolean): void {
    this.#bins = bins;
    this.#isFractional = isFractional;
    const arrays = labelArrays(bins, isFractional);
    this.#writers = arrays.map((array) => ({ array, writer: new RowWriter(array, this.#codec, this.#sink) }));
  }

  /** An array of one axis and one chunk, which is not compressed. */
  async #writeList(path: string, values: readonly number[]): Promise<ArrayDescription> {
    const { codecs, encode } = chunkEncoder("none", BigInt64Array.BYTES_PER_ELEMENT);
    await this.#sink.write(`${path}/c/0`, await encode(new Uint8Array(BigInt64Array.from(values, BigInt).buffer)));
    return {
      dtype: "int64",
      shape: [values.length],
      shardShape: undefined,
      chunkShape: [values.length],
      fill: 0,
      codecs,
      dimensions: [path.endsWith("offset") ? "boundary" : "instance"],
      attributes: {},
    };
  }
}

async function writeDocuments(
  source: InstanceSource,
  documents: ReadonlyMap<string, Uint8Array> = new Map(),
  sink: DatasetSink,
): Promise<void> {
  const infos = source.ids.map((id) => source.info(id));
  await sink.write(instanceInfoFile, new TextEncoder().encode(formatInstanceIndex(infos)));
  for (const [name, bytes] of documents) {
    const isPlain =
      /^[A-Za-z0-9_][A-Za-z0-9_.-]*\.json$/.test(name) && ![instanceInfoFile, packMetadataFile].includes(name);
    if (!isPlain)
      throw new RangeError(`the document ${JSON.stringify(name)}: expected the name of a split or its statistics`);
    await sink.write(name, bytes);
  }
}

async function writeMetadata(
  { generation }: InstanceSource,
  arrays: ReadonlyMap<string, ArrayDescription>,
  sink: DatasetSink,
): Promise<void> {
  const attributes = {
    atcs_format: packFormat,
    dataset_generation_info: JSON.parse(formatGenerationInfo(generation)) as unknown,
  };
  const nodes = new Map<string, Readonly<Record<string, unknown>>>([["labels", groupMetadata()]]);
  for (const [path, description] of arrays) nodes.set(path, arrayMetadata(description));
  for (const [path, metadata] of nodes) await sink.write(`${path}/${packMetadataFile}`, json(metadata));
  await sink.write(packMetadataFile, json(consolidatedMetadata(attributes, nodes)));
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/** Counts what is written. */
class CountingSink implements DatasetSink {
  readonly name: string;
  readonly #sink: DatasetSink;
  bytes = 0;

  constructor(sink: DatasetSink) {
    this.name = sink.name;
    this.#sink = sink;
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.#sink.write(path, bytes);
    this.bytes += bytes.length;
  }

  finish(): Promise<void> {
    return this.#sink.finish();
  }

  abort(): Promise<void> {
    return this.#sink.abort();
  }
}
