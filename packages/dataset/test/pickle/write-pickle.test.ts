import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readPickle } from "../../src/pickle/read-pickle.ts";
import { PickleTuple, type PickleValue, type WritablePickleValue } from "../../src/pickle/types.ts";
import { writePickle } from "../../src/pickle/write-pickle.ts";

const arrays = fc.array(fc.nat(3), { maxLength: 3 }).map((shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return { dtype: "float64" as const, shape, data: Float64Array.from({ length: size }, (_, i) => i / 3) };
});

const keys = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.bigInt().filter((value) => !Number.isSafeInteger(Number(value))),
  fc.string({ unit: "binary" }),
);

const { value: values } = fc.letrec<{ value: PickleValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    keys,
    fc.uint8Array({ maxLength: 400 }),
    arrays,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(tie("value"), { maxLength: 5 }).map((items) => PickleTuple.of(...items)),
    fc.array(fc.tuple(keys, tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(keys, { maxLength: 4 }).map((members) => new Set(members)),
  ),
}));

test("what is written is read", () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(readPickle(writePickle(value as WritablePickleValue))).toStrictEqual(value);
    }),
    { numRuns: 300 },
  );
});

test("the same value gives the same bytes, whether or not parts are shared", () => {
  const part = () => [1, "text", { dtype: "int8" as const, shape: [1], data: Int8Array.of(1) }];
  const shared = part();
  expect(writePickle([shared, shared])).toEqual(writePickle([part(), part()]));
});

test("a pickle that was written before", () => {
  const labels = new Map<string, WritablePickleValue>([
    ["instance_id", 12],
    ["height", { dtype: "int16", shape: [1, 2], data: Int16Array.of(-5000, 25000) }],
  ]);
  const text = String.fromCharCode(...writePickle(labels));
  expect(text).toBe(
    "\x80\x03}(X\x0b\x00\x00\x00instance_idK\x0cX\x06\x00\x00\x00heightcnumpy.core.multiarray\n_reconstruct\n" +
      "cnumpy\nndarray\nK\x00\x85C\x01b\x87R(K\x01K\x01K\x02\x86cnumpy\ndtype\nX\x02\x00\x00\x00i2\x89\x88\x87R" +
      "(K\x03X\x01\x00\x00\x00<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89C\x04\x78\xec\xa8\x61tbu.",
  );
});

describe("what cannot be written", () => {
  const itself: WritablePickleValue[] = [];
  itself.push(itself);
  it.each<[string, unknown, RegExp]>([
    ["undefined", undefined, /cannot be pickled/],
    ["an object", { a: 1 }, /cannot be pickled/],
    ["a date within a list", [new Date()], /\[object Date\] cannot be pickled/],
    ["a typed array without a shape", new Float32Array(2), /cannot be pickled/],
    ["half a surrogate pair", "\ud83d", /surrogate/],
    ["a list that contains itself", itself, /contains itself/],
    ["an integer of 300 bytes", 1n << 2400n, /integer of 301 bytes/],
    ["an array that does not fit its shape", { dtype: "int8", shape: [3], data: new Int8Array(2) }, /expected 3/],
    ["an array of text", { dtype: "str", shape: [1], data: ["a"] }, /expected one of/],
    ["a list as a key", new Map([[[1], 2]]), /cannot be the key/],
    ["a list in a tuple in a set", new Set([PickleTuple.of([1])]), /cannot be the key/],
  ])("%s", (_, value, message) => {
    expect(() => writePickle(value as WritablePickleValue)).toThrow(message);
  });
});
