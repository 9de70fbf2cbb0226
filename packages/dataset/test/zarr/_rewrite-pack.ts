import { gzipSync } from "node:zlib";
import * as zarr from "zarrita";
import { memoryStore } from "../../src/store/memory-store.ts";
import { loadCompressor } from "../../src/zarr/codecs.ts";
import { crc32c } from "../../src/zarr/crc32c/crc32c.ts";
import { zarritaStore } from "./_zarrita-store.ts";

export type PackFiles = Map<string, Uint8Array<ArrayBuffer>>;
type Json = Record<string, unknown>;

interface Codec {
  readonly name: string;
  readonly configuration?: Json;
}

export interface RewriteOptions {
  /** Elements of a file of an array. */
  readonly fileShape: (path: string, shape: readonly number[]) => readonly number[];
  /** Elements of the chunks of a shard; without it there are no shards. */
  readonly chunkShape?: (path: string, shape: readonly number[]) => readonly number[];
  /** Of the chunks of an array with so many axes. @default bytes alone */
  readonly codecs?: (rank: number) => readonly Codec[];
  readonly indexAtStart?: boolean;
  readonly indexChecksum?: boolean;
  /** As zarr-python does: chunks are left out that hold nothing but the fill value. */
  readonly leavesOutEmpty?: boolean;
  /** Changes the metadata of each array before they are written. */
  readonly edit?: (metadata: Json) => void;
  readonly consolidated?: boolean;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const json = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));
const product = (sizes: readonly number[]): number => sizes.reduce((all, n) => all * n, 1);

/** A pack with its arrays divided and encoded in another way, as a reader and writer of Zarr makes it: by the specification. */
export async function rewritePack(files: PackFiles, options: RewriteOptions): Promise<PackFiles> {
  const result: PackFiles = new Map(
    [...files].filter(([path]) => !path.includes("/c/") && !path.endsWith("/zarr.json")),
  );
  const root = JSON.parse(text(files.get("zarr.json")!)) as {
    consolidated_metadata?: { metadata: Record<string, Json> };
  };
  for (const [path, node] of Object.entries(root.consolidated_metadata!.metadata)) {
    if (node.node_type === "array") await rewriteArray(files, path, node, options, result);
    result.set(`${path}/zarr.json`, json(node));
  }
  if (options.consolidated === false) delete root.consolidated_metadata;
  result.set("zarr.json", json(root));
  return result;
}

async function rewriteArray(files: PackFiles, path: string, node: Json, options: RewriteOptions, result: PackFiles) {
  const array = await zarr.open.v3(zarr.root(zarritaStore(memoryStore(files))).resolve(path), { kind: "array" });
  const { data } = (await zarr.get(array as zarr.Array<"int16">)) as { data: Int16Array };
  const { shape } = array;
  const fileShape = options.fileShape(path, shape);
  const chunkShape = options.chunkShape?.(path, shape);
  const codecs = options.codecs?.(shape.length) ?? [{ name: "bytes", configuration: { endian: "little" } }];
  const indexCodecs = [{ name: "bytes", configuration: { endian: "little" } }, { name: "crc32c" }];
  const sharding = {
    chunk_shape: chunkShape,
    codecs,
    index_codecs: options.indexChecksum === false ? indexCodecs.slice(0, 1) : indexCodecs,
    index_location: options.indexAtStart ? "start" : "end",
  };
  Object.assign(node, {
    chunk_grid: { name: "regular", configuration: { chunk_shape: fileShape } },
    codecs: chunkShape === undefined ? codecs : [{ name: "sharding_indexed", configuration: sharding }],
  });
  options.edit?.(node);
  const { separator = "/" } = ((node.chunk_key_encoding as Json).configuration ?? {}) as { separator?: string };
  const encode = (part: Int16Array, sizes: readonly number[]) => encodeChunk(part, sizes, codecs);
  for (const place of placesOf(shape, fileShape)) {
    const file = partOf(data, shape, place, fileShape, node.fill_value as number);
    const isEmpty = options.leavesOutEmpty && file.every((value) => Number(value) === node.fill_value);
    if (isEmpty) continue;
    const bytes = chunkShape
      ? await encodeShard(file, fileShape, chunkShape, encode, options)
      : await encode(file, fileShape);
    result.set(`${path}/${["c", ...place].join(separator)}`, bytes);
  }
}

