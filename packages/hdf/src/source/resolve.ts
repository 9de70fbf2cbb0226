import { openPath, toPath } from "./path.ts";
import type { RandomAccessSource, Source } from "./types.ts";

/** A source with the way its bytes are held, which decides how HDF5 reads it. */
export type OpenedSource =
  | { readonly kind: "path"; readonly path: string; readonly name: string; readonly source: RandomAccessSource }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly name: string; readonly source: RandomAccessSource }
  | { readonly kind: "blob"; readonly blob: Blob; readonly name: string; readonly source: RandomAccessSource }
  | { readonly kind: "custom"; readonly name: string; readonly source: RandomAccessSource };

/** @throws TypeError for anything that is not a source; SourceError for a file that cannot be opened */
export async function resolveSource(source: Source, name?: string): Promise<OpenedSource> {
  if (typeof source === "string" || source instanceof URL) {
    const path = toPath(source);
    return { kind: "path", path, name: name ?? path, source: await openPath(path) };
  }
  if (source instanceof Uint8Array) return fromBytes(source, name);
  if (source instanceof ArrayBuffer) return fromBytes(new Uint8Array(source), name);
  if (typeof SharedArrayBuffer !== "undefined" && source instanceof SharedArrayBuffer) {
    return fromBytes(new Uint8Array(source), name);
  }
  if (typeof Blob !== "undefined" && source instanceof Blob) {
    const blobName = name ?? ("name" in source && typeof source.name === "string" ? source.name : "Blob");
    return { kind: "blob", blob: source, name: blobName, source: blobSource(source, blobName) };
  }
  if (isRandomAccess(source)) return { kind: "custom", name: name ?? source.name ?? "source", source };
  throw new TypeError(
    "open: expected a path, URL, Uint8Array, ArrayBuffer, Blob or { size, read(offset, length) }, " +
      `got ${source === null ? "null" : typeof source}`,
  );
}

function fromBytes(bytes: Uint8Array, name = "bytes"): OpenedSource {
  const source: RandomAccessSource = {
    size: bytes.length,
    name,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
  return { kind: "bytes", bytes, name, source };
}

function blobSource(blob: Blob, name: string): RandomAccessSource {
  return {
    size: blob.size,
    name,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}

function isRandomAccess(source: unknown): source is RandomAccessSource {
  if (typeof source !== "object" || source === null) return false;
  const { size, read } = source as Partial<RandomAccessSource>;
  return typeof read === "function" && Number.isSafeInteger(size) && (size as number) >= 0;
}
