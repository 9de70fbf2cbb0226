import { makeNdArray } from "../_ndarray.ts";
import { UnsupportedError } from "../errors.ts";
import { resolveSelection, selectionShape } from "../selection.ts";
import type {
  Annotation,
  ArrayOf,
  AttributeInfo,
  Attributes,
  Compression,
  Dataset,
  Dimension,
  Dtype,
  Hdf5Info,
  NdArray,
  NumericDtype,
  OperationOptions,
  Selection,
} from "../types.ts";
import { AttributeReader, type Location, noAnnotations } from "./hdf5-node.ts";
import { type ReadTarget, readNumbers, readStrings } from "./read-array.ts";
import type { AxisDescription, DatasetDescription } from "./session.ts";

/** A data set of an HDF5 file. */
export class Hdf5Dataset<D extends Dtype = Dtype> implements Dataset<D> {
  readonly kind = "dataset" as const;
  readonly format = "hdf5" as const;
  readonly name: string;
  readonly path: string;
  readonly hdf5: Hdf5Info;
  readonly annotations: readonly Annotation[] = noAnnotations;
  readonly shape: readonly number[];
  readonly dtype: D;
  readonly typeName: string;
  readonly chunks: readonly number[] | null;
  readonly compression: readonly Compression[];
  readonly fillValue: number | bigint | null;
  readonly #location: Location;
  readonly #description: DatasetDescription;
  readonly #attributes: AttributeReader;
  #dimensions: readonly Dimension[] | undefined;

  constructor(location: Location, description: DatasetDescription) {
    const { type, shape, chunks, compression, fillValue } = description;
    this.name = location.name;
    this.path = location.path;
    this.hdf5 = { id: location.id, ...(description.unwritten && { unwritten: true }) };
    this.shape = shape;
    this.dtype = (type.arrayShape.length > 0 ? "other" : type.dtype) as D;
    this.typeName = type.typeName;
    this.chunks = chunks;
    this.compression = compression;
    this.fillValue = fillValue;
    this.#location = location;
    this.#description = description;
    this.#attributes = new AttributeReader(location);
  }

  get attributes(): Attributes {
    return this.#attributes.attributes;
  }

  attributeInfos(): AttributeInfo[] {
    return this.#attributes.infos();
  }

  get isScale(): boolean {
    return this.attributes.CLASS === "DIMENSION_SCALE";
  }

  get dimensions(): readonly Dimension[] {
    if (this.#dimensions === undefined) {
      const axes = this.#location.file.metadata.axes(this.#location.id);
      this.#dimensions = axes.map((axis, k) => this.#dimension(axis, k, axes.length));
    }
    return this.#dimensions;
  }

  async read(selection?: Selection, { signal }: OperationOptions = {}): Promise<NdArray<ArrayOf[D]>> {
    const ranges = resolveSelection(selection, this.shape);
    signal?.throwIfAborted();
    const target = this.#target();
    const { layout } = this.#description.type;
    if (layout.kind === "number" && this.dtype !== "other") {
      const data = await readNumbers(target, layout.dtype satisfies NumericDtype, ranges, signal);
      return makeNdArray(data as ArrayOf[D], selectionShape(ranges));
    }
    throw this.#unsupported(
      layout.kind === "text" && this.dtype !== "other"
        ? "it holds text; use readText"
        : `${this.typeName} has no typed array`,
    );
  }

  async readText(selection?: Selection, { signal }: OperationOptions = {}): Promise<NdArray<string[]>> {
    const ranges = resolveSelection(selection, this.shape);
    signal?.throwIfAborted();
    if (this.dtype !== "string") throw this.#unsupported(`it holds ${this.typeName}, not text; use read`);
    const target = this.#target();
    return makeNdArray(await readStrings(target, ranges, signal), selectionShape(ranges));
  }

  /** @throws UnsupportedError, ClosedError */
  #target(): ReadTarget {
    const { file, id } = this.#location;
    if (this.#description.unsupported !== null) throw this.#unsupported(this.#description.unsupported);
    return { file, id, path: this.path, description: this.#description };
  }

  #unsupported(problem: string): UnsupportedError {
    return new UnsupportedError(problem, { file: this.#location.file.name, object: this.path });
  }

  #dimension({ name, scale }: AxisDescription, axis: number, rank: number): Dimension {
    const size = this.shape[axis]!;
    const unlimited = this.#description.unlimited[axis] ?? false;
    // A coordinate data set is the scale of its own axis.
    const own = scale === null && rank === 1 && this.isScale;
    const dataset = own ? this : scale === null ? undefined : this.#open(scale.id, scale.path);
    const attributes = dataset?.attributes ?? noAttributes;
    return {
      name: own ? name || this.name : name,
      size,
      unlimited,
      // netCDF-4 writes a data set without values for a dimension without a coordinate variable.
      scale: dataset === undefined || isPlaceholder(attributes) ? null : dataset,
      attributes,
    };
  }

  #open(id: string, path: string): Dataset {
    const { file } = this.#location;
    const name = path.slice(path.lastIndexOf("/") + 1);
    return new Hdf5Dataset({ file, id, name, path }, file.metadata.dataset(id));
  }
}

const noAttributes: Attributes = Object.freeze(Object.create(null) as Attributes);

function isPlaceholder({ NAME }: Attributes): boolean {
  return typeof NAME === "string" && NAME.startsWith("This is a netCDF dimension but not a netCDF variable");
}
