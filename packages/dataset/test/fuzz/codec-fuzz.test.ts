import fc from "fast-check";
import { expect, it } from "vitest";
import { isDatasetError } from "../../src/errors.ts";
import { readNpy } from "../../src/npy/read-npy.ts";
import { readPickle } from "../../src/pickle/read-pickle.ts";
import { fromBase64, npyCases, pickleCases } from "../support/numpy-truth.ts";

const caseCount = Number(process.env.ATCS_FUZZ_CASES ?? 1000);
/** Fixed, so that a failure can be repeated; another one looks further. */
const seed = Number(process.env.ATCS_FUZZ_SEED ?? 20080603);

const maxSeconds = 1;
/** Buffers that one case may leave behind; the files have some kilobytes. */
const maxGarbage = 2 ** 22;

/** One damage; positions are fractions, as files have different sizes. */
type Damage =
  | { readonly kind: "cut"; readonly from: number; readonly to: number }
  | { readonly kind: "bytes"; readonly changes: readonly { readonly position: number; readonly value: number }[] }
  | { readonly kind: "repeat"; readonly from: number; readonly length: number; readonly times: number }
  | { readonly kind: "move"; readonly from: number; readonly length: number; readonly to: number };

// fc.double would mostly give tiny numbers, and a biased integer the ends of its range.
const anywhere = fc.noBias(fc.nat(2 ** 30 - 1)).map((n) => n / 2 ** 30);
// Headers are in the first part of a file.
const position = fc.oneof(
  anywhere,
  anywhere.map((fraction) => fraction ** 3),
);
const instructions = Array.from("(.012FGIJKLMNPQRSTUVXabcdefghijlopqrstu]})\x80\x85\x86\x87\x8b\x8e\x90\x93\x94", (c) =>
  c.charCodeAt(0),
);
const value = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, ...instructions), fc.noBias(fc.nat(255)));
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant("cut" as const), from: anywhere, to: anywhere }),
  fc.record({
    kind: fc.constant("bytes" as const),
    changes: fc.array(fc.record({ position, value }), { minLength: 1, maxLength: 4 }),
  }),
  // A part that is there many times, for whatever grows faster than the file.
  fc.record({ kind: fc.constant("repeat" as const), from: position, length: fc.nat(40), times: fc.nat(500) }),
  fc.record({ kind: fc.constant("move" as const), from: position, length: fc.nat(60), to: position }),
);

function apply(bytes: Uint8Array, made: Damage): Uint8Array {
  const at = (fraction: number): number => Math.floor(fraction * bytes.length);
  if (made.kind === "bytes") {
    const damaged = bytes.slice();
    for (const change of made.changes) damaged[at(change.position)] = change.value;
    return damaged;
  }
  if (made.kind === "cut") {
    const [from, to] = [at(made.from), at(made.to)];
    return from < to ? joined([bytes.subarray(0, from), bytes.subarray(to)]) : bytes.slice(0, from);
  }
  const part = bytes.subarray(at(made.from), at(made.from) + made.length);
  if (made.kind === "repeat") {
    const parts = Array.from({ length: made.times }, () => part);
    return joined([bytes.subarray(0, at(made.from)), ...parts, bytes.subarray(at(made.from))]);
  }
  return joined([bytes.subarray(0, at(made.to)), part, bytes.subarray(at(made.to))]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let length = 0;
  for (const part of parts) {
    whole.set(part, length);
    length += part.length;
  }
  return whole;
}

/** Processor time, so that a busy machine does not matter. */
function check(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown, code: string): boolean {
  const cpu = process.cpuUsage();
  const { arrayBuffers } = process.memoryUsage();
  let isRead = true;
  try {
    read(bytes);
  } catch (error) {
    if (!isDatasetError(error) || error.code !== code) throw error;
    isRead = false;
  }
  const { user, system } = process.cpuUsage(cpu);
  const garbage = process.memoryUsage().arrayBuffers - arrayBuffers;
  if ((user + system) / 1e6 > maxSeconds) throw new Error(`took ${(user + system) / 1e6} s`);
  if (garbage > maxGarbage) throw new Error(`took ${garbage} bytes`);
  return isRead;
}

it.each([
  ["npy", npyCases.map(({ name, file }) => ({ name, bytes: fromBase64(file) })), readNpy, "DATASET_NPY"],
  ["pickle", pickleCases.map(({ name, file }) => ({ name, bytes: fromBase64(file) })), readPickle, "DATASET_PICKLE"],
] as const)(
  `${caseCount} damaged %s files give a value or an error of this package`,
  { timeout: 600_000 },
  (kind, files, read, code) => {
    const cases = fc.sample(fc.record({ file: fc.nat(files.length - 1), damage }), { seed, numRuns: caseCount });
    let readCount = 0;
    for (const made of cases) {
      const { name, bytes } = files[made.file]!;
      try {
        if (check(apply(bytes, made.damage), read, code)) readCount++;
      } catch (error) {
        throw new Error(`${name} ${JSON.stringify(made.damage)}: ${error}`, { cause: error });
      }
    }
    console.log(`${caseCount} damaged ${kind} files: ${readCount} read all the same`);
    // Else only one side would be checked.
    expect(readCount).toBeGreaterThan(caseCount / 100);
    expect(readCount).toBeLessThan(caseCount);
  },
);

it("a file that is cut anywhere is an error", () => {
  for (const { name, file } of npyCases.slice(0, 10)) {
    const bytes = fromBase64(file);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readNpy(bytes.subarray(0, length)), `${name}, cut after ${length}`).toThrow();
      expect(check(bytes.subarray(0, length), readNpy, "DATASET_NPY")).toBe(false);
    }
  }
  for (const { name, file } of pickleCases.filter((made) => made.name.includes("corner labels"))) {
    const bytes = fromBase64(file);
    for (let length = 0; length < bytes.length; length += 7) {
      expect(check(bytes.subarray(0, length), readPickle, "DATASET_PICKLE"), `${name}, cut after ${length}`).toBe(
        false,
      );
    }
  }
});
