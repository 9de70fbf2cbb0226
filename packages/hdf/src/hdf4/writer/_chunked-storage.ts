import { ByteBuilder } from "../../_byte-builder.ts";
import { ChunkGrid } from "../../_chunk-grid.ts";
import { type DeflateLevel, deflate } from "../../_deflate.ts";
import { product, toStrided } from "../../_strided.ts";
import { type AnyTypedArray, elementSize } from "../../_typed-array.ts";
import { tags } from "../tags.ts";
import type { Job } from "./_session.ts";
import { compressedHeader, deflateParameters, specialCodes, specialTag } from "./_special.ts";
import type { Storage, StorageInfo } from "./_storage.ts";
import { putVdataHeader, type Reference, type VdataField } from "./_vdata.ts";
import { repeatElement, toBigEndian } from "./number-types.ts";

const chunkTableClass = "_HDF_CHK_TBL_0";

/** Values in chunks of one size, each an element of its own, plain or deflated. */
export class ChunkedStorage implements Storage {
  readonly #info: StorageInfo;
  readonly #grid: ChunkGrid;
  readonly #level: DeflateLevel | undefined;
  /** Numbers, in C order, of the chunks that were passed to `writeChunk`. */
  readonly #claimed = new Set<number>();
  /** Has the whole data set been written at once? */
  #whole = false;
  /** The chunk table: indices, tag and reference number of each chunk, in the order of writing. */
  readonly #table = new ByteBuilder("big-endian");
  #stored = 0;

  /** @param level of deflate, or undefined to store the chunks as they are */
  constructor(info: StorageInfo, chunks: readonly number[], level: DeflateLevel | undefined) {
    this.#info = info;
    this.#grid = new ChunkGrid(info.shape, chunks);
    this.#level = level;
  }

  /** Chunks that hold nothing but the fill value are left out. */
  write(values: unknown): Job {
    const { dtype, shape, what } = this.#info;
    const source = toStrided(dtype, values, [shape], what);
    if (this.#whole || this.#claimed.size > 0) throw new RangeError(`${what}: parts have been written already`);
    this.#whole = true;
    return async () => {
      const empty = this.#makeEmpty();
      const emptyBytes = toBigEndian(empty);
      for (const index of this.#grid.all()) {
        const chunk = empty.slice();
        this.#grid.cut(source, index, chunk);
        const bytes = toBigEndian(chunk);
        if (bytes.some((byte, i) => byte !== emptyBytes[i])) await this.#put(index, await this.#encode(bytes));
      }
    };
  }

  writeRows(): Job {
    throw new TypeError(`${this.#info.what}: it has chunks, use write or writeChunk`);
  }

  writeChunk(index: readonly number[], values: unknown): Job {
    const { dtype, what } = this.#info;
    const number = this.#grid.numberOf(index, what);
    const chunkName = `${what}: chunk [${index.join(", ")}]`;
    const chunk = this.#grid.toChunk(dtype, values, index, () => this.#makeEmpty(), chunkName);
    if (this.#whole || this.#claimed.has(number)) throw new RangeError(`${chunkName} has been written already`);
    this.#claimed.add(number);
    // Its turn may come later, also that of its failure.
    const encoding = this.#encode(toBigEndian(chunk));
    encoding.catch(() => {});
    const place = [...index];
    return async () => this.#put(place, await encoding);
  }

  async finish(): Promise<Reference> {
    const { store, dtype, shape, fill } = this.#info;
    const ref = store.newRef();
    const table = await this.#putTable(ref);
    const header = new ByteBuilder("big-endian")
      .u8(0)
      .u32(this.#level === undefined ? 0 : specialCodes.compressed)
      .u32(product(shape), this.#grid.chunkLength, elementSize(dtype))
      .u16(table.tag, table.ref, tags.null, 0)
      .u32(shape.length);
    const blockDistribution = 1;
    for (const [axis, size] of shape.entries()) header.u32(blockDistribution, size, this.#grid.chunks[axis]!);
    header.u32(fill.length).bytes(fill);
    const bytes = header.finish();
    const element = new ByteBuilder("big-endian").u16(specialCodes.chunked).u32(bytes.length).bytes(bytes);
    if (this.#level !== undefined) {
      const parameters = deflateParameters(this.#level);
      element.u16(specialCodes.compressed).u32(parameters.length).bytes(parameters);
    }
    await store.put(specialTag(tags.scientificData), ref, element.finish());
    return { tag: tags.scientificData, ref };
  }

  #makeEmpty(): AnyTypedArray {
    return repeatElement(this.#info.dtype, this.#info.fill, this.#grid.chunkLength);
  }

  async #encode(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#level === undefined ? bytes : deflate(bytes, this.#level);
  }

  async #put(index: readonly number[], encoded: Uint8Array): Promise<void> {
    const { store, dtype } = this.#info;
    const ref = store.newRef("chunk");
    if (this.#level === undefined) {
      this.#add(index, ref);
      return store.put(tags.chunk, ref, encoded);
    }
    const dataRef = store.newRef("compressed");
    const length = this.#grid.chunkLength * elementSize(dtype);
    this.#add(index, ref);
    await store.put(specialTag(tags.chunk), ref, compressedHeader(length, dataRef, this.#level));
    await store.put(tags.compressed, dataRef, encoded);
  }

  #add(index: readonly number[], ref: number): void {
    this.#table.u32(...index).u16(tags.chunk, ref);
    this.#stored++;
  }

  async #putTable(dataRef: number): Promise<Reference> {
    const { store, shape } = this.#info;
    const ref = store.newRef();
    if (this.#stored === 0) store.putEmpty(tags.vdata, ref);
    else await store.put(tags.vdata, ref, this.#table.finish());
    const fields: VdataField[] = [
      { name: "origin", dtype: "int32", order: shape.length },
      { name: "chk_tag", dtype: "uint16", order: 1 },
      { name: "chk_ref", dtype: "uint16", order: 1 },
    ];
    // The name that libhdf4 gives it (hchunks.c): tags and reference numbers of the data and of the table.
    const name = `_HDF_CHK_TBL_${tags.scientificData}_${dataRef}_${tags.vdataHeader}_${ref}`;
    return putVdataHeader(store, ref, { name, className: chunkTableClass, fields, count: this.#stored });
  }
}
