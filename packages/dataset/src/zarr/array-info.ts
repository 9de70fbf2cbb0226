import { DatasetError } from "../errors.ts";
import { asArray, asObject, asText, type JsonObject, type Place, unexpected } from "../layout/_json.ts";
import { type ChunkKeys, parseChunkKeys } from "./chunk-keys.ts";
import type { CodecMetadata } from "./codecs.ts";
import { parseFill } from "./fill-value.ts";
import { type ElementType, elementTypes } from "./metadata.ts";
import type { ShardIndexLayout } from "./shard.ts";

/** What a reader needs of the metadata of an array. */
export interface ArrayInfo {
  /** Path below the root: `labels/height`. */
  readonly path: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** Elements of a file: of a shard, or of a chunk where there are no shards. */
  readonly fileShape: readonly number[];
  readonly chunkShape: readonly number[];
  /** undefined: no shards. */
  readonly index: ShardIndexLayout | undefined;
  readonly keys: ChunkKeys;
  readonly fill: number;
  readonly codecs: readonly CodecMetadata[];
  readonly attributes: JsonObject;
  /** Bytes of each shard, as far as they are known. */
  readonly shardBytes: readonly number[];
}

/** No file or chunk has more bytes, no shard more chunks: what claims more is damaged, or not of use here. */
const maxFileBytes = 2 ** 30;
const maxShardChunks = 2 ** 16;

/**
 * Read the metadata of an array.
 * @param value the parsed `zarr.json`
 * @throws DatasetError DATASET_LAYOUT for what is no array that can be read
 */
export function parseArrayInfo(value: unknown, path: string, file: string): ArrayInfo {
  const place: Place = { file };
  const json = asObject(value, `the metadata of ${path}`, place);
  if (json.zarr_format !== 3 || json.node_type !== "array") throw unexpected(path, value, "an array of Zarr 3", place);
  const dtype = asText(json.data_type, `the data_type of ${path}`, place) as ElementType;
  if (!Object.hasOwn(elementTypes, dtype)) {
    throw unexpected(`the data_type of ${path}`, dtype, Object.keys(elementTypes).join(" or "), place);
  }
  const shape = sizes(json.shape, `the shape of ${path}`, 0, place);
  const grid = configurationOf(json.chunk_grid, "regular", `the chunk_grid of ${path}`, place);
  const fileShape = sizes(grid.chunk_shape, `the chunk_shape of ${path}`, 1, place);
  const chunks = parseChunks(json.codecs, fileShape, path, place);
  checkGrid({ shape, fileShape, chunkShape: chunks.chunkShape }, dtype, path, place);
  const attributes = json.attributes === undefined ? {} : asObject(json.attributes, `the attributes of ${path}`, place);
  const { shard_nbytes: shardBytes = [] } = attributes;
  return {
    path,
    dtype,
    shape,
    fileShape,
    ...chunks,
    keys: parseChunkKeys(json.chunk_key_encoding, path, place),
    fill: parseFill(json.fill_value, dtype, path, place),
    attributes,
    shardBytes: sizes(shardBytes, `shard_nbytes of ${path}`, 0, place),
  };
}

type Chunks = Pick<ArrayInfo, "chunkShape" | "index" | "codecs">;

/** By the codec that is around all others if there are shards. */
function parseChunks(value: unknown, fileShape: readonly number[], path: string, place: Place): Chunks {
  const codecs = codecsOf(value, `the codecs of ${path}`, place);
  const [first, ...others] = codecs;
  if (first?.name !== "sharding_indexed") return { chunkShape: fileShape, index: undefined, codecs };
  if (others.length > 0) throw unexpected(`the codecs of ${path}`, others, "sharding_indexed alone", place);
  const sharding = asObject(first.configuration ?? {}, `the codec of ${path}`, place);
  return {
    chunkShape: sizes(sharding.chunk_shape, `the inner chunk_shape of ${path}`, 1, place),
    index: parseIndex(sharding, path, place),
    codecs: codecsOf(sharding.codecs, `the inner codecs of ${path}`, place),
  };
}

/** The codecs of a chain. */
function codecsOf(value: unknown, what: string, place: Place): CodecMetadata[] {
  return asArray(value, what, place).map((each) => {
    const codec = asObject(each, `one of ${what}`, place);
    const name = asText(codec.name, `the name of one of ${what}`, place);
    const configuration = codec.configuration;
    return configuration === undefined
      ? { name }
      : { name, configuration: asObject(configuration, `codec ${name}`, place) };
  });
}

