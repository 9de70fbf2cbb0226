import { describeValue } from "../_check-options.ts";
import { DatasetError, type DatasetErrorCode } from "../errors.ts";
import type { DatasetStore } from "../store/types.ts";
import type { OperationOptions } from "../types.ts";

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a value was read, for messages. */
export interface Place {
  readonly file: string;
  readonly code?: DatasetErrorCode;
}

/** Read a file as JSON. @throws DatasetError DATASET_NOT_FOUND, or the place's code for what is no JSON */
export async function readJson(
  store: DatasetStore,
  path: string,
  { signal, code = "DATASET_LAYOUT" }: OperationOptions & { readonly code?: DatasetErrorCode } = {},
): Promise<unknown> {
  const text = new TextDecoder().decode(await store.read(path, { signal }));
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError(code, `it is no JSON (${reason})`, { file: store.locate(path), cause });
  }
}

/** The error for a value that is not as expected. */
export function unexpected(what: string, value: unknown, expected: string, place: Place): DatasetError {
  const { file, code = "DATASET_LAYOUT" } = place;
  return new DatasetError(code, `${what} is ${describeValue(value)}: expected ${expected}`, { file });
}

export function asObject(value: unknown, what: string, place: Place): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw unexpected(what, value, "an object", place);
}

export function asArray(value: unknown, what: string, place: Place): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpected(what, value, "a list", place);
}

export function asText(value: unknown, what: string, place: Place): string {
  if (typeof value === "string") return value;
  throw unexpected(what, value, "a text", place);
}

export function asNumber(value: unknown, what: string, place: Place): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw unexpected(what, value, "a finite number", place);
}

/** An id: an integer from 0 on, or the text of one. */
export function asId(value: unknown, what: string, place: Place): number {
  const id = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof id === "number" && Number.isSafeInteger(id) && id >= 0) return id;
  throw unexpected(what, value, "an integer from 0 on", place);
}
