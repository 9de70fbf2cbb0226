import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { arrayNpy } from "../../src/dump/npy.ts";
import type { Slab } from "../../src/dump/values.ts";
import { collect, fakeValues } from "../support/values.ts";

const { python, reason } = findPython("numpy");
const folder = mkdtempSync(join(tmpdir(), "atcs-npy-"));
afterAll(() => rmSync(folder, { recursive: true }));

const script = `
import json, sys, numpy
a = numpy.load(sys.argv[1], allow_pickle=False)
print(json.dumps([a.dtype.name, list(a.shape), [str(v) for v in a.ravel()]]))
`;

describe.skipIf(python === undefined)(`numpy reads it ${reason}`, () => {
  test.each<[string, readonly number[], Slab["data"]]>([
    ["int8", [2], Int8Array.of(-128, 127)],
    ["uint8", [2], Uint8Array.of(0, 255)],
    ["int16", [1, 2], Int16Array.of(-32768, 32767)],
    ["uint16", [2, 1], Uint16Array.of(0, 65535)],
    ["int32", [2], Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
    ["uint32", [2], Uint32Array.of(0, 2 ** 32 - 1)],
    ["int64", [2], BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)],
    ["uint64", [2], BigUint64Array.of(0n, 2n ** 64n - 1n)],
    ["float32", [], Float32Array.of(1.5)],
    ["float64", [1, 1, 2], Float64Array.of(-0.25, 1e300)],
    ["float64", [0, 3], new Float64Array(0)],
    ["str128", [2], ["é😀xy", ""]],
  ])("%s %j", async (dtype, shape, data) => {
    const path = join(folder, "array.npy");
    writeFileSync(path, Buffer.concat(await collect(arrayNpy(fakeValues(shape, data)))));
    const [name, loadedShape, values] = JSON.parse(runPython(python!, script, [path])) as [string, number[], string[]];
    expect([name, loadedShape]).toEqual([dtype, shape]);
    const loaded = typeof data[0] === "number" ? values.map(Number) : values;
    expect(loaded).toEqual(typeof data[0] === "number" ? [...data] : [...data].map(String));
  });
});
