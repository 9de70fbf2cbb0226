import { describeValue } from "../_describe.ts";
import { ShapeError } from "../errors.ts";
import type { FieldKind } from "../fields/field-kind.ts";
import type { PatchWindow } from "./window.ts";

/** Arrays that a field may be read into. */
export type FieldArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const fieldArrays = [
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const;

/** What the window of a patch holds of one field, as it is stored in the granule. */
export interface WindowField {
  /** Name in the granule; it says how the field is resampled, see {@link fieldKind}. */
  readonly name: string;
  /** Shape [window pixels, views]: the boxes of the window one after the other, each row by row. */
  readonly data: FieldArray;
  /** Views of each pixel: 16 for a directional field, 1 for any other. @default 1 */
  readonly views?: number;
  /** physical = scale * stored + offset @default 1 */
  readonly scale?: number;
  /** @default 0 */
  readonly offset?: number;
  /**
   * Stored values that are none, such as fill and missing, rounded to single precision for data that are; NaN and the
   * infinities never are a value.
   * @default none
   */
  readonly invalid?: readonly number[];
  /** @default what the name says */
  readonly resampling?: FieldKind["resampling"];
}

/** @throws TypeError for what is no field; RangeError for views, scale or offset that cannot be */
export function checkField(field: WindowField): void {
  if (typeof field !== "object" || field === null || typeof field.name !== "string") {
    throw new TypeError(`a field must be an object with name and data, got ${describeValue(field)}`);
  }
  const { name, data, views = 1, scale = 1, offset = 0, invalid = [], resampling = "linear" } = field;
  if (!fieldArrays.some((kind) => data instanceof kind)) {
    throw new TypeError(`field ${name}: data must be a typed array of numbers, got ${describeValue(data)}`);
  }
  if (!["linear", "circular", "nearest"].includes(resampling)) {
    const found = describeValue(resampling);
    throw new TypeError(`field ${name}: resampling must be "linear", "circular" or "nearest", got ${found}`);
  }
  if (!Array.isArray(invalid) || !invalid.every((code) => typeof code === "number"))
    throw new TypeError(`field ${name}: invalid must be an array of numbers`);
  if (!Number.isInteger(views) || views < 1) {
    throw new RangeError(`field ${name}: views must be an integer of at least 1, got ${views}`);
  }
  if (!Number.isFinite(scale) || !Number.isFinite(offset)) {
    throw new RangeError(`field ${name}: scale and offset must be finite, got ${scale} and ${offset}`);
  }
}

/**
 * @throws TypeError for what is no field; ShapeError when the data are not those of the window; RangeError for views,
 * scale or offset that cannot be
 */
export function checkWindowField(field: WindowField, { pixels }: PatchWindow): void {
  checkField(field);
  const { name, data, views = 1 } = field;
  if (data.length !== pixels * views) {
    throw new ShapeError(
      `field ${name} has ${data.length} elements: expected ${pixels * views}, ${views} for each of the window's ${pixels} pixels`,
    );
  }
}

/** A test of stored values: is it one, or a code, NaN or an infinity? */
export function isValueTest(field: WindowField): (stored: number) => boolean {
  const invalid = codesOf(field);
  // Products have two codes; NaN equals nothing, so it stands for none.
  const [first = Number.NaN, second = Number.NaN, ...others] = invalid;
  if (others.length === 0) return (stored) => stored !== first && stored !== second && Number.isFinite(stored);
  return (stored) => !invalid.includes(stored) && Number.isFinite(stored);
}

/**
 * The stored values of a field with NaN for those that are none.
 * @param target is filled and returned when it is large enough, which spares an allocation for each field
 */
export function storedValues(field: WindowField, target?: Float64Array): Float64Array {
  const { data } = field;
  const invalid = codesOf(field);
  const count = data.length;
  const values = target !== undefined && target.length >= count ? target.subarray(0, count) : new Float64Array(count);
  // The engine's own conversion: one loop of ours over every kind of array would be slow for all of them.
  values.set(data);
  if (isFloat(data)) dropInfinities(values);
  const [first = Number.NaN, second = Number.NaN, ...others] = invalid;
  if (invalid.length > 0) drop(values, first, second);
  for (const code of others) drop(values, code, code);
  return values;
}

function drop(values: Float64Array, a: number, b: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === a || value === b) values[i] = Number.NaN;
  }
}

function dropInfinities(values: Float64Array): void {
  drop(values, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
}

/** The codes as the data hold them: -9999.9 in single precision is another number than in double precision. */
function codesOf({ data, invalid = [] }: WindowField): readonly number[] {
  return data instanceof Float32Array ? invalid.map(Math.fround) : invalid;
}

function isFloat(data: FieldArray): boolean {
  return data instanceof Float32Array || data instanceof Float64Array;
}

/** The largest number of single precision, and one that no integer of 32 bits reaches. */
const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;
const beyondIntegers = 2 ** 32;

/** Can a value of this field lie beyond single precision in its unit? Known without looking at them for integers. */
export function mayExceedFloat32({ data, scale = 1, offset = 0 }: WindowField): boolean {
  return isFloat(data) || beyondIntegers * Math.abs(scale) + Math.abs(offset) > largestFloat32;
}

/** {@link storedValues}, NaN also for those that lie beyond single precision in their unit, where a patch has none. */
export function float32Values(field: WindowField, target?: Float64Array): Float64Array {
  const values = storedValues(field, target);
  if (!mayExceedFloat32(field)) return values;
  const { scale = 1, offset = 0 } = field;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(Math.fround(scale * values[i]! + offset))) values[i] = Number.NaN;
  }
  return values;
}