function placesOf(shape: readonly number[], part: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (places, n, axis) =>
      places.flatMap((place) => Array.from({ length: Math.ceil(n / part[axis]!) }, (_, i) => [...place, i])),
    [[]],
  );
}

/** A chunk of an array; beyond its end, the fill value. */
function partOf(
  data: Int16Array,
  shape: readonly number[],
  place: readonly number[],
  sizes: readonly number[],
  fill: number,
) {
  const Type = data.constructor as Int16ArrayConstructor;
  const convert = (value: number): number =>
    (data as unknown) instanceof BigInt64Array ? (BigInt(value) as unknown as number) : value;
  const part = new Type(product(sizes)).fill(convert(fill));
  for (let i = 0; i < part.length; i++) {
    let [rest, at, step, isInside] = [i, 0, 1, true];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const index = place[axis]! * sizes[axis]! + (rest % sizes[axis]!);
      rest = Math.floor(rest / sizes[axis]!);
      isInside &&= index < shape[axis]!;
      at += index * step;
      step *= shape[axis]!;
    }
    if (isInside) part[i] = data[at]!;
  }
  return part;
}

async function encodeChunk(part: Int16Array, sizes: readonly number[], codecs: readonly Codec[]) {
  let bytes = new Uint8Array(part.slice().buffer as ArrayBuffer);
  for (const { name, configuration = {} } of codecs) {
    if (name === "transpose") {
      bytes = new Uint8Array(transposed(part, sizes, configuration.order as number[]).buffer as ArrayBuffer);
    } else if (name === "bytes") {
      const n = part.BYTES_PER_ELEMENT;
      if (configuration.endian === "big")
        for (let at = 0; at < bytes.length; at += n) bytes.subarray(at, at + n).reverse();
    } else if (name === "crc32c") {
      const checksum = new Uint8Array(Uint32Array.of(crc32c(bytes)).buffer);
      bytes = Uint8Array.from([...bytes, ...checksum]);
    } else if (name === "gzip") {
      bytes = new Uint8Array(gzipSync(bytes));
    } else {
      bytes = new Uint8Array(await (await loadCompressor(name as "blosc", configuration)).encode(bytes));
    }
  }
  return bytes;
}

/** Axis `i` of the result is axis `order[i]`. */
function transposed(part: Int16Array, sizes: readonly number[], order: readonly number[]): Int16Array {
  const Type = part.constructor as Int16ArrayConstructor;
  const result = new Type(part.length);
  const newSizes = order.map((axis) => sizes[axis]!);
  for (let i = 0; i < part.length; i++) {
    const index: number[] = [];
    let rest = i;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      index[order[axis]!] = rest % newSizes[axis]!;
      rest = Math.floor(rest / newSizes[axis]!);
    }
    result[i] = part[index.reduce((at, n, axis) => at * sizes[axis]! + n, 0)]!;
  }
  return result;
}

async function encodeShard(
  file: Int16Array,
  fileShape: readonly number[],
  chunkShape: readonly number[],
  encode: (part: Int16Array, sizes: readonly number[]) => Promise<Uint8Array>,
  { indexAtStart = false, indexChecksum = true }: RewriteOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const places = placesOf(fileShape, chunkShape);
  const index = new BigUint64Array(2 * places.length);
  const indexBytes = index.byteLength + (indexChecksum ? 4 : 0);
  const chunks: Uint8Array[] = [];
  let offset = indexAtStart ? indexBytes : 0;
  for (const [i, place] of places.entries()) {
    const chunk = await encode(partOf(file, fileShape, place, chunkShape, 0), chunkShape);
    index.set([BigInt(offset), BigInt(chunk.length)], 2 * i);
    offset += chunk.length;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(index.buffer);
  const checked = indexChecksum ? Buffer.concat([bytes, new Uint8Array(Uint32Array.of(crc32c(bytes)).buffer)]) : bytes;
  return new Uint8Array(Buffer.concat(indexAtStart ? [checked, ...chunks] : [...chunks, checked]));
}
