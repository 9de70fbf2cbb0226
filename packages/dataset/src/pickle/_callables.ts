import { latin1Bytes, quote } from "./_literals.ts";
import type { Machine } from "./_machine.ts";
import { Callable, DtypeValue, describeItem, type Item, isList, tupleItems } from "./_machine-values.ts";
import { arrayFromBuffer, fillArray, fillDtype, makeDtype, makeScalar, reconstructArray } from "./_numpy-values.ts";
import { PickleTuple, type PickleValue } from "./types.ts";

type Call = (machine: Machine, args: readonly Item[]) => Item;

// All that pickles may name. None of it runs anything of the pickle's choice.
const calls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["numpy.dtype", makeDtype],
  ["numpy.ndarray", refuse],
  ...["numpy.core", "numpy._core"].flatMap((core): [string, Call][] => [
    [`${core}.multiarray._reconstruct`, reconstructArray],
    [`${core}.multiarray.scalar`, makeScalar],
    [`${core}.numeric._frombuffer`, arrayFromBuffer],
  ]),
  // Protocols 0 to 2 have no instruction for bytes, 0 to 3 none for sets. Their Python calls its builtins so.
  ["_codecs.encode", encode],
  ...["builtins", "__builtin__"].flatMap((module): [string, Call][] => [
    [`${module}.bytes`, makeBytes],
    [`${module}.bytearray`, makeBytes],
    [`${module}.set`, makeSet],
    [`${module}.frozenset`, makeSet],
  ]),
]);

/** Push what a pickle names, if it is admitted. */
export function pushGlobal(machine: Machine, module: Item, name: Item): void {
  const whole = `${typeof module === "string" ? module : "?"}.${typeof name === "string" ? name : "?"}`;
  if (!calls.has(whole)) {
    throw machine.reader.fail(`the pickle names ${quote(whole)}, which is not admitted: only plain data and numpy are`);
  }
  machine.push(new Callable(whole));
}

/** REDUCE: call what lies below the arguments. */
export function reduce(machine: Machine): void {
  const argument = machine.pop();
  const callable = machine.pop();
  const args = tupleItems(argument);
  if (!(callable instanceof Callable) || args === undefined) {
    throw machine.reader.fail(`call of ${describeItem(callable)} with ${describeItem(argument)}: the file is damaged`);
  }
  const call = calls.get(callable.name) as Call;
  machine.push(call(machine, args));
}

/** BUILD: give the topmost item its state. */
export function build(machine: Machine): void {
  const state = machine.pop();
  const target = machine.top();
  if (target instanceof DtypeValue) fillDtype(machine, target, state);
  else if (typeof target === "object" && target !== null && machine.unfilled.has(target)) {
    fillArray(machine, target, state);
  } else throw machine.reader.fail(`${describeItem(target)} takes no state`);
}

function refuse(machine: Machine): never {
  throw machine.reader.fail("a numpy array is made in a way that is not read");
}

/** `_codecs.encode(text, "latin1")` */
function encode(machine: Machine, args: readonly Item[]): PickleValue {
  const [text, encoding] = args;
  if (typeof text !== "string" || (encoding !== "latin1" && encoding !== "latin-1")) {
    throw machine.reader.fail("bytes are made in a way that is not read: expected text in latin1");
  }
  machine.budget.countCopied(text.length);
  return latin1Bytes(text, (problem) => machine.reader.fail(problem));
}

/** `bytes()`, `bytearray(bytes)`, `bytearray(text, "latin-1")` */
function makeBytes(machine: Machine, args: readonly Item[]): PickleValue {
  const [content] = args;
  if (args.length === 0) return new Uint8Array(0);
  if (!(content instanceof Uint8Array)) return encode(machine, args);
  machine.budget.countCopied(content.length);
  return content.slice();
}

/** `set(list)`, `frozenset(list)` */
function makeSet(machine: Machine, args: readonly Item[]): PickleValue {
  const [members] = args;
  machine.budget.countObject();
  const set = new Set<PickleValue>();
  if (args.length === 0) return set;
  if (!isList(members)) throw machine.reader.fail(`a set of ${describeItem(members)}: expected a list`);
  machine.budget.countCopied(members.length);
  addMembers(machine, set, members);
  return set;
}

/** Add to a set what Python can have in one. */
export function addMembers(machine: Machine, set: Set<PickleValue>, members: readonly Item[]): void {
  for (const member of members) set.add(hashable(machine, member));
}

/** The item as a key of a dict or member of a set. */
export function hashable(machine: Machine, item: Item): PickleValue {
  const value = machine.value(item);
  const isPlain = typeof value !== "object" || value === null;
  // A set may be a frozenset, and an array of bytes be bytes.
  if (isPlain || value instanceof PickleTuple || value instanceof Set || value instanceof Uint8Array) return value;
  throw machine.reader.fail(`${describeItem(value)} as a key: the file is damaged`);
}
