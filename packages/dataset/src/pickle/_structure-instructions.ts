import { addMembers, build, hashable, pushGlobal, reduce } from "./_callables.ts";
import type { Instruction } from "./_literal-instructions.ts";
import type { Machine } from "./_machine.ts";
import { describeItem, type Item, isList } from "./_machine-values.ts";
import type { PickleValue } from "./types.ts";

const newestProtocol = 5;

function pushContainer(machine: Machine, container: PickleValue[] | Map<PickleValue, PickleValue> | Set<PickleValue>) {
  machine.budget.countObject();
  machine.push(container);
}

function appendAll(machine: Machine, items: readonly Item[]): void {
  const list = machine.top();
  if (!isList(list)) throw machine.reader.fail(`append to ${describeItem(list)}: the file is damaged`);
  for (const item of items) list.push(machine.value(item));
}

function setAll(machine: Machine, items: readonly Item[]): void {
  const dict = machine.top();
  if (!(dict instanceof Map) || items.length % 2 !== 0) {
    throw machine.reader.fail(`set ${items.length} keys and values of ${describeItem(dict)}: the file is damaged`);
  }
  for (let i = 0; i < items.length; i += 2) {
    dict.set(hashable(machine, items[i] as Item), machine.value(items[i + 1] as Item));
  }
}

function addAll(machine: Machine, items: readonly Item[]): void {
  const set = machine.top();
  if (!(set instanceof Set)) throw machine.reader.fail(`add to ${describeItem(set)}: the file is damaged`);
  addMembers(machine, set, items);
}

function popLast(machine: Machine, count: number): Item[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

function memoKey(machine: Machine): number {
  const line = machine.reader.line();
  if (!/^\d{1,15}$/.test(line)) throw machine.reader.fail("a key of the memo is no number: the file is damaged");
  return Number(line);
}

function checkProtocol({ reader }: Machine): void {
  const protocol = reader.uint8();
  if (protocol > newestProtocol) throw reader.fail(`pickle protocol ${protocol}: expected 0 to ${newestProtocol}`);
}

/** A frame only says how many bytes to read at once. */
function checkFrame({ reader }: Machine): void {
  const length = reader.uint64();
  if (length > reader.left) throw reader.fail(`frame of ${length} bytes, ${reader.left} left: the file is cut off`);
}

function pushDict(machine: Machine): void {
  const items = machine.popToMark();
  pushContainer(machine, new Map());
  setAll(machine, items);
}

function pushFrozenSet(machine: Machine): void {
  const items = machine.popToMark();
  pushContainer(machine, new Set());
  addAll(machine, items);
}

function pushList(machine: Machine): void {
  const items = machine.popToMark();
  pushContainer(machine, []);
  appendAll(machine, items);
}

function pushStackGlobal(machine: Machine): void {
  const [module, name] = popLast(machine, 2) as [Item, Item];
  pushGlobal(machine, module, name);
}

/** INST names a class, so that the error can as well. */
function refuseInstance(machine: Machine): never {
  pushGlobal(machine, machine.reader.line(), machine.reader.line());
  throw machine.reader.fail("instances of classes are not read");
}

function refuse(what: string): Instruction {
  return (machine) => {
    throw machine.reader.fail(`${what} are not read`);
  };
}

/** The instructions that work with what lies on the stack. Names as in Python's pickletools; STOP is not among them. */
export const structureInstructions: readonly (readonly [string, Instruction])[] = [
  ["\x80", checkProtocol], // PROTO
  ["\x95", checkFrame], // FRAME
  ["(", (m) => m.mark()], // MARK
  ["0", (m) => m.drop()], // POP
  ["1", (m) => void m.popToMark()], // POP_MARK
  ["2", (m) => m.push(m.top())], // DUP
  ["p", (m) => m.remember(memoKey(m))], // PUT
  ["q", (m) => m.remember(m.reader.uint8())], // BINPUT
  ["r", (m) => m.remember(m.reader.uint32())], // LONG_BINPUT
  ["\x94", (m) => m.rememberNext()], // MEMOIZE
  ["g", (m) => m.recall(memoKey(m))], // GET
  ["h", (m) => m.recall(m.reader.uint8())], // BINGET
  ["j", (m) => m.recall(m.reader.uint32())], // LONG_BINGET
  ["]", (m) => pushContainer(m, [])], // EMPTY_LIST
  ["l", pushList], // LIST
  ["a", (m) => appendAll(m, popLast(m, 1))], // APPEND
  ["e", (m) => appendAll(m, m.popToMark())], // APPENDS
  ["}", (m) => pushContainer(m, new Map())], // EMPTY_DICT
  ["d", pushDict], // DICT
  ["s", (m) => setAll(m, popLast(m, 2))], // SETITEM
  ["u", (m) => setAll(m, m.popToMark())], // SETITEMS
  ["\x8f", (m) => pushContainer(m, new Set())], // EMPTY_SET
  ["\x90", (m) => addAll(m, m.popToMark())], // ADDITEMS
  ["\x91", pushFrozenSet], // FROZENSET
  [")", (m) => m.pushTuple([])], // EMPTY_TUPLE
  ["\x85", (m) => m.pushTuple(popLast(m, 1))], // TUPLE1
  ["\x86", (m) => m.pushTuple(popLast(m, 2))], // TUPLE2
  ["\x87", (m) => m.pushTuple(popLast(m, 3))], // TUPLE3
  ["t", (m) => m.pushTuple(m.popToMark())], // TUPLE
  ["c", (m) => pushGlobal(m, m.reader.line(), m.reader.line())], // GLOBAL
  ["\x93", pushStackGlobal], // STACK_GLOBAL
  ["R", reduce], // REDUCE
  ["b", build], // BUILD
  ["i", refuseInstance], // INST
  ["o", refuse("instances of classes")], // OBJ
  ["\x81", refuse("instances of classes")], // NEWOBJ
  ["\x92", refuse("instances of classes")], // NEWOBJ_EX
  ["P", refuse("references to objects elsewhere")], // PERSID
  ["Q", refuse("references to objects elsewhere")], // BINPERSID
  ["\x82", refuse("codes of an extension registry")], // EXT1
  ["\x83", refuse("codes of an extension registry")], // EXT2
  ["\x84", refuse("codes of an extension registry")], // EXT4
  ["\x97", refuse("buffers outside of the pickle")], // NEXT_BUFFER
  ["\x98", refuse("buffers outside of the pickle")], // READONLY_BUFFER
];
