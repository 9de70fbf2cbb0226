import { resolveAttribute } from "../../_attribute-values.ts";
import { checkOptions } from "../../_check-options.ts";
import { dtypeOfArray } from "../../_typed-array.ts";
import type { NumericDtype } from "../../types.ts";
import { encodeNumberType, encodeTextType, encodeVariableTextType } from "./datatypes.ts";
import { isAscii, maxMessageSize } from "./messages.ts";
import { isNumericDtype, packNumbers, toLittleEndian } from "./number-types.ts";
import type { Hdf5AttributeInput, Hdf5InputArray, Hdf5NumericAttribute, Hdf5TextAttribute } from "./types.ts";

/** Content of an attribute as it is stored. */
export interface AttributeContent {
  readonly datatype: Uint8Array;
  readonly shape: readonly number[];
  /** Their bytes one after another, or, of variable length, those of each one, for the global heap. */
  readonly data: Uint8Array | readonly Uint8Array[];
}

/**
 * @param what subject of the errors, e.g. `"lat": attribute "units"`
 * @throws TypeError for a value of another kind, RangeError for one that does not fit its type, length or shape
 */
export function encodeAttributeValue(value: Hdf5AttributeInput, what: string): AttributeContent {
  if (isTyped(value)) {
    const isText = value.dtype === "string";
    checkOptions(
      what,
      value,
      isText ? ["dtype", "value", "length", "variableLength", "shape"] : ["dtype", "value", "shape"],
    );
    if (value.dtype === "string") return encodeText(value, what);
    if (isNumericDtype(value.dtype)) return encodeNumbers(value, what);
    throw new TypeError(`${what}: expected the dtype "string" or one of numbers, got ${JSON.stringify(value.dtype)}`);
  }
  const { dtype, values, scalar } = resolveAttribute(value, what);
  const shape = scalar ? [] : [values.length];
  if (dtype === "string") return encodeText({ dtype, value: values, shape }, what);
  return encodeNumbers({ dtype: dtype as NumericDtype, value: values, shape }, what);
}

function isTyped(value: Hdf5AttributeInput): value is Hdf5NumericAttribute | Hdf5TextAttribute {
  return typeof value === "object" && value !== null && "dtype" in value && "value" in value;
}

function encodeNumbers({ dtype, value, shape }: Hdf5NumericAttribute, what: string): AttributeContent {
  const values = typeof value === "object" ? value : [value];
  checkList(values, what);
  const given = dtypeOfArray(values) === dtype ? (values as Hdf5InputArray) : packNumbers(dtype, values, what);
  return {
    datatype: encodeNumberType(dtype),
    shape: checkShape(shape, typeof value === "object", given.length, what),
    // The caller may change the array before the file is closed.
    data: toLittleEndian(given).slice(),
  };
}

function encodeText(attribute: Hdf5TextAttribute, what: string): AttributeContent {
  const { value, length, variableLength = false, shape: givenShape } = attribute;
  const values = typeof value === "string" ? [value] : value;
  checkList(values, what);
  const texts = [...values].map((text: unknown) => {
    if (typeof text !== "string") throw new TypeError(`${what}: expected strings, got ${typeof text}`);
    return new TextEncoder().encode(text);
  });
  const shape = checkShape(givenShape, typeof value !== "string", texts.length, what);
  if (typeof variableLength !== "boolean") {
    throw new TypeError(`${what}: expected variableLength to be true or false, got ${variableLength}`);
  }
  if (variableLength) return encodeVariableText(texts, shape, length, what);
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  // The format has no strings of length 0.
  const least = Math.max(longest, 1);
  const size = length ?? least;
  if (!Number.isSafeInteger(size) || size < least || size > Math.max(least, maxMessageSize)) {
    throw new RangeError(`${what}: expected a length of ${least} bytes or more, below 64 KiB, got ${size}`);
  }
  const data = new Uint8Array(size * texts.length);
  texts.forEach((text, i) => {
    data.set(text, i * size);
  });
  return {
    datatype: encodeTextType(size, "padded", texts.every(isAscii)),
    shape,
    data,
  };
}

function encodeVariableText(
  texts: readonly Uint8Array[],
  shape: readonly number[],
  length: number | undefined,
  what: string,
): AttributeContent {
  if (length !== undefined) throw new TypeError(`${what}: expected a length or variableLength, got both`);
  // To the C library such a text ends with its first NUL.
  if (texts.some((text) => text.includes(0))) throw new RangeError(`${what}: text of variable length cannot hold NUL`);
  return { datatype: encodeVariableTextType(texts.every(isAscii)), shape, data: texts };
}

function checkList(values: unknown, what: string): void {
  if (!Array.isArray(values) && dtypeOfArray(values) === undefined) {
    throw new TypeError(`${what}: expected a single value, an array or a typed array, got ${typeof values}`);
  }
}

function checkShape(
  shape: readonly number[] | undefined,
  isList: boolean,
  count: number,
  what: string,
): readonly number[] {
  if (shape === undefined) return isList ? [count] : [];
  const isShape = Array.isArray(shape) && shape.length <= 32 && shape.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!isShape || shape.reduce((product, n) => product * n, 1) !== count) {
    throw new RangeError(`${what}: expected a shape of ${count} elements, got ${JSON.stringify(shape)}`);
  }
  return [...shape];
}
