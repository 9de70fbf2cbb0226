import { checkChoice, checkOptions } from "./_check-options.ts";
import { isEqual, maskMissing, missingRule } from "./_missing.ts";
import { makeNdArray } from "./_ndarray.ts";
import { UnsupportedError } from "./errors.ts";
import type { Attributes, AttributeValue, DataArray, Dtype, NdArray } from "./types.ts";

/** How stored counts become physical values. */
export type PackingConvention =
  /** `scale_factor * count + add_offset` (CF, netCDF, HDF5 products) */
  | "cf"
  /** `scale_factor * (count - add_offset)` (SDsetcal of HDF4, MODIS) */
  | "hdf4"
  /** `(count - offset) / factor` (CloudSat, CALIPSO in HDF-EOS2, whose attributes `readEosAttributes` reads) */
  | "cloudsat";

/** Options of `unpack`. */
export interface UnpackOptions {
  /**
   * @default "hdf4" when the attributes hold `calibrated_nt`, which only SDsetcal writes; "cloudsat" when they hold
   * `factor` and no `scale_factor`; else "cf"
   */
  readonly convention?: PackingConvention;
  /** @default "float64" for data of 32 bits (integers) and more, else "float32" */
  readonly dtype?: "float32" | "float64";
}

/** Where raw data comes from, as far as `unpack` needs it: a data set, an image, a field of a table, or an object alike. */
export interface Packed {
  /** As in error messages. */
  readonly name: string;
  readonly dtype: Dtype;
  readonly attributes: Attributes;
}

/** Physical values with their validity; both have the shape of the raw data. */
export interface Unpacked {
  /** NaN where not valid. */
  readonly values: NdArray<Float32Array | Float64Array>;
  /** 1 where the raw value is neither `_FillValue` nor `missing_value` (nor CloudSat's `missing`), else 0. */
  readonly valid: NdArray<Uint8Array>;
}

/**
 * Turn raw counts into physical values: scale and offset applied, fill and missing values masked.
 *
 * The attributes may be of another type than the data (POLDER stores `_FillValue` as int64): they are compared as
 * values, rounded to float32 for float32 data. Both `_FillValue` and `missing_value` are masked, each may hold several
 * values. NaN in the data is not valid. Computed in double precision, then rounded to the result's type.
 *
 * By the convention "cloudsat", raw values for which "value `missop` `missing`" holds are masked too: `missop` is "<",
 * "<=", "==" (when absent), ">=" or ">".
 *
 * @param packed what the raw data was read from
 * @param raw what its `read(...)` gave, of any shape or stride
 * @throws TypeError for wrong arguments and for data that is text; UnsupportedError when a packing attribute is not
 * one finite number, or zero where it divides
 * @example
 * ```ts
 * import { open, unpack } from "@atcs/hdf";
 *
 * const file = await open("granule.hdf");
 * const height = file.dataset("Height");
 * const { values, valid } = unpack(height, await height.read([[0, 10], null]));
 * await file.close();
 * ```
 */
export function unpack(packed: Packed, raw: NdArray<DataArray>, options: UnpackOptions = {}): Unpacked {
  checkArguments(packed, raw, options);
  const { dtype } = packed;
  if (dtype === "string" || dtype === "char8" || dtype === "other") {
    throw new TypeError(`unpack: "${packed.name}" holds ${dtype}, which has no physical value`);
  }
  const convention = options.convention ?? detectConvention(packed.attributes);
  const formula = packing(packed, convention);
  const isMissing = convention === "cloudsat" ? missingRule(packed.attributes, packed.name) : undefined;
  const invalid = invalidCodes(packed.attributes, dtype, isMissing === isEqual ? ["missing"] : []);
  const counts = contiguous(raw);
  const values =
    resultType(dtype, options) === "float32" ? new Float32Array(counts.length) : new Float64Array(counts.length);
  const valid = new Uint8Array(counts.length);
  apply(formula, counts, invalid, values, valid);
  if (isMissing !== undefined && isMissing !== isEqual) {
    maskMissing(isMissing, missingLimit(packed), counts, values, valid);
  }
  return { values: makeNdArray(values, raw.shape), valid: makeNdArray(valid, raw.shape) };
}

function checkArguments(packed: Packed, raw: NdArray<DataArray>, options: UnpackOptions): void {
  if (typeof packed?.dtype !== "string" || typeof packed.attributes !== "object") {
    throw new TypeError("unpack: expected a data set, image or field first, then what its read() gave");
  }
  if (!ArrayBuffer.isView(raw?.data) || !Array.isArray(raw.shape) || !Array.isArray(raw.stride)) {
    throw new TypeError(`unpack: expected what read() of "${packed.name}" gave, an ndarray over a typed array`);
  }
  checkOptions("unpack", options, ["convention", "dtype"]);
  checkChoice("unpack: convention", options.convention, ["cf", "hdf4", "cloudsat"]);
  checkChoice("unpack: dtype", options.dtype, ["float32", "float64"]);
}

