import { makeNdArray } from "../_ndarray.ts";
import { DamagedFileError, UnsupportedError } from "../errors.ts";
import { resolveSelection, selectionShape } from "../selection.ts";
import type {
  Annotation,
  ArrayOf,
  AttributeInfo,
  Attributes,
  Compression,
  DataArray,
  Dimension,
  Hdf4Info,
  Image,
  NdArray,
  OperationOptions,
  Selection,
} from "../types.ts";
import { allocateArray } from "./allocate.ts";
import type { AttributeList } from "./attributes.ts";
import type { DataElement, Hdf4Container } from "./container.ts";
import type { Hdf4Dtype } from "./number-types.ts";
import type { Interlace, RasterDescription } from "./raster-description.ts";
import { openPixels } from "./raster-element.ts";
import { readFilled, readSelection } from "./read-selection.ts";
import { readWhole } from "./read-whole.ts";

const paletteLength = 768;

/** For each axis of the storage order its position in [height, width, components]. */
const storageOrders: Readonly<Record<Interlace, readonly number[]>> = {
  pixel: [0, 1, 2],
  line: [0, 2, 1],
  component: [2, 0, 1],
};

/** What makes up an image node. */
export interface RasterImageParts {
  readonly container: Hdf4Container;
  readonly image: RasterDescription;
  /** Undefined when no pixel was ever written. */
  readonly element: DataElement | undefined;
  readonly name: string;
  readonly path: string;
  readonly hdf4: Hdf4Info;
  readonly attributes: AttributeList;
  readonly annotations: readonly Annotation[];
}

/** A raster image as a data set of shape [height, width] or [height, width, components]. */
export class RasterImage<D extends Hdf4Dtype = Hdf4Dtype> implements Image<D> {
  readonly kind = "image" as const;
  readonly format = "hdf4" as const;
  readonly isScale = false;
  readonly name: string;
  readonly path: string;
  readonly hdf4: Hdf4Info;
  readonly shape: readonly number[];
  readonly dtype: D;
  readonly typeName: string;
  readonly chunks: readonly number[] | null;
  readonly compression: readonly Compression[];
  readonly annotations: readonly Annotation[];
  readonly #parts: RasterImageParts;

  constructor(parts: RasterImageParts) {
    const { image, element } = parts;
    const { width, height, components, type, coding } = image;
    this.#parts = parts;
    this.name = parts.name;
    this.path = parts.path;
    this.hdf4 = parts.hdf4;
    this.annotations = parts.annotations;
    this.shape = components === 1 ? [height, width] : [height, width, components];
    this.dtype = type.dtype as D;
    this.typeName = type.dtype;
    const codings = coding === "none" ? [] : [{ name: coding, parameters: {} }];
    this.compression = [...codings, ...(element?.compression ?? [])];
    this.chunks = element?.layout === "chunked" ? chunksOf(element.chunkShape, components) : null;
  }

  get attributes(): Attributes {
    return this.#parts.attributes.values;
  }

  attributeInfos(): AttributeInfo[] {
    return this.#parts.attributes.infos();
  }

  get dimensions(): readonly Dimension[] {
    const attributes = Object.freeze(Object.create(null)) as Attributes;
    return this.shape.map((size) => ({ name: "", size, unlimited: false, scale: null, attributes }));
  }

  get fillValue(): number | bigint | null {
    const value = this.attributes.FillValue;
    return typeof value === "number" || typeof value === "bigint" ? value : null;
  }

  async read(selection?: Selection, { signal }: OperationOptions = {}): Promise<NdArray<ArrayOf[D]>> {
    const { container, image, element } = this.#parts;
    const ranges = resolveSelection(selection, this.shape);
    const type = { ...image.type, dtype: this.dtype };
    if (element === undefined) {
      const array = readFilled(container, type, ranges, null, this.path, signal);
      this.#fill(array, ranges.at(2));
      return makeNdArray(array, selectionShape(ranges));
    }
    const order = storageOrders[image.interlace].filter((axis) => axis < ranges.length);
    const stored = await readSelection(
      container,
      openPixels(container, element, image),
      type,
      order.map((axis) => this.shape[axis]!),
      order.map((axis) => ranges[axis]!),
      signal,
    );
    const counts = ranges.map(({ count }) => count);
    const isOrdered = order.every((axis, position) => axis === position);
    const array = isOrdered
      ? stored
      : reorder(stored, order, counts, allocateArray(container, type, stored.length, this.path));
    return makeNdArray(array, selectionShape(ranges));
  }

  async readText(): Promise<NdArray<string[]>> {
    const { container } = this.#parts;
    throw new UnsupportedError("an image holds no text", { file: container.reader.name, object: this.path });
  }

  async readPalette({ signal }: OperationOptions = {}): Promise<Uint8Array | null> {
    const { container, image } = this.#parts;
    if (image.palette === undefined) return null;
    const { tag, ref, interlace } = image.palette;
    const element = await container.openElement(tag, ref, this.path, signal);
    if (element.length !== paletteLength) {
      throw new DamagedFileError(`a palette of ${element.length} bytes, expected ${paletteLength}`, element.where);
    }
    const bytes = await readWhole(element, paletteLength, signal);
    if (interlace === "pixel") return bytes.slice();
    // A palette is one line, so that both other orders are all red values, all green ones, all blue ones.
    return Uint8Array.from(bytes, (_, i) => bytes[(i % 3) * 256 + Math.floor(i / 3)]!);
  }

  /** Pixels that were never written have the fill value, which may have a value for each component. */
  #fill(array: ArrayOf[D], components: { start: number; step: number; count: number } | undefined): void {
    const fill = this.attributes.FillValue;
    const count = components?.count ?? 1;
    for (let i = 0; i < count && fill !== undefined; i++) {
      const component = components === undefined ? 0 : components.start + i * components.step;
      const value = typeof fill === "object" ? fill[component] : fill;
      if (typeof value !== "number" && typeof value !== "bigint") return;
      for (let at = i; at < array.length; at += count) array[at] = value;
    }
  }
}

/** Chunk lengths are given and stored in the order width, height. */
function chunksOf(chunkShape: readonly number[], components: number): number[] {
  const lengths = [...chunkShape].reverse();
  return components === 1 ? lengths : [...lengths, components];
}

/** From storage order to [height, width, components]. @param counts the lengths of the result */
function reorder<A extends DataArray>(stored: A, order: readonly number[], counts: readonly number[], result: A): A {
  const [, width, components] = counts as readonly [number, number, number];
  const strides = [width * components, components, 1];
  const [outer, middle, inner] = order.map((axis) => ({ count: counts[axis]!, stride: strides[axis]! }));
  let from = 0;
  for (let i = 0; i < outer!.count; i++) {
    for (let j = 0; j < middle!.count; j++) {
      let to = i * outer!.stride + j * middle!.stride;
      for (let k = 0; k < inner!.count; k++, to += inner!.stride) result[to] = stored[from++]!;
    }
  }
  return result;
}
