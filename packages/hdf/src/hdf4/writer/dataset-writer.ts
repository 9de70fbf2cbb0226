import type { AttributeInput, AttributeInputs } from "../../_attribute-values.ts";
import { checkOptions } from "../../_check-options.ts";
import { checkDeflateLevel } from "../../_deflate.ts";
import { product } from "../../_strided.ts";
import { elementSize, toTypedArray } from "../../_typed-array.ts";
import { LimitError } from "../../errors.ts";
import { defaultFillValues } from "../fill-values.ts";
import { tags } from "../tags.ts";
import { AttributeList } from "./_attributes.ts";
import { ChunkedStorage } from "./_chunked-storage.ts";
import type { Dimension, DimensionTable } from "./_dimensions.ts";
import type { Hdf4Input } from "./_input.ts";
import { checkName, nameLimits } from "./_names.ts";
import type { Variable } from "./_sd-interface.ts";
import type { Session } from "./_session.ts";
import { CompressedStorage, ContiguousStorage, type Storage, type StorageInfo } from "./_storage.ts";
import type { Reference } from "./_vdata.ts";
import type { ElementStore } from "./element-store.ts";
import { checkDtype, type Hdf4Dtype, toBigEndian } from "./number-types.ts";

/** Description of a data set to write. */
export interface Hdf4DatasetOptions<D extends Hdf4Dtype = Hdf4Dtype> {
  readonly dtype: D;
  /** Sizes of the axes, slowest first; at most 32, each at least 1 (the first may be 0 when it is unlimited). */
  readonly shape: readonly number[];
  /** Mark the first dimension as unlimited, so that other programs may append to it. Not with chunks. @default false */
  readonly unlimited?: boolean;
  /** Lengths of a chunk along the axes, at most those of the shape. @default none: the data is stored in one piece */
  readonly chunks?: readonly number[] | undefined;
  /**
   * Compress with deflate (zlib) at this level, 0..9: each chunk or, without chunks, the whole, which can then only be
   * written at once. @default not compressed
   */
  readonly deflate?: number | undefined;
  /**
   * Value of the elements that are never written. HDF4 has one place for it: the attribute `_FillValue`. @default that attribute if it is given with
   * the type of the data, else what libhdf4 takes for the type
   */
  readonly fillValue?: number | undefined;
  /**
   * Names of the axes (HDF4 dimensions are names, with a scale or without), null for none ("fakeDim0" and the like, which libhdf4 makes up, count as none). Data sets that
   * use a name share the dimension. @default no names
   */
  readonly dimensions?: readonly (string | null)[];
  readonly attributes?: AttributeInputs;
}

const optionNames = [
  "dtype",
  "shape",
  "unlimited",
  "chunks",
  "deflate",
  "fillValue",
  "dimensions",
  "attributes",
] as const satisfies readonly (keyof Hdf4DatasetOptions)[];

const maxRank = 32;
const fillAttribute = "_FillValue";
const maxDataBytes = 2 ** 31 - 1;

/**
 * Writes one data set (SDS). What is never written has the fill value; nothing can be written twice.
 *
 * The operations may be awaited one by one, so that memory holds one chunk, or be started together, so that chunks are
 * compressed in parallel (Node). The file is the same either way. Values must not be changed until their operation is
 * done.
 *
 * All operations reject with TypeError or RangeError for wrong arguments, LimitError when the file would get too large,
 * SourceError when the target cannot be written, and ClosedError after `close` or `abort`.
 */
export class Hdf4DatasetWriter<D extends Hdf4Dtype = Hdf4Dtype> {
  readonly name: string;
  readonly dtype: D;
  readonly shape: readonly number[];
  /** Chunk lengths, or null when the data set has no chunks. */
  readonly chunks: readonly number[] | null;
  /** How Vgroups refer to it. @internal */
  readonly reference: Reference;
  readonly #dimensions: readonly Dimension[];
  readonly #attributes: AttributeList;
  readonly #storage: Storage;
  readonly #session: Session;

