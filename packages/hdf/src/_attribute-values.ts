import { checkOptions } from "./_check-options.ts";
import { type AnyTypedArray, dtypeOfArray, isStoredDtype, type StoredDtype, toTypedArray } from "./_typed-array.ts";

/**
 * Value of an attribute to write.
 *
 * | value | stored as |
 * |---|---|
 * | number, numbers | float64, whatever the value: a type must not depend on it |
 * | bigint, bigints | int64 (HDF5 only) |
 * | typed array | its own type |
 * | string | text in UTF-8 (HDF4: char8) |
 * | strings | text (HDF5 only) |
 * | `{ dtype, value }` | as it says |
 */
export type AttributeInput =
  | number
  | bigint
  | string
  | readonly number[]
  | readonly bigint[]
  | readonly string[]
  | AnyTypedArray
  | TypedAttributeInput;

/** An attribute value with its type; text (`char8`, `uchar8`) is a string or its bytes. */
export interface TypedAttributeInput {
  readonly dtype: StoredDtype;
  /** A number outside the range of `dtype`, or a fraction for an integer, is a RangeError. */
  readonly value: number | bigint | string | readonly number[] | readonly bigint[] | AnyTypedArray;
}

/** Attributes by name, stored in this order. */
export type AttributeInputs = Readonly<Record<string, AttributeInput>>;

/** An attribute value with its type decided. */
export type ResolvedAttribute =
  | { readonly dtype: StoredDtype; readonly values: AnyTypedArray; readonly scalar: boolean }
  | { readonly dtype: "string"; readonly values: readonly string[]; readonly scalar: boolean };

const encoder = new TextEncoder();

/**
 * Decide the type of an attribute value by the rules of {@link AttributeInput}. `what` names it in errors.
 * @throws TypeError for values that no attribute holds, RangeError for numbers that the type cannot hold
 */
export function resolveAttribute(value: AttributeInput, what: string): ResolvedAttribute {
  if (typeof value === "string") return { dtype: "string", values: [value], scalar: true };
  if (typeof value === "number" || typeof value === "bigint") return { ...resolveList([value], what), scalar: true };
  if (Array.isArray(value)) return resolveList(value, what);
  const dtype = dtypeOfArray(value);
  if (dtype !== undefined) return { dtype, values: value as AnyTypedArray, scalar: false };
  if (typeof value === "object" && value !== null && "dtype" in value && "value" in value) {
    return resolveTyped(value, what);
  }
  const got = value === null ? "null" : typeof value;
  throw new TypeError(
    `${what}: expected a number, bigint, string, array of one of these, typed array or { dtype, value }, got ${got}`,
  );
}

/**
 * Name and value of each attribute to write. `owner` names their object in errors.
 * @throws TypeError for what is not an object
 */
export function listAttributes<Input>(
  attributes: Readonly<Record<string, Input>> | undefined,
  owner: string,
): [name: string, value: Input][] {
  if (attributes === undefined) return [];
  if (typeof attributes === "object" && attributes !== null) return Object.entries(attributes);
  throw new TypeError(
    `${owner}: expected attributes as an object, got ${attributes === null ? "null" : typeof attributes}`,
  );
}

function resolveTyped(typed: TypedAttributeInput, what: string): ResolvedAttribute {
  checkOptions(what, typed, ["dtype", "value"]);
  const { dtype, value } = typed;
  if (!isStoredDtype(dtype)) throw new TypeError(`${what}: unknown dtype ${JSON.stringify(dtype)}`);
  if (typeof value === "string") {
    if (dtype !== "char8" && dtype !== "uchar8") throw new TypeError(`${what}: expected ${dtype} values, got a string`);
    return { dtype, values: encoder.encode(value), scalar: false };
  }
  const scalar = typeof value === "number" || typeof value === "bigint";
  return { dtype, values: toTypedArray(dtype, scalar ? [value] : value, what), scalar };
}

function resolveList(list: readonly unknown[], what: string): ResolvedAttribute {
  const [kind, ...others] = [...new Set(list.map((element) => typeof element))];
  if (kind === undefined) throw new TypeError(`${what}: an empty array has no type: use a typed array`);
  if (others.length > 0) {
    throw new TypeError(`${what}: expected an array of one kind, got ${[kind, ...others].join(" and ")}`);
  }
  if (kind === "string") return { dtype: "string", values: list as readonly string[], scalar: false };
  if (kind === "bigint") return { dtype: "int64", values: toTypedArray("int64", list, what), scalar: false };
  if (kind !== "number") throw new TypeError(`${what}: expected an array of numbers, bigints or strings, got ${kind}`);
  return { dtype: "float64", values: toTypedArray("float64", list, what), scalar: false };
}
