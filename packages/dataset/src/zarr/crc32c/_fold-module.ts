import {
  type AssembledFunction,
  assemble,
  type Code,
  get,
  i32Add,
  i32Const,
  i32Less,
  load,
  loop,
  parameterCount,
  repeatIf,
  set,
  storeAt,
  xor,
} from "../../wasm/_assembler.ts";

/**
 * x^209 + x^144 + x^54 + x^39 + x^14 + 1 is a multiple of the polynomial of CRC-32C (found by trying all such sums; of
 * four powers there are none below x^5275). So a bit can be exchanged for five others, this many places later, and the
 * remainder is the same. A polynomial with x^8 or x^128 in place of x is a power of itself, as everything is modulo 2: the
 * same holds for bytes and vectors in place of bits.
 */
const distances = [65, 155, 170, 195, 209] as const;

const vectorBytes = 16;

/** The functions of the module, each with the bytes that it leaves: the remainder of those is that of all. */
export const foldings: readonly [Folding, Folding] = [
  { name: "foldVectors", windowBytes: 209 * vectorBytes },
  { name: "foldBytes", windowBytes: 209 },
];

export type FoldFunctionName = "foldVectors" | "foldBytes";

export interface Folding {
  readonly name: FoldFunctionName;
  readonly windowBytes: number;
}

/** Exchanges each vector for five later ones. Given: where the first one is, and where the last one ends. */
function foldFunction(name: FoldFunctionName, unitBytes: number): AssembledFunction {
  const [at, end, vector] = [0, 1, parameterCount];
  const addAt = (bytes: number): Code => [get(at), get(at), load(bytes), get(vector), xor, storeAt(bytes)];
  const code: Code = loop([
    [get(at), load(), set(vector)],
    distances.map((distance) => addAt(distance * unitBytes)),
    [get(at), i32Const(vectorBytes), i32Add, set(at)],
    repeatIf([get(at), get(end), i32Less]),
  ]);
  return { name, integers: 0, vectors: 1, code };
}

/** The bytes of the module. */
export function foldModule(): Uint8Array<ArrayBuffer> {
  return assemble([foldFunction("foldVectors", vectorBytes), foldFunction("foldBytes", 1)]);
}
