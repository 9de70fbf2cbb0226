import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { encodeSafetensors, readSafetensors } from "../../src/checkpoint/safetensors.ts";
import { temporaryFolder } from "../support/temporary.ts";

const { python, reason } = findPython("numpy");
const folder = temporaryFolder();

// A reader and a writer from the text of the format alone: https://github.com/huggingface/safetensors#format
const script = `
import json, struct, sys
import numpy as np

def load(path):
    data = open(path, "rb").read()
    (n,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + n])
    metadata = header.pop("__metadata__", {})
    body = data[8 + n :]
    arrays = {}
    for name, info in header.items():
        assert info["dtype"] == "F32"
        begin, end = info["data_offsets"]
        arrays[name] = np.frombuffer(body[begin:end], "<f4").reshape(info["shape"])
    return arrays, metadata

def save(path, arrays, metadata):
    header, body = {"__metadata__": metadata}, b""
    for name, array in arrays.items():
        values = array.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(body), len(body) + len(values)]}
        body += values
    text = json.dumps(header).encode()
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + body)

arrays, metadata = load(sys.argv[1])
print(json.dumps({"metadata": metadata, "sums": {k: [list(v.shape), float(v.sum())] for k, v in arrays.items()}}))
save(sys.argv[2], {k: v * 2 for k, v in arrays.items()}, {"made": "in Python, \\u00fc"})
`;

test.skipIf(python === undefined)(`numpy reads what is written, and the other way round ${reason}`, async () => {
  const [ours, theirs] = [join(folder, "ours.safetensors"), join(folder, "theirs.safetensors")];
  const kernel = Float32Array.from({ length: 24 }, (_, i) => i - 7.5);
  const tensors = [
    { name: "a/kernel", shape: [2, 3, 4], values: kernel },
    { name: "a/bias", shape: [1], values: Float32Array.of(0.25) },
  ];
  writeFileSync(ours, Buffer.concat(encodeSafetensors(tensors, { epoch: "ü5" })));
  const said = JSON.parse(runPython(python!, script, [ours, theirs]));
  expect(said).toEqual({ metadata: { epoch: "ü5" }, sums: { "a/kernel": [[2, 3, 4], 96], "a/bias": [[1], 0.25] } });
  const found = await readSafetensors(theirs);
  expect(found.tensors.get("a/kernel")).toEqual({ ...tensors[0], values: kernel.map((value) => 2 * value) });
  expect(found.metadata).toEqual({ made: "in Python, ü" });
  expect(readFileSync(ours).length % 8).toBe(4);
});
