import type { CodecMetadata } from "./codecs.ts";

/** Types of the arrays of a pack. */
export const elementTypes: {
  readonly uint8: typeof Uint8Array;
  readonly int16: typeof Int16Array;
  readonly int32: typeof Int32Array;
  readonly int64: typeof BigInt64Array;
  readonly float32: typeof Float32Array;
  readonly float64: typeof Float64Array;
} = /* @__PURE__ */ Object.freeze({
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
});

export type ElementType = keyof typeof elementTypes;

/** An array of a pack, in shards that are cut into chunks along their first axes. */
export interface ArrayDescription {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** undefined: no shards. */
  readonly shardShape: readonly number[] | undefined;
  readonly chunkShape: readonly number[];
  readonly fill: number;
  /** Of the chunks. */
  readonly codecs: readonly CodecMetadata[];
  readonly dimensions: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

/** `zarr.json` of an array. */
export function arrayMetadata(description: ArrayDescription): Json {
  const { dtype, shape, shardShape, chunkShape, fill, codecs, dimensions, attributes } = description;
  return {
    zarr_format: 3,
    node_type: "array",
    shape,
    data_type: dtype,
    chunk_grid: { name: "regular", configuration: { chunk_shape: shardShape ?? chunkShape } },
    chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
    fill_value: fill,
    codecs: shardShape === undefined ? codecs : [shardingCodec(chunkShape, codecs)],
    dimension_names: dimensions,
    attributes,
  };
}

function shardingCodec(chunkShape: readonly number[], codecs: readonly CodecMetadata[]): CodecMetadata {
  return {
    name: "sharding_indexed",
    configuration: {
      chunk_shape: chunkShape,
      codecs,
      index_codecs: [{ name: "bytes", configuration: { endian: "little" } }, { name: "crc32c" }],
      index_location: "end",
    },
  };
}

/** `zarr.json` of a group. */
export function groupMetadata(attributes: Json = {}): Json {
  return { zarr_format: 3, node_type: "group", attributes };
}

/**
 * `zarr.json` of the root, which holds those of all groups and arrays below it: a reader over HTTP fetches it alone.
 * @param nodes by their paths
 */
export function consolidatedMetadata(attributes: Json, nodes: ReadonlyMap<string, Json>): Json {
  const metadata = Object.fromEntries(nodes);
  return { ...groupMetadata(attributes), consolidated_metadata: { kind: "inline", must_understand: false, metadata } };
}
