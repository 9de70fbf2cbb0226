import {
  type Attributes,
  type Dataset,
  type Dtype,
  type HdfFile,
  isHdfError,
  type OperationOptions,
  type Packed,
  readEosAttributes,
  type Table,
  unpack,
} from "@atcs/hdf";
import { codesOf, numberOf } from "./_attributes.ts";
import { listForMessage, shorten } from "./_message-text.ts";
import type { DeviationLog } from "./deviations.ts";
import { GranuleAttributeError, GranuleLayoutError } from "./errors.ts";

/** Values in physical units, NaN where there is none. */
export interface PhysicalValues {
  /** Path of what was read. */
  readonly path: string;
  /** Type in the file. */
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Where the values of a field are: ICARE keeps all in data sets, CloudSat those of one dimension in Vdatas. */
type Stored = Dataset | Table;

/** CALTRACK fills with the extremes of the types (for floating point see `read`). */
const typeExtremes: Partial<Record<Dtype, number>> = {
  int8: -128,
  uint8: 255,
  int16: -32768,
  uint16: 65535,
  int32: -2147483648,
};

/** Profiles that are not nonsense. CloudSat has 36,950 in an orbit, 550,000 in a day. */
const maxProfiles = 1_000_000;

/** Values of a field that are not nonsense: seven orbits of CloudSat with all their bins. As float64 they are 256 MiB. */
const maxValues = 2 ** 25;

/** A granule of profiles along the track, HDF4: fields by name, as data sets or Vdatas. */
export class ProfileFile {
  readonly file: HdfFile;
  readonly #log: DeviationLog;
  #swath: Readonly<Record<string, Attributes>> | undefined;

  constructor(file: HdfFile, log: DeviationLog) {
    this.file = file;
    this.#log = log;
  }

  /** Does the file keep its fields as HDF-EOS2 does, those of one dimension as Vdatas? CloudSat's own granules do. */
  get isSwath(): boolean {
    return this.find("Latitude")?.kind === "table";
  }

  /** A data set or table of this name, wherever it is. */
  find(name: string): Stored | undefined {
    const node = this.file.get(name);
    return node?.kind === "dataset" || node?.kind === "table" ? node : undefined;
  }

  /** @throws GranuleLayoutError when there is none */
  require(name: string): Stored {
    const found = this.find(name);
    if (found !== undefined) return found;
    const known = listForMessage(this.file.keys());
    this.fail(`it is not there: expected a data set or Vdata of this name beside ${known || "nothing"}`, name);
  }

  fail(problem: string, object?: string): never {
    throw new GranuleLayoutError(problem, { file: this.file.fileName, object });
  }

