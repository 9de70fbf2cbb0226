import { DatasetError } from "../errors.ts";
import { asArray, asObject, asText, type JsonObject, type Place, unexpected } from "../layout/_json.ts";
import type { CodecMetadata } from "./codecs.ts";
import { type ElementType, elementTypes } from "./metadata.ts";

/** What a reader needs of the metadata of a sharded array whose shards and chunks lie along its first two axes. */
export interface ArrayInfo {
  /** Path below the root: `labels/height`. */
  readonly path: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly shardShape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly fill: number;
  readonly codecs: readonly CodecMetadata[];
  readonly attributes: JsonObject;
  /** Bytes of each shard, as far as they are known. */
  readonly shardBytes: readonly number[];
}

/** No shard has more bytes or chunks: a file that claims more is damaged, or not of this package. */
const maxShardBytes = 2 ** 30;
const maxShardChunks = 2 ** 16;

/**
 * Read the metadata of a sharded array.
 * @param value the parsed `zarr.json`
 * @throws DatasetError DATASET_LAYOUT for what is no such array
 */
export function parseArrayInfo(value: unknown, path: string, file: string): ArrayInfo {
  const place: Place = { file };
  const json = asObject(value, `the metadata of ${path}`, place);
  if (json.zarr_format !== 3 || json.node_type !== "array") throw unexpected(path, value, "an array of Zarr 3", place);
  const dtype = asText(json.data_type, `the data_type of ${path}`, place) as ElementType;
  if (!(dtype in elementTypes) || dtype === "int64")
    throw unexpected(`the data_type of ${path}`, dtype, "a type of packs", place);
  const shape = sizes(json.shape, `the shape of ${path}`, 0, place);
  const grid = configurationOf(json.chunk_grid, "regular", `the chunk_grid of ${path}`, place);
  const shardShape = sizes(grid.chunk_shape, `the chunk_shape of ${path}`, 1, place);
  const [sharding, ...others] = asArray(json.codecs, `the codecs of ${path}`, place);
  const shards = configurationOf(sharding, "sharding_indexed", `the codec of ${path}`, place);
  const chunkShape = sizes(shards.chunk_shape, `the inner chunk_shape of ${path}`, 1, place);
  checkGrid({ shape, shardShape, chunkShape }, path, place);
  checkKeys(json.chunk_key_encoding, path, place);
  checkIndex(shards, path, place);
  if (others.length > 0) throw unexpected(`the codecs of ${path}`, others, "sharding_indexed alone", place);
  checkSize(
    shardShape.reduce((product, n) => product * n, elementTypes[dtype].BYTES_PER_ELEMENT),
    maxShardBytes,
    `the bytes of a shard of ${path}`,
    place,
  );
  checkSize(chunksPerShard({ shardShape, chunkShape }), maxShardChunks, `the chunks of a shard of ${path}`, place);
  const attributes = json.attributes === undefined ? {} : asObject(json.attributes, `the attributes of ${path}`, place);
  return {
    path,
    dtype,
    shape,
    shardShape,
    chunkShape,
    fill: typeof json.fill_value === "number" ? json.fill_value : Number.NaN,
    codecs: codecsOf(shards.codecs, path, place),
    attributes,
    shardBytes:
      attributes.shard_nbytes === undefined ? [] : sizes(attributes.shard_nbytes, `shard_nbytes of ${path}`, 0, place),
  };
}

/** The codecs of a chain. */
function codecsOf(value: unknown, path: string, place: Place): CodecMetadata[] {
  return asArray(value, `the inner codecs of ${path}`, place).map((each) => {
    const codec = asObject(each, `a codec of ${path}`, place);
    const name = asText(codec.name, `the name of a codec of ${path}`, place);
    const configuration = codec.configuration;
    return configuration === undefined
      ? { name }
      : { name, configuration: asObject(configuration, `codec ${name}`, place) };
  });
}

function configurationOf(value: unknown, name: string, what: string, place: Place): JsonObject {
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

type Shapes = Pick<ArrayInfo, "shape" | "shardShape" | "chunkShape">;

function checkSize(size: number, most: number, what: string, place: Place): void {
  if (size > most) throw unexpected(what, size, `at most ${most}`, place);
}

/** Shards along the first axis only; chunks along the first two. */
function checkGrid({ shape, shardShape, chunkShape }: Shapes, path: string, place: Place): void {
  const isWhole = (part: readonly number[], from: number): boolean =>
    shape.every((n, axis) => axis < from || part[axis] === n);
  const divides = shardShape.every((n, axis) => n % chunkShape[axis]! === 0);
  const sameRank = shape.length >= 1 && shardShape.length === shape.length && chunkShape.length === shape.length;
  if (sameRank && isWhole(shardShape, 1) && isWhole(chunkShape, 2) && divides) return;
  const found = `(${shape.join(", ")}) in shards of (${shardShape.join(", ")}) and chunks of (${chunkShape.join(", ")})`;
  throw new DatasetError("DATASET_LAYOUT", `${path} is ${found}: expected shards along its first axis`, place);
}

function checkKeys(value: unknown, path: string, place: Place): void {
  const keys = configurationOf(value, "default", `the chunk_key_encoding of ${path}`, place);
  if (![undefined, "/"].includes(keys.separator as string | undefined)) {
    throw unexpected(`the separator of ${path}`, keys.separator, '"/"', place);
  }
}

function checkIndex(sharding: JsonObject, path: string, place: Place): void {
  const names = codecsOf(sharding.index_codecs, path, place).map(({ name }) => name);
  const location = sharding.index_location ?? "end";
  if (names.join() === "bytes,crc32c" && location === "end") return;
  throw unexpected(
    `the index of ${path}`,
    `${names.join()} at its ${String(location)}`,
    "bytes,crc32c at its end",
    place,
  );
}

/** Chunks of a shard. */
export function chunksPerShard({ shardShape, chunkShape }: Pick<ArrayInfo, "shardShape" | "chunkShape">): number {
  return shardShape.reduce((product, n, axis) => product * (n / chunkShape[axis]!), 1);
}

/** Bytes of the elements of a chunk. */
export function bytesPerChunk({ dtype, chunkShape }: ArrayInfo): number {
  return chunkShape.reduce((product, n) => product * n, elementTypes[dtype].BYTES_PER_ELEMENT);
}

/** Path of a shard. */
export function shardPath({ path, shape }: ArrayInfo, shard: number): string {
  return `${path}/c/${shard}${"/0".repeat(shape.length - 1)}`;
}
