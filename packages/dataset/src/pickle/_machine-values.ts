import { PickleTuple, type PickleValue } from "./types.ts";

/** A function or class that pickles may name. */
export class Callable {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A dtype of numpy: a code like `f8`, whose byte order follows in a state. */
export class DtypeValue {
  readonly code: string;
  state: DtypeState | undefined;

  constructor(code: string) {
    this.code = code;
  }
}

/** State of a dtype. */
export interface DtypeState {
  /** `<`, `>` or `|`. */
  readonly order: string;
  /** Bytes of an element of text. */
  readonly textSize: number | undefined;
  /** Unit of dates. */
  readonly unit: string | undefined;
}

/** A tuple that holds what is no value: arguments of a call or a state, never a result. */
export class ArgumentTuple {
  readonly items: readonly Item[];

  constructor(items: readonly Item[]) {
    this.items = items;
  }
}

/** What lies on the stack. */
export type Item = PickleValue | Callable | DtypeValue | ArgumentTuple;

/** May the item be part of the result? */
export function isValue(item: Item): item is PickleValue {
  return !(item instanceof Callable || item instanceof DtypeValue || item instanceof ArgumentTuple);
}

/** Items of a tuple of either kind; undefined for anything else. */
export function tupleItems(item: Item | undefined): readonly Item[] | undefined {
  if (item instanceof ArgumentTuple) return item.items;
  return item instanceof PickleTuple ? item : undefined;
}

/** Is it a list (and no tuple)? */
export function isList(item: Item | undefined): item is PickleValue[] {
  return Array.isArray(item) && !(item instanceof PickleTuple);
}

/** What an item is in Python, for messages. */
export function describeItem(item: Item | undefined): string {
  if (item === null) return "None";
  if (item instanceof Callable) return item.name;
  if (item instanceof DtypeValue) return "a numpy dtype";
  if (tupleItems(item) !== undefined) return "a tuple";
  if (Array.isArray(item)) return "a list";
  if (item instanceof Map) return "a dict";
  if (item instanceof Set) return "a set";
  if (item instanceof Uint8Array) return "bytes";
  if (typeof item === "object") return "a numpy array";
  return item === undefined ? "nothing" : `a ${typeof item}`;
}