  /** Attributes of a data set or Vdata; a swath keeps them apart from it. */
  async attributes(node: Stored, options: OperationOptions): Promise<Attributes> {
    if (!this.isSwath) return node.attributes;
    this.#swath ??= await this.#readSwathAttributes(options);
    return { ...node.attributes, ...this.#swath[node.name] };
  }

  /**
   * Values of a field in physical units. Infinite values are fill, too, as CALTRACK fills floating point with -inf, and
   * so is the extreme of an integer type unless the attributes say another value.
   */
  async read(name: string, options: OperationOptions): Promise<PhysicalValues> {
    const node = this.require(name);
    this.checkSize(node);
    const attributes = await this.attributes(node, options);
    const { dtype, raw } = await this.#readRaw(node, options);
    const extreme = typeExtremes[dtype];
    const withFill = extreme === undefined ? attributes : { _FillValue: extreme, ...attributes };
    // A swath says `missing` also where it has no factor.
    const isCloudSat = (this.isSwath || "factor" in attributes) && !("scale_factor" in attributes);
    this.#checkPacking(attributes, isCloudSat, node.path);
    const packed = { name: node.path, dtype, attributes: withFill };
    const data = this.#unpack(packed, raw, isCloudSat);
    for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i]!)) data[i] = Number.NaN;
    return { path: node.path, dtype, shape: raw.shape, values: data };
  }

  /**
   * Values of a field with one per profile, [n] or [n, 1].
   * @param count number of profiles, when it is known
   */
  async readColumn(name: string, options: OperationOptions, count?: number): Promise<PhysicalValues> {
    const column = await this.read(name, options);
    const { path, shape, values } = column;
    if (!isColumn(shape, count ?? values.length)) {
      this.fail(`its shape is (${shape.join(", ")}): expected one value for each of ${count ?? "n"} profiles`, path);
    }
    if (shape.length === 2) {
      const found = `shape (${shape.join(", ")}), documented is one axis`;
      this.#log.add("FIELD_SHAPE", path, { found, assumed: "the second axis means nothing", matters: false });
    }
    return column;
  }

  /** @throws GranuleLayoutError for more values than any granule has, whether they were ever written or not */
  checkSize(node: Stored): void {
    const shape = shapeOf(node);
    const [rows = 0] = shape;
    const size = shape.reduce((product, length) => product * length, 1);
    if (rows <= maxProfiles && size <= maxValues) return;
    const limits = `at most ${maxProfiles} profiles and ${maxValues} values`;
    this.fail(`its shape is (${shape.join(", ")}): expected ${limits}, an orbit of CloudSat has 36950`, node.path);
  }

  /** @throws GranuleAttributeError unless scale, offset and codes can be used */
  #checkPacking(attributes: Attributes, isCloudSat: boolean, object: string): void {
    const place = { file: this.file.fileName, object };
    const scaleName = isCloudSat ? "factor" : "scale_factor";
    for (const name of isCloudSat ? [scaleName, "offset", "missing"] : [scaleName, "add_offset"]) {
      if (numberOf(attributes, name, place) === 0 && name === scaleName) {
        throw new GranuleAttributeError(`attribute ${name} is 0: expected another number`, place);
      }
    }
    for (const name of ["_FillValue", "missing_value"]) {
      // Text is no code, but does no harm: what it stands for is outside of the range of coordinates and heights.
      if (ArrayBuffer.isView(attributes[name])) codesOf(attributes, name, place);
    }
  }

  #unpack(packed: Packed, raw: Parameters<typeof unpack>[1], isCloudSat: boolean): Float64Array {
    try {
      const { values } = unpack(packed, raw, { dtype: "float64", ...(isCloudSat && { convention: "cloudsat" }) });
      return values.data as Float64Array;
    } catch (error) {
      if (!isHdfError(error, "HDF_UNSUPPORTED")) throw error;
      // It does not know the file.
      throw new GranuleAttributeError(shorten(error.message), { file: this.file.fileName, object: packed.name });
    }
  }

  async #readRaw(
    node: Stored,
    options: OperationOptions,
  ): Promise<{ dtype: Dtype; raw: Parameters<typeof unpack>[1] }> {
    if (node.kind === "dataset") {
      this.checkNumbers(node.dtype, node.path);
      return { dtype: node.dtype, raw: await node.read([], options) };
    }
    const field = node.fields.find((each) => each.name === node.name) ?? node.fields[0];
    if (field === undefined) this.fail("the Vdata has no field", node.path);
    this.checkNumbers(field.dtype, node.path);
    const raw = await node.readField(field.name, {}, options);
    return { dtype: field.dtype, raw: raw as Parameters<typeof unpack>[1] };
  }

  /** @throws GranuleLayoutError for text and types without a native array */
  checkNumbers(dtype: Dtype, path: string): void {
    if (dtype === "char8" || dtype === "string" || dtype === "other") {
      this.fail(`it holds elements of type ${dtype}: expected numbers`, path);
    }
  }

  async #readSwathAttributes(options: OperationOptions): Promise<Readonly<Record<string, Attributes>>> {
    try {
      return Object.assign({}, ...Object.values(await readEosAttributes(this.file, options)));
    } catch (error) {
      // Vdatas without a swath have no such attributes.
      if (isHdfError(error, "HDF_NOT_FOUND")) return {};
      throw error;
    }
  }
}

function shapeOf(node: Stored): readonly number[] {
  if (node.kind === "dataset") return node.shape;
  const field = node.fields.find((each) => each.name === node.name) ?? node.fields[0];
  return [node.count, ...(field === undefined || field.order === 1 ? [] : [field.order])];
}

/** Is a shape one value for each profile, [count] or [count, 1]? */
export function isColumn([rows, cols = 1, ...rest]: readonly number[], count: number): boolean {
  return rows === count && cols === 1 && rest.length === 0;
}
