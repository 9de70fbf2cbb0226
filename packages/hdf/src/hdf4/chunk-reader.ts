import { breathe } from "../_breathe.ts";
import { DamagedFileError, type HdfErrorDetails, LimitError } from "../errors.ts";
import { CompressedElement } from "./compressed.ts";
import type { Hdf4Container } from "./container.ts";
import type { Descriptor } from "./descriptors.ts";
import { checkExtent, type Extent, pieceLength, readExtents } from "./extents.ts";
import { tags } from "./tags.ts";

/** Chunks whose descriptions are read together. */
const batchSize = 256;

type Use = (number: number, bytes: Uint8Array) => void;

/** A stored chunk: where its bytes are (unless in several places), and what decodes them. */
interface StoredChunk {
  readonly number: number;
  readonly descriptor: Descriptor;
  readonly extent: Extent | undefined;
  readonly element: CompressedElement | undefined;
}

/** Reads chunks with few reads of the source and decodes them one at a time. */
export class ChunkReader {
  readonly #container: Hdf4Container;
  readonly #chunkLength: number;
  readonly #where: HdfErrorDetails;

  /** @param chunkLength bytes of a decoded chunk */
  constructor(container: Hdf4Container, chunkLength: number, where: HdfErrorDetails) {
    this.#container = container;
    this.#chunkLength = chunkLength;
    this.#where = where;
  }

  /** @param refs ref of each stored chunk */
  async read(
    numbers: readonly number[],
    refs: ReadonlyMap<number, number>,
    use: Use,
    signal?: AbortSignal,
  ): Promise<void> {
    const { maxBytes } = this.#container.context;
    if (this.#chunkLength > maxBytes) {
      throw new LimitError(`chunks of ${this.#chunkLength} bytes, more than maxBytes (${maxBytes})`, this.#where);
    }
    for (let first = 0; first < numbers.length; first += batchSize) {
      const batch = numbers.slice(first, first + batchSize);
      const missing: [number, Descriptor][] = [];
      for (const number of batch) {
        const descriptor = this.#container.descriptors.get(tags.chunk, refs.get(number)!, this.#where.object);
        const kept = this.#kept(descriptor);
        if (kept === undefined) missing.push([number, descriptor]);
        else use(number, kept);
      }
      await breathe(signal);
      await this.#readStored(await this.#locate(missing, signal), use, signal);
    }
  }

  /** Read the descriptions of compressed chunks; plain ones have none. */
  async #locate(chunks: readonly (readonly [number, Descriptor])[], signal?: AbortSignal): Promise<StoredChunk[]> {
    const { reader } = this.#container;
    const found = chunks.map(([, descriptor]) => descriptor);
    for (const descriptor of found) checkExtent(reader, descriptor, this.#where);
    const special = found.filter((descriptor) => descriptor.special);
    const descriptions = await readExtents(reader, special, signal);
    const byDescriptor = new Map(special.map((descriptor, i) => [descriptor, descriptions[i] as Uint8Array]));
    return chunks.map(([number, descriptor]) => {
      return { number, descriptor, ...this.#storage(descriptor, byDescriptor.get(descriptor)) };
    });
  }

  #storage(descriptor: Descriptor, description: Uint8Array | undefined): Pick<StoredChunk, "extent" | "element"> {
    const where = { ...this.#where, offset: descriptor.offset };
    if (description === undefined) {
      this.#checkLength(descriptor.length, where);
      return { extent: { offset: descriptor.offset, length: this.#chunkLength }, element: undefined };
    }
    const element = new CompressedElement(this.#container, description, where);
    this.#checkLength(element.length, where);
    return { extent: element.extent(), element };
  }

  #checkLength(length: number, where: HdfErrorDetails): void {
    if (length === this.#chunkLength) return;
    throw new DamagedFileError(`a chunk of ${length} bytes, expected ${this.#chunkLength}`, where);
  }

  async #readStored(chunks: readonly StoredChunk[], use: Use, signal?: AbortSignal): Promise<void> {
    for (let first = 0; first < chunks.length; ) {
      let next = first;
      for (let total = 0; next < chunks.length; next++) {
        total += (chunks[next] as StoredChunk).extent?.length ?? 0;
        if (next > first && total > pieceLength) break;
      }
      const batch = chunks.slice(first, next);
      const stored = await readExtents(
        this.#container.reader,
        batch.flatMap(({ extent }) => extent ?? []),
        signal,
      );
      const { decoded: decodedChunks } = this.#container;
      let read = 0;
      for (const { number, descriptor, extent, element } of batch) {
        const bytes = (extent === undefined ? await element?.readScattered(signal) : stored[read++])!;
        if (element === undefined) use(number, bytes);
        else {
          const decoded = element.decode(bytes);
          use(number, decoded);
          // Windows that follow each other share chunks.
          if (element.isCoded) decodedChunks.set(descriptor, decoded, decoded.buffer.byteLength);
        }
        await breathe(signal);
      }
      first = next;
    }
  }

  /** The decoded chunk, if it is still there. Another data set may claim the same one with another length. */
  #kept(descriptor: Descriptor): Uint8Array | undefined {
    const kept = this.#container.decoded.get(descriptor);
    return kept?.length === this.#chunkLength ? kept : undefined;
  }
}
