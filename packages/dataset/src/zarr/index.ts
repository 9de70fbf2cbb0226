// Entry `@atcs/dataset/pack`: what writes a dataset as Zarr. What reads it is loaded by ../sources/zarr.ts.

export type { ZarrCodec } from "./codecs.ts";
export { zarrCodecs } from "./codecs.ts";
export { directorySink } from "./directory-sink.ts";
export type { FieldPacking } from "./field-packing.ts";
export { type PackOptions, type PackProgress, type PackResult, packDataset } from "./pack.ts";
export type { DatasetSink } from "./sink.ts";
