import { Budget } from "./_budget.ts";
import { ByteReader } from "./_byte-reader.ts";
import { ArgumentTuple, describeItem, type Item, isValue } from "./_machine-values.ts";
import { PickleTuple, type PickleValue } from "./types.ts";

/** The stack machine that a pickle is a program of: a stack with marks, and a memo of values to share. */
export class Machine {
  readonly reader: ByteReader;
  readonly budget: Budget;
  /** Arrays of numpy whose content is still to come. */
  readonly unfilled: Set<object> = new Set();
  readonly #stack: Item[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, Item>();

  constructor(bytes: Uint8Array, file: string | undefined, maxObjects: number) {
    this.reader = new ByteReader(bytes, file);
    this.budget = new Budget(this.reader, maxObjects);
  }

  push(item: Item): void {
    this.#stack.push(item);
  }

  pop(): Item {
    const item = this.top();
    this.#stack.pop();
    return item;
  }

  /** The topmost item above the last mark. */
  top(): Item {
    const item = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.at(-1) : undefined;
    if (item === undefined) throw this.reader.fail("an instruction lacks a value on the stack: the file is damaged");
    return item;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** Everything above the last mark, which goes with it. */
  popToMark(): Item[] {
    const start = this.#marks.pop();
    if (start === undefined) throw this.reader.fail("an instruction lacks a mark on the stack: the file is damaged");
    return this.#stack.splice(start);
  }

  /** Drop the topmost item, or a mark that is above it. */
  drop(): void {
    if (this.#marks.length > 0 && this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  remember(key: number): void {
    this.#memo.set(key, this.top());
  }

  rememberNext(): void {
    this.remember(this.#memo.size);
  }

  recall(key: number): void {
    const item = this.#memo.get(key);
    if (item === undefined) throw this.reader.fail(`memo ${key} is empty: the file is damaged`);
    this.push(item);
  }

  pushTuple(items: readonly Item[]): void {
    this.budget.countObject();
    this.push(items.every(isValue) ? tupleOf(items) : new ArgumentTuple(items));
  }

  /** The item as a value that may be part of the result. */
  value(item: Item): PickleValue {
    if (!isValue(item)) throw this.reader.fail(`${describeItem(item)} is no value that is read`);
    return item;
  }

  /** The value that the pickle stands for, at its end. */
  finish(): PickleValue {
    const result = this.value(this.pop());
    if (this.#stack.length > 0 || this.#marks.length > 0) throw this.reader.fail("values are left on the stack");
    if (this.unfilled.size > 0) throw this.reader.fail("a numpy array has no content");
    if (this.reader.left > 0) throw this.reader.fail(`${this.reader.left} bytes follow the end of the pickle`);
    return result;
  }
}

/** As PickleTuple.of, which can take only some ten thousand arguments. */
function tupleOf(items: readonly PickleValue[]): PickleTuple {
  const tuple = new PickleTuple();
  for (const item of items) tuple.push(item);
  return tuple;
}
