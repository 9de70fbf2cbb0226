import { DamagedFileError, type HdfErrorDetails, LimitError } from "../errors.ts";
import type { Compression } from "../types.ts";
import {
  type CompressionHeader,
  checkPlausible,
  describeCoder,
  longestCoded,
  readCompressionHeader,
} from "./codecs/index.ts";
import { decode } from "./compression.ts";
import type { Hdf4Container, LinearElement } from "./container.ts";
import { checkExtent, checkRange, type Extent } from "./extents.ts";
import { tags } from "./tags.ts";

/**
 * An element that is compressed as a whole (hcomp.c): reading any part of it decodes all of it. That is kept for the
 * next read, if the cache is large enough.
 */
export class CompressedElement implements LinearElement {
  readonly layout = "linear" as const;
  readonly indivisible = true;
  readonly where: HdfErrorDetails;
  readonly length: number;
  readonly compression: readonly Compression[];
  /** Are the bytes other ones than those that are stored? */
  readonly isCoded: boolean;
  readonly #container: Hdf4Container;
  readonly #header: CompressionHeader;

  constructor(container: Hdf4Container, description: Uint8Array, where: HdfErrorDetails) {
    this.#container = container;
    this.#header = readCompressionHeader(description, where);
    this.where = where;
    this.length = this.#header.uncompressedLength;
    const compression = describeCoder(this.#header.coder);
    this.isCoded = compression !== null;
    this.compression = compression === null ? [] : [compression];
  }

  check(): void {
    if (this.length > 0) this.extent();
  }

  /**
   * Where the coded bytes that are needed are, or undefined when they are in several places: then `readScattered` reads them.
   * @throws DamagedFileError when they are not in the file, or too few
   */
  extent(): Extent | undefined {
    const { descriptors, reader } = this.#container;
    const { dataRef, coder } = this.#header;
    const stored = descriptors.get(tags.compressed, dataRef, this.where.object);
    checkExtent(reader, stored, this.where);
    if (stored.special) return undefined;
    checkPlausible(coder.name, stored.length, this.length, this.where);
    return { offset: stored.offset, length: Math.min(stored.length, longestCoded(coder.name, this.length)) };
  }

  /** Read coded bytes that were written while other elements were, or again: the library puts them in linked blocks. */
  async readScattered(signal?: AbortSignal): Promise<Uint8Array> {
    const { dataRef, coder } = this.#header;
    const container = this.#container;
    const coded = await container.openElement(tags.compressed, dataRef, this.where.object, signal);
    if (coded.layout === "chunked" || coded instanceof CompressedElement) {
      throw new DamagedFileError("the coded bytes are themselves chunked or compressed", coded.where);
    }
    const { size } = container.reader;
    if (coded.length > size) {
      throw new DamagedFileError(`${coded.length} coded bytes are announced in a file of ${size} bytes`, coded.where);
    }
    checkPlausible(coder.name, coded.length, this.length, coded.where);
    coded.check();
    return coded.read(0, Math.min(coded.length, longestCoded(coder.name, this.length)), signal);
  }

  /** Decode all coded bytes. */
  decode(coded: Uint8Array): Uint8Array {
    return decode(this.#header.coder, coded, this.length, this.where);
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    checkRange(offset, length, this.length, this.where);
    if (length === 0) return new Uint8Array(0);
    const decoded = this.#container.decoded.get(this.#key()) ?? (await this.#decode(signal));
    return decoded.subarray(offset, offset + length);
  }

  /** Many elements may name the same coded bytes; what else the header says decides what they mean. */
  #key(): string {
    return JSON.stringify(this.#header);
  }

  async #decode(signal?: AbortSignal): Promise<Uint8Array> {
    const { reader, context, decoded: cache } = this.#container;
    if (this.length > context.maxBytes) {
      const problem = `all ${this.length} bytes must be decoded at once, more than maxBytes (${context.maxBytes})`;
      throw new LimitError(problem, this.where);
    }
    const extent = this.extent();
    const coded =
      extent === undefined ? await this.readScattered(signal) : await reader.read(extent.offset, extent.length, signal);
    const decoded = this.decode(coded);
    if (this.isCoded) cache.set(this.#key(), decoded, decoded.buffer.byteLength);
    return decoded;
  }
}
