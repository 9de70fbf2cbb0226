import { makeNdArray } from "../_ndarray.ts";
import { decodeText, trimPadding } from "../_text.ts";
import { HdfError, LimitError, UnsupportedError } from "../errors.ts";
import { resolveSelection, selectionShape } from "../selection.ts";
import type {
  Annotation,
  ArrayOf,
  AttributeInfo,
  Attributes,
  Compression,
  Dataset,
  Dimension,
  Hdf4Info,
  NdArray,
  OperationOptions,
  Selection,
} from "../types.ts";
import { AttributeList } from "./attributes.ts";
import { keepError } from "./catalog.ts";
import type { DataElement, Hdf4Container } from "./container.ts";
import { fillValueOf } from "./fill-values.ts";
import { decodeNumbers, type Hdf4Dtype } from "./number-types.ts";
import { readFilled, readSelection } from "./read-selection.ts";
import { decodeTexts, smallestString } from "./texts.ts";
import type { Variable, VariableDimension } from "./variables.ts";

/** What a data set needs of its file. */
export interface DatasetContext {
  readonly container: Hdf4Container;
  /** The coordinate data set of a dimension that holds values. */
  findScale(dimension: VariableDimension): Hdf4Dataset | null;
  /** Attributes of the coordinate data set of a dimension, also when it holds no values. */
  findDimensionAttributes(dimension: VariableDimension): Attributes;
}

/** A scientific data set. */
export class Hdf4Dataset<D extends Hdf4Dtype = Hdf4Dtype> implements Dataset<D> {
  readonly kind = "dataset" as const;
  readonly format = "hdf4" as const;
  readonly name: string;
  readonly path: string;
  readonly hdf4: Hdf4Info;
  readonly annotations: readonly Annotation[];
  readonly shape: readonly number[];
  readonly dtype: D;
  readonly isScale: boolean;
  readonly #context: DatasetContext;
  readonly #variable: Variable;
  readonly #attributes: AttributeList;
  #dimensions: readonly Dimension[] | undefined;

  constructor(
    context: DatasetContext,
    variable: Variable,
    path: string,
    hdf4: Hdf4Info,
    annotations: readonly Annotation[],
  ) {
    this.#context = context;
    this.#variable = variable;
    this.#attributes = new AttributeList(variable.attributes);
    this.name = variable.name;
    this.path = path;
    this.hdf4 = hdf4;
    this.annotations = annotations;
    this.shape = variable.dimensions.map(({ size }) => size);
    this.dtype = variable.type.dtype as D;
    this.isScale = variable.isScale;
  }

  get typeName(): string {
    return this.dtype;
  }

  get attributes(): Attributes {
    return this.#attributes.values;
  }

  attributeInfos(): AttributeInfo[] {
    return this.#attributes.infos();
  }

  get chunks(): readonly number[] | null {
    const element = this.#element();
    return element?.layout === "chunked" ? element.chunkShape : null;
  }

  get compression(): readonly Compression[] {
    return this.#element()?.compression ?? [];
  }

  get dimensions(): readonly Dimension[] {
    this.#dimensions ??= this.#variable.dimensions.map((dimension) => this.#makeDimension(dimension));
    return this.#dimensions;
  }

  get fillValue(): number | bigint | null {
    const { data, type, attributes } = this.#variable;
    // Chunks that were never written have the value that was set when the data set was made.
    if (
      data !== undefined &&
      !(data instanceof HdfError) &&
      data.layout === "chunked" &&
      data.elementSize === type.size
    ) {
      return decodeNumbers(data.fillBytes, type)[0] as number | bigint;
    }
    const attribute = attributes.find(({ name }) => name === "_FillValue");
    const info = attribute === undefined ? undefined : keepError(() => attribute.load());
    return fillValueOf(this.dtype, info instanceof HdfError ? undefined : info);
  }

  async read(selection?: Selection, options: OperationOptions = {}): Promise<NdArray<ArrayOf[D]>> {
    const { container } = this.#context;
    const { signal } = options;
    const ranges = resolveSelection(selection, this.shape);
    const element = this.#element();
    const type = { ...this.#variable.type, dtype: this.dtype };
    const data =
      element === undefined
        ? readFilled(container, type, ranges, this.fillValue, this.name, signal)
        : await readSelection(container, element, type, this.shape, ranges, signal);
    return makeNdArray(data, selectionShape(ranges)) as NdArray<ArrayOf[D]>;
  }

  async readText(selection?: Selection, options: OperationOptions = {}): Promise<NdArray<string[]>> {
    if (this.dtype !== "char8") {
      const place = { file: this.#context.container.reader.name, object: this.name };
      throw new UnsupportedError(`the data set holds ${this.dtype}, not text: use read`, place);
    }
    const outer = this.shape.slice(0, -1);
    const shape = selectionShape(resolveSelection(selection, outer));
    const width = this.shape.at(-1) ?? 1;
    const count = shape.reduce((product, length) => product * length, 1);
    const { reader, context } = this.#context.container;
    if (count * Math.max(width, smallestString) > context.maxBytes) {
      const problem = `${count} texts of ${width} bytes take more than maxBytes (${context.maxBytes}): read a part at a time`;
      throw new LimitError(problem, { file: reader.name, object: this.name });
    }
    const { data } = await this.read(selection, options);
    const decode = (bytes: Uint8Array): string => trimPadding(decodeText(bytes));
    return makeNdArray(await decodeTexts(data as Uint8Array, count, width, decode, options.signal), shape);
  }

  /** @throws HdfError when the description of the data is damaged */
  #element(): DataElement | undefined {
    const { data } = this.#variable;
    if (data instanceof HdfError) throw data;
    return data;
  }

  #makeDimension(dimension: VariableDimension): Dimension {
    const context = this.#context;
    let scale: Hdf4Dataset | null | undefined;
    return {
      name: dimension.name,
      size: dimension.size,
      unlimited: dimension.unlimited,
      get scale() {
        // Later: a coordinate data set is the scale of its own dimension.
        if (scale === undefined) scale = context.findScale(dimension);
        return scale;
      },
      get attributes() {
        return context.findDimensionAttributes(dimension);
      },
    };
  }
}
