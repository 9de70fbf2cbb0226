import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { readNpy } from "../../src/npy/read-npy.ts";
import type { WritableNumpyArray } from "../../src/npy/types.ts";
import { npyBytes } from "../../src/npy/write-npy.ts";
import { type ArrayTruth, arrayOfTruth, fromBase64, truthFolder } from "../support/numpy-truth.ts";

const { python, reason } = findPython("numpy");
const folder = mkdtempSync(join(tmpdir(), "atcs-npy-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every type in every order, shape and version. */
const makeScript = `
import base64, json, sys, warnings
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from cases import all_arrays, npy_bytes
from truth import array_truth
warnings.simplefilter("ignore")
print(json.dumps([
    {"name": f"{name}, version {version}", "truth": array_truth(array),
     "file": base64.b64encode(npy_bytes(array, (version, 0))).decode()}
    for name, array in all_arrays() for version in (1, 2, 3)]))
`;

/** Loads our files, saves them again, and says what they hold. */
const loadScript = `
import io, json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import numpy as np
from truth import array_truth
truths = []
for i in range(int(sys.argv[3])):
    array = np.load(f"{sys.argv[2]}/{i}.npy")
    np.save(f"{sys.argv[2]}/{i}.again.npy", array)
    truths.append(array_truth(array))
print(json.dumps(truths))
`;

const written: readonly WritableNumpyArray[] = [
  { dtype: "bool", shape: [2, 2], data: Uint8Array.of(0, 1, 1, 0) },
  { dtype: "int8", shape: [3], data: Int8Array.of(-128, 0, 127) },
  { dtype: "uint8", shape: [], data: Uint8Array.of(255) },
  { dtype: "int16", shape: [1, 3], data: Int16Array.of(-32768, -1, 32767) },
  { dtype: "uint16", shape: [2, 1], data: Uint16Array.of(0, 65535) },
  { dtype: "int32", shape: [1, 1, 1, 2], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) },
  { dtype: "uint32", shape: [1], data: Uint32Array.of(2 ** 32 - 1) },
  { dtype: "int64", shape: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
  { dtype: "uint64", shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
  { dtype: "float32", shape: [0, 7], data: new Float32Array(0) },
  { dtype: "float32", shape: [100, 3], data: Float32Array.from({ length: 300 }, (_, i) => i / 7) },
  { dtype: "float64", shape: [4], data: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324) },
  { dtype: "complex64", shape: [1, 2], data: Float32Array.of(1, 2, 3, 4) },
  { dtype: "complex128", shape: [1], data: Float64Array.of(0.1, -0.2) },
  // Headers of one and two times 64 bytes.
  ...[1, 5, 12, 20, 25, 32].map((dimensions) => ({
    dtype: "int8" as const,
    shape: Array.from({ length: dimensions }, () => 1),
    data: Int8Array.of(1),
  })),
];

describe.skipIf(python === undefined)(`with numpy${reason && ` (${reason})`}`, () => {
  test("its files of all types, orders and versions are read", () => {
    const cases = JSON.parse(runPython(python as string, makeScript, [truthFolder])) as {
      name: string;
      truth: ArrayTruth;
      file: string;
    }[];
    expect(cases.length).toBeGreaterThan(200);
    for (const { name, truth, file } of cases) {
      const { fortranOrder, ...array } = readNpy(fromBase64(file));
      expect(array, name).toStrictEqual(arrayOfTruth(truth));
    }
  });

  test("it loads our files, and saves the same bytes", () => {
    for (const [i, array] of written.entries()) writeFileSync(join(folder, `${i}.npy`), npyBytes(array));
    const args = [truthFolder, folder, String(written.length)];
    const truths = JSON.parse(runPython(python as string, loadScript, args)) as ArrayTruth[];
    for (const [i, truth] of truths.entries()) {
      expect(arrayOfTruth(truth)).toStrictEqual(written[i]);
      const [ours, theirs] = ["npy", "again.npy"].map(
        (end) => new Uint8Array(readFileSync(join(folder, `${i}.${end}`))),
      );
      expect(ours, `${i}`).toEqual(theirs);
    }
  });
});
