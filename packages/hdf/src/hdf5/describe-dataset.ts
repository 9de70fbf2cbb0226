import { describeType, type TypeDescription } from "./datatype.ts";
import { decodeNumbers, toArray } from "./decode.ts";
import type { EngineFile } from "./engine.ts";
import { Failure } from "./failure.ts";
import { describeFilters, findUnknownFilter } from "./filters.ts";
import type { H5wasmMetadata } from "./h5wasm-module.ts";
import { readHeader } from "./object-header.ts";
import type { DatasetDescription } from "./session.ts";
import { readDetails, type StorageDetails } from "./storage-details.ts";

/** Describe a data set. `address` is that of its object header. @throws Failure when the description is damaged */
export function describeDataset(file: EngineFile, path: string, address: number): DatasetDescription {
  const { library, handle } = file;
  const metadata = library.call(path, (module) => module.get_dataset_metadata(handle, path));
  const filters = library.call(path, (module) => module.get_dataset_filters(handle, path));
  checkMetadata(metadata, path);
  const details = findDetails(file, address);
  const type = describeType(metadata, "class" in details.type ? details.type : undefined);
  return {
    type,
    // A null dataspace has no elements at all.
    shape: metadata.shape ?? [0],
    // H5S_UNLIMITED is 2^64 - 1, which arrives as a float.
    unlimited: (metadata.maxshape ?? [0]).map((length) => length >= 2 ** 64),
    chunks: metadata.chunks,
    compression: describeFilters(filters),
    unwritten: !details.allocated && !details.external && metadata.virtual_sources === undefined,
    fillValue: readFillValue(details, type, metadata.littleEndian),
    unsupported:
      findUnknownFilter(filters) ?? findForeignStorage(metadata, details) ?? findUnknownNumbers(type, details),
  };
}

/** Numbers that libhdf5 leaves uninitialised or takes from damaged bytes. */
function checkMetadata({ shape, chunks, size }: H5wasmMetadata, path: string): void {
  const isLength = (length: number) => Number.isSafeInteger(length) && length >= 0;
  if (shape !== null && (shape.length > 32 || !shape.every(isLength))) {
    throw new Failure("HDF_DAMAGED", `its shape is impossible: ${shape.join(" x ")}`, path);
  }
  if (
    chunks !== null &&
    (chunks.length !== shape?.length || !chunks.every((length) => isLength(length) && length > 0))
  ) {
    throw new Failure("HDF_DAMAGED", `its chunk shape is impossible: ${chunks.join(" x ")}`, path);
  }
  if (!isLength(size) || size === 0) throw new Failure("HDF_DAMAGED", `its elements have ${size} bytes`, path);
}

/** What h5wasm does not tell; little when our own reader of object headers does not understand the header. */
function findDetails(file: EngineFile, address: number): StorageDetails {
  try {
    return readDetails(readHeader(file, address), file.superblock);
  } catch (error) {
    if (!(error instanceof Failure) || error.code === "HDF_IO") throw error;
    return { fillBytes: null, type: { problem: error.problem }, external: false, allocated: true };
  }
}

/** The fill value lies in the file in the byte order of the data there. */
function readFillValue(
  { fillBytes }: StorageDetails,
  { layout, arrayShape }: TypeDescription,
  littleEndian: boolean,
): number | bigint | null {
  if (fillBytes === null || layout.kind !== "number" || arrayShape.length > 0) return null;
  const bytes = fillBytes.length === 0 ? new Uint8Array(layout.size) : new Uint8Array(fillBytes);
  if (bytes.length !== layout.size) return null;
  const place = { heap: bytes, address: 0, stride: layout.size, count: 1, order: 1 };
  return toArray(layout.dtype, decodeNumbers(place, { ...layout, bigEndian: !littleEndian }))[0] ?? null;
}

function findForeignStorage(metadata: H5wasmMetadata, { external }: StorageDetails): string | null {
  if (external) return "its data is in other files (external file list)";
  // libhdf5 gives fill values for sources that it does not find.
  const foreign = metadata.virtual_sources?.find(({ file_name }) => file_name !== ".");
  return foreign === undefined ? null : `its data is in another file, ${JSON.stringify(foreign.file_name)} (virtual)`;
}

function findUnknownNumbers({ layout }: TypeDescription, { type }: StorageDetails): string | null {
  if ("class" in type || layout.kind === "text") return null;
  return `the format of its numbers is not known: ${type.problem}`;
}
