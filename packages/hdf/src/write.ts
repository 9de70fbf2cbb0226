export type { AttributeInput, AttributeInputs, TypedAttributeInput } from "./_attribute-values.ts";
export type {
  AnyTypedArray,
  NumberListOf,
  StoredArrayOf,
  StoredDtype,
  StoredInput,
  StoredValues,
} from "./_typed-array.ts";
export type { Hdf4Input, Hdf4InputArrayOf, Hdf4Values } from "./hdf4/writer/_input.ts";
export type { Hdf4ScaleOptions } from "./hdf4/writer/_scale.ts";
export { type CreateHdf4Options, createHdf4, type Hdf4FileWriter } from "./hdf4/writer/create.ts";
export type { Hdf4DatasetOptions, Hdf4DatasetWriter } from "./hdf4/writer/dataset-writer.ts";
export type { Hdf4GroupOptions, Hdf4GroupWriter, Hdf4Member } from "./hdf4/writer/group-writer.ts";
export type { Hdf4Dtype } from "./hdf4/writer/number-types.ts";
export type { Hdf4Columns, Hdf4FieldOptions, Hdf4TableOptions, Hdf4TableWriter } from "./hdf4/writer/table-writer.ts";
export { createHdf5, type Hdf5FileWriter } from "./hdf5/writer/create.ts";
export type { Hdf5DatasetWriter } from "./hdf5/writer/dataset-writer.ts";
export { encodeChunk } from "./hdf5/writer/filters.ts";
export type { Hdf5GroupWriter } from "./hdf5/writer/group-writer.ts";
export type {
  Hdf5AttributeInput,
  Hdf5ChunkFilters,
  Hdf5DatasetOptions,
  Hdf5GroupOptions,
  Hdf5Input,
  Hdf5InputArray,
  Hdf5InputArrayOf,
  Hdf5NumericAttribute,
  Hdf5TextAttribute,
} from "./hdf5/writer/types.ts";
export { MemorySink, type Sink, type WriteTarget } from "./sink.ts";
