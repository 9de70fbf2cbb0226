import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeSafetensors, type NamedTensor, readSafetensors } from "../../src/checkpoint/safetensors.ts";
import { isTrainError } from "../../src/errors.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const file = join(folder, "tensors.safetensors");

const tensors: readonly NamedTensor[] = [
  { name: "conv/kernel", shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 1e-38, 3e38, -0) },
  { name: "größe", shape: [], values: Float32Array.of(Math.fround(0.1)) },
  { name: "nothing", shape: [0, 4], values: new Float32Array(0) },
  { name: "conv/bias", shape: [3], values: Float32Array.of(7, 8, 9) },
];

function write(pieces: readonly Uint8Array[]): void {
  writeFileSync(file, Buffer.concat(pieces));
}

/** A file with this header, and so many bytes of data. */
function writeHeader(header: unknown, dataBytes = 8, length?: bigint): void {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const start = new Uint8Array(8);
  new DataView(start.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  write([start, text, new Uint8Array(dataBytes)]);
}

test("what is written is read", async () => {
  write(encodeSafetensors(tensors, { epoch: "5", text: 'a "quoted" ü' }));
  const found = await readSafetensors(file);
  expect([...found.tensors.values()]).toEqual(tensors);
  expect(found.metadata).toEqual({ epoch: "5", text: 'a "quoted" ü' });
});

test("the bytes are those of the format", () => {
  const [start, values] = encodeSafetensors([{ name: "a", shape: [2], values: Float32Array.of(1, 2) }], { k: "v" });
  const text = '{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  expect(new TextDecoder().decode(start!.subarray(8)).trimEnd()).toBe(text);
  expect(Array.from(start!.subarray(0, 8))).toEqual([Math.ceil(text.length / 8) * 8, 0, 0, 0, 0, 0, 0, 0]);
  expect(Array.from(values!)).toEqual([0, 0, 128, 63, 0, 0, 0, 64]);
});

test("values of any bits come back", async () => {
  const property = fc.asyncProperty(fc.array(fc.float32Array({ maxLength: 9 }), { maxLength: 4 }), async (arrays) => {
    const all = arrays.map((values, i) => ({ name: `t${i}`, shape: [values.length], values }));
    write(encodeSafetensors(all, {}));
    expect([...(await readSafetensors(file)).tensors.values()]).toEqual(all);
  });
  await fc.assert(property, { numRuns: 50 });
});

test("what cannot be written is refused", () => {
  const values = Float32Array.of(1);
  expect(() => encodeSafetensors([{ name: "a", shape: [2], values }], {})).toThrow(
    /a has 1 values: expected those of \[2\]/,
  );
  const twice = [1, 2].map(() => ({ name: "a", shape: [1], values }));
  expect(() => encodeSafetensors(twice, {})).toThrow(/two tensors a/);
});

describe("damaged files are refused, and named", () => {
  const place = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  test.each<[string, unknown, number, RegExp]>([
    ["no JSON", "{", 8, /its header is no JSON/],
    ["a list", [], 8, /its header is no object/],
    ["a number", "5", 8, /its header is no object/],
    ["bytes that are in no tensor", { a: place }, 12, /it has 12 bytes of data: expected 8/],
    ["too few bytes", { a: place }, 4, /it has 4 bytes of data: expected 8/],
    ["a gap", { a: { ...place, data_offsets: [4, 12] } }, 12, /"a" begins at byte 4 of the data: expected 0/],
    ["an overlap", { a: place, b: place }, 8, /"b" begins at byte 0 of the data: expected 8/],
    [
      "a shape that does not fit",
      { a: { ...place, shape: [3] } },
      8,
      /"a" has 8 bytes: expected 12 of the shape \[3\]/,
    ],
    ["a huge shape", { a: { ...place, shape: [2 ** 40, 2 ** 40] } }, 8, /"a" has 8 bytes/],
    ["a negative length", { a: { ...place, shape: [-2] } }, 8, /"a".shape is an array: expected a list of lengths/],
    ["half a byte", { a: { ...place, data_offsets: [0, 7.5] } }, 8, /"a".data_offsets/],
    ["an end before the beginning", { a: { ...place, data_offsets: [8, 0] } }, 8, /"a".data_offsets/],
    ["another type", { a: { ...place, dtype: "F16" } }, 8, /"a".dtype is the text "F16": expected F32/],
    ["a tensor that is none", { a: 5 }, 8, /"a" is 5: expected an object/],
    ["metadata that are no texts", { __metadata__: { a: 1 }, a: place }, 8, /__metadata__ is no object of texts/],
  ])("%s", async (_what, header, dataBytes, message) => {
    writeHeader(header, dataBytes);
    await expect(readSafetensors(file)).rejects.toThrow(message);
    await expect(readSafetensors(file)).rejects.toMatchObject({ code: "TRAIN_CHECKPOINT", file });
  });

  test("an empty file, and one that ends in its header", async () => {
    write([]);
    await expect(readSafetensors(file)).rejects.toThrow(/cut off, or no checkpoint: it has 0 bytes/);
    writeHeader("{}", 0, 1000n);
    await expect(readSafetensors(file)).rejects.toThrow(
      /cut off, or no checkpoint: its header is to have 1000 bytes, expected at most 2/,
    );
    writeHeader("{}", 0, 2n ** 63n);
    await expect(readSafetensors(file)).rejects.toThrow(/expected at most 2/);
  });

  test("a header that is no UTF-8", async () => {
    write([Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe)]);
    await expect(readSafetensors(file)).rejects.toThrow(/no text in UTF-8/);
  });

  test("cut off anywhere it is refused, and with any byte changed there is no other error", async () => {
    write(encodeSafetensors(tensors, { sha256: "x" }));
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      await expect(readSafetensors(file)).rejects.toSatisfy((error) => isTrainError(error, "TRAIN_CHECKPOINT"));
    }
    const property = fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
      const damaged = Uint8Array.from(whole);
      damaged[at] = byte;
      writeFileSync(file, damaged);
      await readSafetensors(file).catch((error: unknown) => {
        expect(isTrainError(error, "TRAIN_CHECKPOINT")).toBe(true);
      });
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

test("no more is read than the caller wants", async () => {
  write(encodeSafetensors(tensors, {}));
  const stop = new Error("not this one");
  const check = (): never => {
    throw stop;
  };
  await expect(readSafetensors(file, check)).rejects.toThrow("not this one");
});

test("files that cannot be read are told as that", async () => {
  await expect(readSafetensors(join(folder, "none"))).rejects.toMatchObject({ code: "TRAIN_IO" });
  mkdirSync(join(folder, "directory"));
  await expect(readSafetensors(join(folder, "directory"))).rejects.toThrow(/cannot be read \(it is a directory\)/);
});
