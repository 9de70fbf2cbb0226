import type { ByteCache } from "../_byte-cache.ts";
import type { HdfErrorDetails } from "../errors.ts";
import type { OpenContext } from "../open.ts";
import type { ByteReader } from "../source/byte-reader.ts";
import type { Annotation, Compression, Image } from "../types.ts";
import type { DescriptorTable } from "./descriptors.ts";
import type { MetadataCache } from "./metadata.ts";

/**
 * An open HDF4 file below its objects: elements by (tag, ref). What builds on it:
 *
 * - `descriptors.withTag(tag)`, `.find(tag, ref)`: which elements there are;
 * - `await metadata.load(descriptors, signal)`, then `metadata.content(descriptor)`: small elements, read together;
 * - `await openElement(tag, ref)`: large ones, read lazily by byte range; `await readElement(tag, ref)`: all of one.
 */
export interface Hdf4Container {
  readonly reader: ByteReader;
  readonly context: OpenContext;
  readonly descriptors: DescriptorTable;
  readonly metadata: MetadataCache;
  /**
   * Decoded bytes of chunks, compressed elements and images that were used last, by what they were decoded from (an
   * object, or the text of a header). Count the whole buffer of the bytes.
   */
  readonly decoded: ByteCache<object | string, Uint8Array>;
  /** The files that hold external elements, by the name that this file gives them; each is opened once. */
  readonly externalFiles: Map<string, Promise<ByteReader>>;
  /** Directory of the file when it was opened by path: external elements are looked up there. */
  readonly directory: string | undefined;
  /**
   * Open an element for reading by ranges.
   * @param object what it belongs to, for errors
   * @throws DamagedFileError, UnsupportedError
   */
  openElement(tag: number, ref: number, object?: string, signal?: AbortSignal): Promise<DataElement>;
  /** The whole content of a linear element. @throws LimitError above `maxBytes`; DamagedFileError, UnsupportedError */
  readElement(tag: number, ref: number, object?: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Run when the file is closed. */
  onClose(action: () => Promise<void>): void;
}

/** What every element has, however it is stored. */
interface ElementBase {
  /** For errors of this element: file, object, and the offset of its description. */
  readonly where: HdfErrorDetails;
  /** Length in bytes when decoded. */
  readonly length: number;
  /** Empty when the bytes are stored as they are. */
  readonly compression: readonly Compression[];
}

/** An element that is one run of bytes: contiguous, in linked blocks, external, or compressed as a whole. */
export interface LinearElement extends ElementBase {
  readonly layout: "linear";
  /** Name, offset and length of the file that holds an external element. */
  readonly external?: { readonly fileName: string; readonly offset: number; readonly length: number };
  /** Is all of it decoded to read any part? */
  readonly indivisible?: boolean;
  /** Check, without reading, that the file holds the bytes of the element. @throws DamagedFileError */
  check(): void;
  /** The part of `check` that has to read: where the blocks are, whether another file has the bytes. */
  verify?(signal?: AbortSignal): Promise<void>;
  /**
   * The decoded bytes [offset, offset + length), not to be written to (they may be shared).
   * @throws DamagedFileError when they are not in the file
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Like `read`, into `target`, for elements that can do so without a copy in between. */
  readInto?(target: Uint8Array, offset: number, signal?: AbortSignal): Promise<void>;
}

/** An element of chunks; `readSelection` of read-selection.ts reads it like a linear one. */
export interface ChunkedElement extends ElementBase {
  readonly layout: "chunked";
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly elementSize: number;
  /** One element of chunks that were never written, as stored. */
  readonly fillBytes: Uint8Array;
  /** The chunks that were written: ref by number. */
  storedChunks(): Promise<ReadonlyMap<number, number>>;
  /**
   * Decode stored chunks one after the other. Numbers count the chunks in C order; `bytes` is only valid during the
   * call.
   */
  readChunks(
    numbers: readonly number[],
    use: (number: number, bytes: Uint8Array) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}

export type DataElement = LinearElement | ChunkedElement;

/** Annotations of a file, read when it is opened. */
export interface AnnotationIndex {
  readonly file: readonly Annotation[];
  /** Annotations of an object, [] when it has none. */
  of(tag: number, ref: number): readonly Annotation[];
}

/** A raster image that the file lists. */
export interface ImageEntry {
  readonly name: string;
  /** By this ref Vgroups and annotations name it, with any of the tags of images. */
  readonly tag: number;
  readonly ref: number;
  /** Make the node. @throws HdfError when the image is damaged */
  load(path: string): Image;
}