/** `((count - before) * scale) / divisor + after`: with the neutral values in place, each convention to the last bit. */
interface Formula {
  readonly before: number;
  readonly scale: number;
  readonly divisor: number;
  readonly after: number;
}

function apply(
  { before, scale, divisor, after }: Formula,
  counts: ArrayLike<number | bigint>,
  invalid: readonly (number | bigint)[],
  values: Float32Array | Float64Array,
  valid: Uint8Array,
): void {
  // Products have at most two codes; NaN never equals anything, so it stands for "none".
  const [first = Number.NaN, second = Number.NaN, ...others] = invalid;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    const number = Number(count);
    if (count === first || count === second || Number.isNaN(number) || others.includes(count)) {
      values[i] = Number.NaN;
    } else {
      values[i] = ((number - before) * scale) / divisor + after;
      valid[i] = 1;
    }
  }
}

function missingLimit({ attributes, dtype, name }: Packed): number {
  const limit = finite(attributes, "missing", 0, name);
  return dtype === "float32" ? Math.fround(limit) : limit;
}

function packing({ attributes, name }: Packed, convention: PackingConvention): Formula {
  if (convention === "cloudsat") {
    const divisor = finite(attributes, "factor", 1, name);
    if (divisor === 0) throw new UnsupportedError("factor is 0, and counts are divided by it", { object: name });
    return { before: finite(attributes, "offset", 0, name), scale: 1, divisor, after: 0 };
  }
  const scale = finite(attributes, "scale_factor", 1, name);
  const offset = finite(attributes, "add_offset", 0, name);
  return convention === "hdf4"
    ? { before: offset, scale, divisor: 1, after: 0 }
    : { before: 0, scale, divisor: 1, after: offset };
}

function detectConvention(attributes: Attributes): PackingConvention {
  if ("calibrated_nt" in attributes) return "hdf4";
  return "factor" in attributes && !("scale_factor" in attributes) ? "cloudsat" : "cf";
}

function finite(attributes: Attributes, attribute: string, missing: number, object: string): number {
  const value = attributes[attribute];
  if (value === undefined) return missing;
  const numbers = toArray(value).map(Number);
  if (numbers.length !== 1 || !Number.isFinite(numbers[0])) {
    throw new UnsupportedError(`attribute ${attribute} must be one finite number, got ${String(value)}`, { object });
  }
  return numbers[0]!;
}

/** The values that mean "no data", in the type of the data. @param more attributes that hold some by the convention */
function invalidCodes(attributes: Attributes, dtype: Dtype, more: readonly string[]): (number | bigint)[] {
  return ["_FillValue", "missing_value", ...more].flatMap((name): (number | bigint)[] => {
    const codes = toArray(attributes[name]);
    if (dtype === "float32") return codes.map((code) => Math.fround(Number(code)));
    if (dtype !== "int64" && dtype !== "uint64") return codes.map(Number);
    return codes.flatMap((code) => (typeof code === "number" && !Number.isInteger(code) ? [] : [BigInt(code)]));
  });
}

/** The numbers of an attribute; none for text or when it is absent. */
function toArray(value: AttributeValue | undefined): (number | bigint)[] {
  if (typeof value === "number" || typeof value === "bigint") return [value];
  return ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<number | bigint>) : [];
}

function resultType(dtype: Dtype, options: UnpackOptions): "float32" | "float64" {
  if (options.dtype !== undefined) return options.dtype;
  return dtype === "float32" || dtype.endsWith("8") || dtype.endsWith("16") ? "float32" : "float64";
}

/** The elements in C order, without a copy when they already are. */
function contiguous(raw: NdArray<DataArray>): ArrayLike<number | bigint> {
  const { data, shape, stride, offset } = raw as { data: DataArray; shape: number[]; stride: number[]; offset: number };
  const size = shape.reduce((product, length) => product * length, 1);
  let expected = 1;
  let inOrder = true;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== expected) inOrder = false;
    expected *= shape[axis]!;
  }
  const elements = data as ArrayLike<number | bigint> & {
    subarray(start: number, end: number): ArrayLike<number | bigint>;
  };
  if (inOrder) return elements.subarray(offset, offset + size);
  const gathered = new Array<number | bigint>(size);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0, at = offset; i < size; i++) {
    gathered[i] = elements[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += stride[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= stride[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return gathered;
}