  /** @internal */
  constructor(
    store: ElementStore,
    dimensions: DimensionTable,
    name: string,
    options: Hdf4DatasetOptions<D>,
    session: Session,
  ) {
    this.name = checkName(name, nameLimits.dataset, "data set");
    const what = `data set ${JSON.stringify(name)}`;
    checkOptions(what, options, optionNames);
    this.dtype = checkDtype(options.dtype, what) as D;
    this.shape = checkShape(options, what);
    this.chunks = checkChunks(options, this.shape, what);
    checkSize(this.dtype, this.shape, store, name);
    this.#attributes = makeAttributes(this.dtype, options, what);
    const resolved = dimensions.resolve(options.dimensions, this.shape, options.unlimited ?? false, what);
    const fill = fillBytes(this.dtype, this.#attributes);
    this.#storage = makeStorage({ store, what, dtype: this.dtype, shape: this.shape, fill }, this.chunks, options);
    dimensions.add(resolved);
    this.#dimensions = resolved;
    this.#session = session;
    this.reference = { tag: tags.numericDataGroup, ref: store.newRef() };
  }

  /**
   * Write everything at once. Chunks that hold nothing but the fill value are not stored.
   * @param values in C order, or an ndarray of the same shape with any strides
   */
  async write(values: Hdf4Input<D>): Promise<void> {
    await this.#session.run(() => this.#storage.write(values));
  }

  /**
   * Write rows (everything at some indices of the first axis), in any order, of a data set without chunks and
   * compression. Rows left out hold the fill value.
   * @param start index of the first row
   * @param values of whole rows in C order, or an ndarray
   */
  async writeRows(start: number, values: Hdf4Input<D>): Promise<void> {
    await this.#session.run(() => this.#storage.writeRows(start, values));
  }

  /**
   * Write a chunk; chunks may come in any order, and those without data need not come.
   * @param index of the chunk along each axis: element [i, j] is in the chunk [floor(i / chunks[0]), ...]
   * @param values of the chunk in C order, or an ndarray; at the upper edges of the data set those of the whole chunk,
   * or only of its part inside the data set
   */
  async writeChunk(index: readonly number[], values: Hdf4Input<D>): Promise<void> {
    await this.#session.run(() => this.#storage.writeChunk(index, values));
  }

  /**
   * Set an attribute, or replace its value.
   * @throws TypeError, RangeError for values that HDF4 attributes cannot have, and for `_FillValue`, which chunks
   * already written may contain
   */
  setAttribute(name: string, value: AttributeInput): void {
    this.#session.checkOpen();
    if (name === fillAttribute) {
      throw new TypeError(`data set ${JSON.stringify(this.name)}: ${name} is set when the data set is created`);
    }
    this.#attributes.set(name, value);
  }

  /** Complete the data. @internal */
  async finish(): Promise<Variable> {
    return {
      name: this.name,
      dtype: this.dtype,
      dimensions: this.#dimensions,
      attributes: this.#attributes,
      isScale: false,
      ref: this.reference.ref,
      data: await this.#storage.finish(),
    };
  }
}

function checkShape({ shape, unlimited = false }: Hdf4DatasetOptions, what: string): readonly number[] {
  if (!Array.isArray(shape))
    throw new TypeError(`${what}: expected a shape like [100, 20], got ${JSON.stringify(shape)}`);
  if (shape.length > maxRank) throw new RangeError(`${what}: it has ${shape.length} axes, HDF4 allows ${maxRank}`);
  if (typeof unlimited !== "boolean") throw new TypeError(`${what}: expected unlimited to be a boolean`);
  if (unlimited && shape.length === 0) throw new TypeError(`${what}: a scalar has no unlimited dimension`);
  for (const [axis, size] of shape.entries()) {
    // Size 0 is how HDF4 marks an unlimited dimension.
    const least = unlimited && axis === 0 ? 0 : 1;
    if (!Number.isInteger(size) || size < least || size > maxDataBytes) {
      throw new RangeError(`${what}: axis ${axis} has size ${size}, expected ${least} to ${maxDataBytes}`);
    }
  }
  return [...shape];
}

/** libhdf4 counts the bytes of a data set in signed 32-bit numbers, also when most of them are never written. */
function checkSize(dtype: Hdf4Dtype, shape: readonly number[], store: ElementStore, object: string): void {
  const bytes = product(shape) * elementSize(dtype);
  if (bytes <= maxDataBytes) return;
  throw new LimitError(`the data set has ${bytes} bytes, HDF4 allows ${maxDataBytes}`, {
    file: store.fileName,
    object,
  });
}

function makeAttributes<D extends Hdf4Dtype>(
  dtype: D,
  { fillValue, attributes }: Hdf4DatasetOptions<D>,
  what: string,
): AttributeList {
  if (fillValue === undefined) return new AttributeList(attributes, "sd", what);
  if (attributes !== undefined && Object.hasOwn(attributes, fillAttribute)) {
    throw new TypeError(`${what}: give fillValue or the attribute ${fillAttribute}, not both`);
  }
  const value = toTypedArray(dtype, [fillValue], `${what}: fillValue`);
  return new AttributeList({ [fillAttribute]: { dtype, value }, ...attributes }, "sd", what);
}

/** Like libhdf4: the attribute _FillValue if it has the type of the data, else the default of the type. */
function fillBytes(dtype: Hdf4Dtype, attributes: AttributeList): Uint8Array {
  const attribute = attributes.get(fillAttribute);
  if (attribute?.dtype === dtype && attribute.count === 1) return attribute.bytes;
  return toBigEndian(toTypedArray(dtype, [defaultFillValues[dtype]], "default fill value"));
}

function makeStorage(info: StorageInfo, chunks: readonly number[] | null, options: Hdf4DatasetOptions): Storage {
  const { unlimited = false } = options;
  const { what, shape } = info;
  const level = checkDeflateLevel(options.deflate, what);
  if (chunks !== null) {
    return new ChunkedStorage(info, chunks, level);
  }
  if (level !== undefined) {
    if (unlimited) throw new TypeError(`${what}: HDF4 has no compression with an unlimited dimension`);
    return new CompressedStorage(info, level);
  }
  // The number of records of an unlimited dimension is that of the stored ones.
  return new ContiguousStorage(info, unlimited && product(shape) > 0);
}

function checkChunks(
  { chunks, unlimited = false }: Hdf4DatasetOptions,
  shape: readonly number[],
  what: string,
): readonly number[] | null {
  if (chunks === undefined) return null;
  if (unlimited) throw new TypeError(`${what}: HDF4 has no chunks with an unlimited dimension`);
  if (shape.length === 0) throw new TypeError(`${what}: a scalar has no chunks`);
  if (!Array.isArray(chunks) || chunks.length !== shape.length) {
    throw new TypeError(`${what}: expected ${shape.length} chunk sizes, got ${JSON.stringify(chunks)}`);
  }
  for (const [axis, size] of chunks.entries()) {
    if (!Number.isInteger(size) || size < 1 || size > shape[axis]!) {
      throw new RangeError(`${what}: chunk size ${size} on axis ${axis}, expected 1 to ${shape[axis]}`);
    }
  }
  return [...chunks];
}
