import {
  type AssembledFunction,
  absolute,
  add,
  and,
  assemble,
  bitSelect,
  type Code,
  constant,
  equal,
  get,
  i32Add,
  i32Const,
  i32Multiply,
  lessThan,
  load,
  loadInt16,
  maximum,
  minimum,
  multiply,
  nearest,
  notEqual,
  parameterCount,
  repeatWhile,
  set,
  shuffle,
  store,
  subtract,
  tee,
} from "../wasm/_assembler.ts";
import { largestAngle } from "./_kernel.ts";

// Parameters of every function: where to read, bytes from one vector to the next, where to write, bytes from one vector
// to the next, vectors (or blocks of four of them), and where the numbers of the channels are.
const [from, fromStep, to, toStep, count, numbers] = [0, 1, 2, 3, 4, 5] as const;

/** The numbers of four channels, as vectors in this order. */
export const simdNumbers = ["missing", "scale", "offset", "low", "high", "mean", "factor", "empty"] as const;

// Local vectors: the numbers, then what is worked with.
const firstVector = parameterCount;
const number = (name: (typeof simdNumbers)[number]): Code => get(firstVector + simdNumbers.indexOf(name));
const [element, value, square, turns] = [0, 1, 2, 3].map((i) => firstVector + simdNumbers.length + i) as [
  number,
  number,
  number,
  number,
];
const rows = [4, 5, 6, 7].map((i) => firstVector + simdNumbers.length + i);
const vectors = simdNumbers.length + 8;

const loadNumbers: Code = simdNumbers.map((_, i): Code => [get(numbers), load(16 * i), set(firstVector + i)]);

/** Is the element a number that is not the missing one? */
const isValid: Code = [
  [get(element), number("missing"), notEqual],
  [get(element), get(element), subtract, constant(0), equal, and],
];

const isAngle: Code = [isValid, get(element), absolute, constant(largestAngle), lessThan, and];

const unpacked: Code = [get(element), number("scale"), multiply, number("offset"), add];

// The limits come first, so that 0 is taken rather than -0, as Math.max does.
const clipped: Code = [number("high"), number("low"), unpacked, maximum, minimum];

/** The sine of degrees, step by step as `sineOfDegrees`. */
const sine: Code = [
  [unpacked, tee(value), constant(1 / 180), multiply, nearest, set(turns)],
  [get(value), get(turns), constant(180), multiply, subtract, constant(Math.PI / 180), multiply, tee(value)],
  [get(value), multiply, set(square)],
  [get(value), get(value), get(square), multiply],
  [constant(-1 / 39916800), get(square), multiply, constant(1 / 362880), add],
  [get(square), multiply, constant(-1 / 5040), add],
  [get(square), multiply, constant(1 / 120), add],
  [get(square), multiply, constant(-1 / 6), add],
  [multiply, add],
  [constant(1), get(turns), constant(0.5), multiply, tee(turns), get(turns), nearest, subtract, absolute],
  [constant(4), multiply, subtract, multiply],
];

/** From the element on the stack to the value that is written. */
function converted(isAngular: boolean): Code {
  const [change, valid] = isAngular ? [sine, isAngle] : [clipped, isValid];
  return [
    set(element),
    change,
    number("mean"),
    subtract,
    number("factor"),
    multiply,
    number("empty"),
    valid,
    bitSelect,
  ];
}

const advance = (pointer: number, step: Code): Code => [get(pointer), step, i32Add, set(pointer)];
const countDown: Code = [get(count), [0x41, 0x7f], i32Add, tee(count)];

/** Vectors one after another, each to its own place. */
function rowsFunction(name: string, loadElement: Code, isAngular: boolean): AssembledFunction {
  const step: Code = [
    [get(to), get(from), loadElement, converted(isAngular), store],
    [advance(from, get(fromStep)), advance(to, get(toStep)), countDown],
  ];
  return { name, integers: 0, vectors, code: [loadNumbers, repeatWhile(get(count), step)] };
}

// The columns of four rows, once they are transposed; pairs of lanes are kept where elements were worked with.
const [a, b, c, d] = rows as [number, number, number, number];
const transposed: Code = [
  [get(a), get(b), shuffle(0, 4, 1, 5), set(value), get(c), get(d), shuffle(0, 4, 1, 5), set(square)],
  [get(a), get(b), shuffle(2, 6, 3, 7), set(turns), get(c), get(d), shuffle(2, 6, 3, 7), set(element)],
  [get(value), get(square), shuffle(0, 1, 4, 5), set(a), get(value), get(square), shuffle(2, 3, 6, 7), set(b)],
  [get(turns), get(element), shuffle(0, 1, 4, 5), set(c), get(turns), get(element), shuffle(2, 3, 6, 7), set(d)],
];

/** Blocks of four pixels of four channels, which are written as four channels of four pixels. */
function blocksFunction(name: string, isAngular: boolean): AssembledFunction {
  const readRow = (row: number): Code => [
    get(from),
    load(),
    converted(isAngular),
    set(row),
    advance(from, get(fromStep)),
  ];
  const writeRow = (row: number, i: number): Code => {
    const place: Code = [get(to), get(toStep), i32Const(i), i32Multiply, i32Add];
    return [i === 0 ? get(to) : place, get(row), store];
  };
  const step: Code = [rows.map(readRow), transposed, rows.map(writeRow), advance(to, i32Const(16)), countDown];
  return { name, integers: 0, vectors, code: [loadNumbers, repeatWhile(get(count), step)] };
}

/** Blocks of four channels of four pixels, which are written as four pixels of four channels, as they are. */
function transposeFunction(name: string): AssembledFunction {
  const readRow = (row: number, i: number): Code => {
    const place: Code = [get(from), get(fromStep), i32Const(i), i32Multiply, i32Add];
    return [i === 0 ? get(from) : place, load(), set(row)];
  };
  const writeRow = (row: number): Code => [get(to), get(row), store, advance(to, get(toStep))];
  const step: Code = [rows.map(readRow), transposed, rows.map(writeRow), advance(from, i32Const(16)), countDown];
  return { name, integers: 0, vectors, code: repeatWhile(get(count), step) };
}

/** What the module offers. */
export type SimdFunctionName = `${"blocks" | "rows" | "packed"}${"Value" | "Angle"}` | "transpose";

/** The bytes of the module: under 4 KB, which every browser compiles without a promise. */
export function simdModule(): Uint8Array<ArrayBuffer> {
  return assemble([
    blocksFunction("blocksValue", false),
    blocksFunction("blocksAngle", true),
    rowsFunction("rowsValue", load(), false),
    rowsFunction("rowsAngle", load(), true),
    rowsFunction("packedValue", loadInt16, false),
    rowsFunction("packedAngle", loadInt16, true),
    transposeFunction("transpose"),
  ]);
}
