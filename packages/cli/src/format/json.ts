import { jsonString } from "./escape.ts";
import { numberText } from "./value.ts";

/** What `jsonText` prints: JSON, and also bigints, typed arrays, NaN and the infinities. `undefined` members are left out. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | ArrayBufferView
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** Options of {@link jsonText}. */
export interface JsonOptions {
  /** Everything on one line. @default false */
  readonly compact?: boolean;
}

/**
 * A value as JSON in pieces, so that a large one is never one string. Integers beyond 2^53 - 1, NaN and the infinities,
 * which JSON numbers cannot hold, are strings. Objects have a line per member; arrays of plain values are one line.
 */
export function* jsonText(value: JsonValue, { compact = false }: JsonOptions = {}): Generator<string> {
  yield* pieces(value, compact ? undefined : "");
}

/** A plain value as JSON. */
export function jsonScalar(value: null | boolean | number | bigint | string): string {
  if (typeof value === "string") return jsonString(value);
  if (typeof value === "number") return Number.isFinite(value) ? numberText(value) : `"${value}"`;
  if (typeof value === "bigint") return isSafe(value) ? String(value) : `"${value}"`;
  return String(value);
}

function isSafe(value: bigint): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}

/** @param indent of the line that the value starts on; undefined for no line breaks */
function* pieces(value: JsonValue, indent: string | undefined): Generator<string> {
  if (typeof value !== "object" || value === null) {
    yield jsonScalar(value);
  } else if (ArrayBuffer.isView(value)) {
    yield* inline(value as unknown as ArrayLike<number | bigint>);
  } else if (isArray(value)) {
    if (value.every(isScalar)) yield* inline(value);
    else
      yield* block(
        "[]",
        value.map((entry) => ["", entry] as const),
        indent,
      );
  } else {
    const members = Object.entries(value).filter((member): member is [string, JsonValue] => member[1] !== undefined);
    yield* block(
      "{}",
      members.map(([key, entry]) => [`${jsonString(key)}: `, entry] as const),
      indent,
    );
  }
}

function* block(
  brackets: string,
  entries: readonly (readonly [label: string, value: JsonValue])[],
  indent: string | undefined,
): Generator<string> {
  const inner = indent === undefined ? undefined : `${indent}  `;
  yield brackets[0]!;
  for (const [i, [label, value]] of entries.entries()) {
    const comma = i === 0 ? "" : ",";
    yield inner === undefined ? `${comma}${i === 0 ? "" : " "}${label}` : `${comma}\n${inner}${label}`;
    yield* pieces(value, inner);
  }
  if (entries.length > 0 && indent !== undefined) yield `\n${indent}`;
  yield brackets[1]!;
}

function* inline(values: ArrayLike<null | boolean | number | bigint | string>): Generator<string> {
  yield "[";
  for (let i = 0; i < values.length; i++) yield (i === 0 ? "" : ", ") + jsonScalar(values[i]!);
  yield "]";
}

// Array.isArray does not narrow readonly arrays.
function isArray(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isScalar(value: JsonValue): value is null | boolean | number | bigint | string {
  return typeof value !== "object" || value === null;
}
