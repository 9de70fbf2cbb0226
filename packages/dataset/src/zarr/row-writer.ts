import { type ChunkEncoder, chunkEncoder, type ZarrCodec } from "./codecs.ts";
import type { LabelArray } from "./label-arrays.ts";
import { type ArrayDescription, elementTypes } from "./metadata.ts";
import { encodeShard } from "./shard.ts";
import type { DatasetSink } from "./sink.ts";

/** Rows of a shard: bounds what a writer holds, and how many files there are. */
const shardRows = 2 ** 13;
/** Rows of a chunk: about half an instance, so that little is decoded in vain. */
const chunkRows = 2 ** 6;

/** Writes an array of labels, row after row, of which it holds one shard. */
export class RowWriter {
  readonly #array: LabelArray;
  readonly #sink: DatasetSink;
  readonly #encoder: ChunkEncoder;
  readonly #rowElements: number;
  readonly #pending: InstanceType<(typeof elementTypes)[LabelArray["dtype"]]>;
  readonly #shardBytes: number[] = [];
  #pendingRows = 0;
  #rows = 0;

  constructor(array: LabelArray, codec: ZarrCodec, sink: DatasetSink) {
    const type = elementTypes[array.dtype];
    this.#array = array;
    this.#sink = sink;
    this.#encoder = chunkEncoder(codec, type.BYTES_PER_ELEMENT);
    this.#rowElements = array.row.reduce((product, n) => product * n, 1);
    this.#pending = new type(shardRows * this.#rowElements);
  }

  async append(values: ReturnType<LabelArray["values"]>): Promise<void> {
    const rows = values.length / this.#rowElements;
    for (let done = 0; done < rows; ) {
      const take = Math.min(rows - done, shardRows - this.#pendingRows);
      const part = values.subarray(done * this.#rowElements, (done + take) * this.#rowElements);
      this.#pending.set(part, this.#pendingRows * this.#rowElements);
      this.#pendingRows += take;
      done += take;
      if (this.#pendingRows === shardRows) await this.#flush();
    }
    this.#rows += rows;
  }

  /** Write what is left. @returns the description of the array */
  async finish(): Promise<ArrayDescription> {
    if (this.#pendingRows > 0) await this.#flush();
    const { dtype, row, dimensions, attributes } = this.#array;
    return {
      dtype,
      shape: [this.#rows, ...row],
      shardShape: [shardRows, ...row],
      chunkShape: [chunkRows, ...row],
      fill: 0,
      codecs: this.#encoder.codecs,
      dimensions: ["point", ...dimensions],
      attributes: { ...attributes, shard_nbytes: this.#shardBytes },
    };
  }

  async #flush(): Promise<void> {
    const { buffer, BYTES_PER_ELEMENT } = this.#pending;
    const chunkBytes = chunkRows * this.#rowElements * BYTES_PER_ELEMENT;
    // What is left of the last chunk holds the fill value.
    this.#pending.fill(0, this.#pendingRows * this.#rowElements);
    const chunks: (Uint8Array | undefined)[] = [];
    for (let i = 0; i < shardRows / chunkRows; i++) {
      const isThere = i * chunkRows < this.#pendingRows;
      chunks.push(isThere ? await this.#encoder.encode(new Uint8Array(buffer, i * chunkBytes, chunkBytes)) : undefined);
    }
    const shard = encodeShard(chunks);
    const axes = this.#array.row.map(() => "/0").join("");
    await this.#sink.write(`labels/${this.#array.name}/c/${this.#shardBytes.length}${axes}`, shard);
    this.#shardBytes.push(shard.length);
    this.#pendingRows = 0;
  }
}
