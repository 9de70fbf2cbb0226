import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { readPickle } from "../../src/pickle/read-pickle.ts";
import { PickleTuple, type WritablePickleValue } from "../../src/pickle/types.ts";
import { writePickle } from "../../src/pickle/write-pickle.ts";
import { fromBase64, type TruthCase, truthFolder, type ValueTruth, valueOfTruth } from "../support/numpy-truth.ts";

const { python, reason } = findPython("numpy");
const folder = mkdtempSync(join(tmpdir(), "atcs-pickle-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every value by every protocol, by the pickler in C and the one in Python. */
const makeScript = `
import base64, io, json, pickle, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from cases import all_values
from truth import value_truth

def in_python(value, protocol):
    file = io.BytesIO()
    pickle._Pickler(file, protocol).dump(value)
    return file.getvalue()

values = [*all_values(), ("many", [list(range(2500)), {str(i): (i,) for i in range(2500)}, set(range(2500))])]
print(json.dumps([
    {"name": f"{name}, protocol {protocol}", "truth": value_truth(value), "file": base64.b64encode(dump(value, protocol)).decode()}
    for name, value in values for protocol in range(6) 
    # The pickler in Python fails on two arrays without elements in protocol 5.
    for dump in ((pickle.dumps, in_python) if protocol < 5 else (pickle.dumps,))]))
`;

/** Loads our pickle, with warnings as errors, and says what it holds. */
const loadScript = `
import json, pickle, sys, warnings
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import numpy
from truth import value_truth
warnings.simplefilter("error")
with open(sys.argv[2], "rb") as file:
    value = pickle.load(file)
with open(sys.argv[2], "rb") as file:
    pickle._Unpickler(file).load()
arrays = [value] if isinstance(value, numpy.ndarray) else value.values() if isinstance(value, dict) else []
assert all(a.flags.c_contiguous and a.flags.writeable for a in arrays if isinstance(a, numpy.ndarray))
print(json.dumps(value_truth(value)))
`;

const arrays: readonly WritablePickleValue[] = [
  { dtype: "bool", shape: [2], data: Uint8Array.of(0, 1) },
  { dtype: "int8", shape: [1], data: Int8Array.of(-1) },
  { dtype: "uint8", shape: [300], data: new Uint8Array(300).fill(7) },
  { dtype: "int16", shape: [2, 1], data: Int16Array.of(-32768, 32767) },
  { dtype: "uint16", shape: [1, 1], data: Uint16Array.of(65535) },
  { dtype: "int32", shape: [1], data: Int32Array.of(-2) },
  { dtype: "uint32", shape: [], data: Uint32Array.of(2 ** 32 - 1) },
  { dtype: "int64", shape: [2, 2, 1], data: BigInt64Array.of(1n, -2n, 2n ** 62n, 0n) },
  { dtype: "uint64", shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
  { dtype: "float32", shape: [3, 0], data: new Float32Array(0) },
  { dtype: "float64", shape: [3], data: Float64Array.of(Number.NaN, -0, 1 / 3) },
  { dtype: "complex64", shape: [1], data: Float32Array.of(1, -1) },
  { dtype: "complex128", shape: [1], data: Float64Array.of(1, -1) },
];

const integers = [
  0,
  255,
  256,
  65535,
  65536,
  -1,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 53 - 1,
  2n ** 63n,
  -(2n ** 70n),
];

const written: readonly (readonly [string, WritablePickleValue])[] = [
  ["arrays", new Map(arrays.map((array, i) => [`array ${i}`, array]))],
  ["integers", [...integers, 2n ** 2000n]],
  ["floats", [0.5, -0, 1e300, Number.NaN, Number.NEGATIVE_INFINITY]],
  ["texts", ["", "\u00e9\u2603\u{1f600}", "x".repeat(300), "\n\\u0041"]],
  ["bytes", [new Uint8Array(0), Uint8Array.of(0, 255), new Uint8Array(300)]],
  [
    "containers",
    [[], PickleTuple.of(), new Map(), new Set(), PickleTuple.of(1), PickleTuple.of(1, 2, 3, 4), new Set(["a"])],
  ],
  [
    "keys",
    new Map<WritablePickleValue, WritablePickleValue>([
      [1, null],
      ["a", true],
      [PickleTuple.of<WritablePickleValue>(1, "b"), false],
    ]),
  ],
  [
    "labels",
    new Map<string, WritablePickleValue>([
      ["instance_id", 3],
      [
        "patch_idx",
        PickleTuple.of(
          { dtype: "float64", shape: [1], data: Float64Array.of(10.25) },
          { dtype: "float64", shape: [1], data: Float64Array.of(50.5) },
        ),
      ],
      ["cloud_scenario", new Map([["cloud_scenario", { dtype: "int16", shape: [1, 2], data: Int16Array.of(0, 8) }]])],
    ]),
  ],
];

describe.skipIf(python === undefined)(`with CPython and numpy${reason && ` (${reason})`}`, () => {
  test("its pickles of all protocols are read", () => {
    const cases = JSON.parse(runPython(python as string, makeScript, [truthFolder])) as TruthCase<ValueTruth>[];
    expect(cases.length).toBeGreaterThan(100);
    for (const { name, truth, file } of cases) {
      expect(readPickle(fromBase64(file)), name).toStrictEqual(valueOfTruth(truth));
    }
  });

  test.each(written)("it loads ours: %s", (_, value) => {
    const file = join(folder, "ours.pkl");
    writeFileSync(file, writePickle(value));
    const truth = JSON.parse(runPython(python as string, loadScript, [truthFolder, file])) as ValueTruth;
    expect(valueOfTruth(truth)).toStrictEqual(value);
  });
});
