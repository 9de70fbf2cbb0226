import { makeArray, makeOrderedArray } from "../npy/_array.ts";
import { type ElementType, elementType } from "../npy/_element-type.ts";
import type { NumpyArray } from "../npy/types.ts";
import { exactInteger, latin1Bytes } from "./_literals.ts";
import type { Machine } from "./_machine.ts";
import { Callable, DtypeValue, describeItem, type Item, tupleItems } from "./_machine-values.ts";
import { PickleTuple, type PickleValue } from "./types.ts";

/** `numpy.dtype(code, align, copy)` */
export function makeDtype(machine: Machine, args: readonly Item[]): DtypeValue {
  const [code] = args;
  if (typeof code !== "string") throw machine.reader.fail(`numpy.dtype of ${describeItem(code)}: expected a name`);
  return new DtypeValue(code);
}

/** `dtype.__setstate__`: (version, order, subarray, names, fields, size, alignment, flags, metadata of dates) */
export function fillDtype(machine: Machine, dtype: DtypeValue, state: Item): void {
  const { reader } = machine;
  const [, order, subarray, names, fields, size, , , metadata] = tupleItems(state) ?? [];
  if ((subarray ?? null) !== null || (names ?? null) !== null || (fields ?? null) !== null) {
    throw reader.fail("an array of structured elements is not read");
  }
  if (typeof order !== "string") throw reader.fail("a numpy dtype has no byte order");
  const textSize = typeof size === "number" && size >= 0 ? size : undefined;
  dtype.state = { order, textSize, unit: dateUnit(metadata) };
}

/** Unit of dates from ({}, (b"s", 25, 1, 1)): 25 seconds. */
function dateUnit(metadata: Item | undefined): string | undefined {
  const parts = metadata instanceof PickleTuple ? metadata[1] : undefined;
  if (!(parts instanceof PickleTuple)) return undefined;
  const [name, multiple] = parts;
  const unit = name instanceof Uint8Array ? String.fromCharCode(...name.subarray(0, 10)) : String(name).slice(0, 10);
  return typeof multiple === "number" && multiple > 1 ? `${multiple}${unit}` : unit;
}

function elementTypeOf(machine: Machine, dtype: Item | undefined): ElementType {
  const fail = (problem: string) => machine.reader.fail(problem);
  if (!(dtype instanceof DtypeValue)) throw fail(`${describeItem(dtype)}: expected a numpy dtype`);
  if (dtype.state === undefined) throw fail(`numpy dtype '${dtype.code.slice(0, 40)}' has no byte order`);
  const { order, textSize, unit } = dtype.state;
  const code = unit === undefined || unit === "generic" ? dtype.code : `${dtype.code}[${unit}]`;
  const type = elementType(code, order, fail);
  if ((type.dtype === "str" || type.dtype === "bytes") && textSize !== type.itemSize) {
    throw fail(`numpy dtype '${dtype.code}' has elements of ${textSize} bytes: expected ${type.itemSize}`);
  }
  return type;
}

/** `numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), b"b")`: an array whose content follows as its state. */
export function reconstructArray(machine: Machine, args: readonly Item[]): NumpyArray {
  const [type] = args;
  if (!(type instanceof Callable) || type.name !== "numpy.ndarray") {
    throw machine.reader.fail(`_reconstruct of ${describeItem(type)}: expected numpy.ndarray`);
  }
  machine.budget.countObject();
  const array: NumpyArray = { dtype: "int8", shape: [0], data: new Int8Array(0) };
  machine.unfilled.add(array);
  return array;
}

/** `ndarray.__setstate__`: (version, shape, dtype, Fortran order, content); the version may be missing */
export function fillArray(machine: Machine, array: object, state: Item): void {
  const parts = tupleItems(state) ?? [];
  const [shape, dtype, fortranOrder, content] = parts.length === 5 ? parts.slice(1) : parts;
  const type = elementTypeOf(machine, dtype);
  if (typeof fortranOrder !== "boolean" && fortranOrder !== 0 && fortranOrder !== 1) {
    throw machine.reader.fail("a numpy array does not say the order of its elements");
  }
  const fail = (problem: string) => machine.reader.fail(problem);
  const bytes = contentBytes(machine, content);
  const filled = makeOrderedArray(type, shapeOf(machine, shape), Boolean(fortranOrder), bytes, fail);
  machine.unfilled.delete(array);
  // The array keeps its identity: the memo may hold it already.
  Object.assign(array, filled);
}

/** `numpy.core.numeric._frombuffer(bytes, dtype, shape, order, axes)` of protocol 5 */
export function arrayFromBuffer(machine: Machine, args: readonly Item[]): NumpyArray {
  const { reader, budget } = machine;
  const [content, dtype, shape, order, axes] = args;
  const fail = (problem: string) => reader.fail(problem);
  budget.countObject();
  const lengths = shapeOf(machine, shape);
  const type = elementTypeOf(machine, dtype);
  const bytes = contentBytes(machine, content);
  if (order === "C" || order === "F") return makeOrderedArray(type, lengths, order === "F", bytes, fail);
  // "K": C order of the given shape, whose axes are then put into another order.
  const permutation = order === "K" ? shapeOf(machine, axes) : [];
  const isPermutation =
    permutation.length === lengths.length &&
    permutation.toSorted((a, b) => a - b).every((axis, position) => axis === position);
  if (order !== "K" || !isPermutation) throw fail("a numpy array does not say the order of its elements");
  return makeArray(type, lengths, permutation, bytes, fail);
}

/** `numpy.core.multiarray.scalar(dtype, bytes)` */
export function makeScalar(machine: Machine, args: readonly Item[]): PickleValue {
  const [dtype, content] = args;
  const type = elementTypeOf(machine, dtype);
  machine.budget.countObject();
  const fail = (problem: string) => machine.reader.fail(problem);
  const array = makeArray(type, [], undefined, contentBytes(machine, content), fail);
  switch (array.dtype) {
    case "bool":
      return array.data[0] === 1;
    case "int64":
    case "uint64":
      return exactInteger(array.data[0] as bigint);
    case "bytes":
      return latin1Bytes(array.data[0] as string, fail);
    case "complex64":
    case "complex128":
    case "datetime64":
    case "timedelta64":
      return array;
    default:
      return array.data[0] as number | string;
  }
}

/** Bytes of elements; Python 2 wrote them as text of one character per byte. */
function contentBytes(machine: Machine, content: Item | undefined): Uint8Array {
  const { reader, budget } = machine;
  if (typeof content !== "string" && !(content instanceof Uint8Array)) {
    throw reader.fail(`${describeItem(content)} as the content of a numpy array: expected bytes`);
  }
  budget.countCopied(content.length);
  return typeof content === "string" ? latin1Bytes(content, (problem) => reader.fail(problem)) : content;
}

function shapeOf(machine: Machine, shape: Item | undefined): number[] {
  if (!(shape instanceof PickleTuple)) throw machine.reader.fail(`shape is ${describeItem(shape)}: expected a tuple`);
  return Array.from(shape, (length) => {
    if (typeof length !== "number") throw machine.reader.fail(`shape has ${describeItem(length)}: expected integers`);
    return length;
  });
}
