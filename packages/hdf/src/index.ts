export { type EosAttributes, readEosAttributes } from "./eos-attributes.ts";
export {
  ClosedError,
  DamagedFileError,
  HdfError,
  type HdfErrorCode,
  type HdfErrorDetails,
  isHdfError,
  LimitError,
  NotFoundError,
  NotHdfError,
  SourceError,
  UnsupportedError,
} from "./errors.ts";
export { type OdlGroup, type OdlValue, parseOdl } from "./odl.ts";
export { type FileFormat, open } from "./open.ts";
export type { NodeWorkerLike, OpenOptions, WebWorkerLike, WorkerLike } from "./options.ts";
export type { RandomAccessSource, Source } from "./source/types.ts";
export { parseStructMetadata } from "./struct-metadata.ts";
export type {
  Annotation,
  ArrayNode,
  ArrayOf,
  AttributeInfo,
  Attributes,
  AttributeValue,
  AxisSelection,
  Column,
  Compression,
  DataArray,
  Dataset,
  Dimension,
  Dtype,
  Field,
  Group,
  Hdf4Info,
  Hdf5Info,
  HdfFile,
  Image,
  Member,
  NdArray,
  Node,
  NodeBase,
  NumericDtype,
  OperationOptions,
  RecordRange,
  Selection,
  Table,
  TableSelection,
} from "./types.ts";
export { type Packed, type PackingConvention, type Unpacked, type UnpackOptions, unpack } from "./unpack.ts";