function parseIndex(sharding: JsonObject, path: string, place: Place): ShardIndexLayout {
  const codecs = codecsOf(sharding.index_codecs, `the index_codecs of ${path}`, place);
  const names = codecs.map(({ name }) => name).join();
  const location = sharding.index_location ?? "end";
  const isKnown = ["bytes", "bytes,crc32c"].includes(names) && codecs[0]!.configuration?.endian !== "big";
  if (isKnown && (location === "end" || location === "start")) {
    return { isAtEnd: location === "end", hasChecksum: names !== "bytes" };
  }
  const found = `${JSON.stringify(codecs)} at its ${String(location)}`;
  throw unexpected(`the index of ${path}`, found, "bytes (little endian), crc32c at its end", place);
}

/** The configuration of an extension point of this name. */
export function configurationOf(value: unknown, name: string, what: string, place: Place): JsonObject {
  const json = asObject(value, what, place);
  if (json.name !== name) throw unexpected(what, json.name, JSON.stringify(name), place);
  return asObject(json.configuration ?? {}, what, place);
}

function sizes(value: unknown, what: string, least: number, place: Place): number[] {
  const list = asArray(value, what, place);
  for (const size of list) {
    if (!Number.isSafeInteger(size) || (size as number) < least)
      throw unexpected(what, size, `integers of at least ${least}`, place);
  }
  return list as number[];
}

type Shapes = Pick<ArrayInfo, "shape" | "fileShape" | "chunkShape">;

function checkGrid(shapes: Shapes, dtype: ElementType, path: string, place: Place): void {
  const { shape, fileShape, chunkShape } = shapes;
  const isRank = shape.length >= 1 && fileShape.length === shape.length && chunkShape.length === shape.length;
  if (!isRank || fileShape.some((n, axis) => n % chunkShape[axis]! !== 0)) {
    const found = `${path} is ${gridText(shapes)}`;
    throw new DatasetError("DATASET_LAYOUT", `${found}: expected chunks of as many axes, that divide shards`, place);
  }
  const checkSize = (size: number, most: number, what: string): void => {
    if (size > most) throw unexpected(`${what} of ${path}`, size, `at most ${most}`, place);
  };
  const fileBytes = fileShape.reduce((product, n) => product * n, elementTypes[dtype].BYTES_PER_ELEMENT);
  checkSize(fileBytes, maxFileBytes, "the bytes of a chunk or shard");
  checkSize(chunksPerFile(shapes), maxShardChunks, "the chunks of a shard");
}

/** How an array is divided, for messages. */
export function gridText({ shape, fileShape, chunkShape }: Shapes): string {
  const text = (sizes: readonly number[]): string => `(${sizes.join(", ")})`;
  const chunks = `chunks of ${text(chunkShape)}`;
  return `${text(shape)} in ${fileShape === chunkShape ? chunks : `shards of ${text(fileShape)} and ${chunks}`}`;
}

/**
 * Is it divided as packs of this package are: into shards along its first axis, of chunks along the first two, their
 * indexes behind? What others have written again is read more slowly.
 */
export function isDividedAsPacked(info: ArrayInfo): boolean {
  const { shape, fileShape, chunkShape, index, keys, codecs } = info;
  const isWhole = (part: readonly number[], from: number): boolean =>
    shape.every((n, axis) => axis < from || part[axis] === n);
  const isIndexKnown = index?.isAtEnd === true && index.hasChecksum;
  const isInOrder = codecs[0]?.name !== "transpose";
  return isIndexKnown && isInOrder && keys.isPlain && isWhole(fileShape, 1) && isWhole(chunkShape, 2);
}

/** Chunks of a shard. */
export function chunksPerFile({ fileShape, chunkShape }: Pick<ArrayInfo, "fileShape" | "chunkShape">): number {
  return fileShape.reduce((product, n, axis) => product * (n / chunkShape[axis]!), 1);
}

/** Elements of a chunk. */
export function elementsPerChunk({ chunkShape }: Pick<ArrayInfo, "chunkShape">): number {
  return chunkShape.reduce((product, n) => product * n, 1);
}

/** Path of a file, by the place of the shard or chunk along each axis. */
export function filePath({ path, keys }: Pick<ArrayInfo, "path" | "keys">, place: readonly number[]): string {
  return `${path}/${keys.keyOf(place)}`;
}

/** Path of a shard of an array that is {@link isDividedAsPacked}. */
export function shardPath(info: ArrayInfo, shard: number): string {
  return filePath(
    info,
    info.shape.map((_, axis) => (axis === 0 ? shard : 0)),
  );
}
