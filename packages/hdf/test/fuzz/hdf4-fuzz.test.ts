import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureBytes, fixturePath } from "../../../../test/support/fixtures.ts";
import { open } from "../../src/index.ts";
import { type Walk, walkFile } from "../support/walk-file.ts";

const caseCount = Number(process.env.ATCS_FUZZ_CASES ?? 300);
/** Fixed, so that a failure can be repeated; another one looks further. */
const seed = Number(process.env.ATCS_FUZZ_SEED ?? 20080603);

const maxBytes = 2 ** 22;
/** Buffers that one case may leave behind, all reads of all its objects together. */
const maxGarbage = 2 ** 27;
const maxSeconds = 1;

/** One damage; positions are fractions, as files have different sizes. */
type Damage =
  | { readonly kind: "cut"; readonly position: number }
  | { readonly kind: "bytes"; readonly changes: readonly { readonly position: number; readonly value: number }[] }
  | { readonly kind: "bits"; readonly flips: readonly { readonly position: number; readonly bit: number }[] }
  | { readonly kind: "words"; readonly changes: readonly { readonly position: number; readonly value: number }[] };

// fc.double would mostly give tiny numbers, and a biased integer the ends of its range.
const anywhere = fc.noBias(fc.nat(2 ** 30 - 1)).map((n) => n / 2 ** 30);
// Descriptors and most headers are in the first part of a file.
const position = fc.oneof(
  anywhere,
  anywhere.map((fraction) => fraction ** 4),
);
const value = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.noBias(fc.nat(255)));
const word = fc.oneof(
  fc.constantFrom(-1, 0, 1, 2, 0x7fff, 0xffff, 2 ** 20, 2 ** 24, 2 ** 30, 2 ** 31 - 1, -(2 ** 31)),
  fc.noBias(fc.nat(4000)),
);
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant("cut" as const), position: anywhere }),
  fc.record({
    kind: fc.constant("bytes" as const),
    changes: fc.array(fc.record({ position, value }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant("bits" as const),
    flips: fc.array(fc.record({ position, bit: fc.nat(7) }), { minLength: 1, maxLength: 4 }),
  }),
  // Lengths, counts and offsets that are wrong as a whole.
  fc.record({
    kind: fc.constant("words" as const),
    changes: fc.array(fc.record({ position, value: word }), { minLength: 1, maxLength: 2 }),
  }),
);

function apply(bytes: Uint8Array, made: Damage): Uint8Array {
  if (made.kind === "cut") return bytes.slice(0, Math.floor(made.position * bytes.length));
  const damaged = bytes.slice();
  const at = (fraction: number): number => Math.floor(fraction * bytes.length);
  if (made.kind === "bits") {
    for (const { position, bit } of made.flips) damaged[at(position)]! ^= 1 << bit;
  } else if (made.kind === "bytes") {
    for (const { position, value } of made.changes) damaged[at(position)] = value;
  } else {
    const view = new DataView(damaged.buffer);
    for (const { position, value } of made.changes)
      view.setInt32(Math.min(at(position), damaged.length - 4) & ~1, value);
  }
  return damaged;
}

function listFiles(): { name: string; bytes: Uint8Array }[] {
  const made = ["raster", "rewritten"].map((name) => fileURLToPath(new URL(`../fixtures/${name}/`, import.meta.url)));
  const folders = [fixturePath("hdf4/features/"), ...made];
  const features = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".hdf"))
      .sort()
      .map((name) => ({ name, bytes: new Uint8Array(readFileSync(folder + name)) })),
  );
  return [{ name: "good.hdf", bytes: fixtureBytes("hdf4/broken/good.hdf") }, ...features];
}

const files = listFiles();
const external = fixtureBytes("hdf4/features/external_data.bin");

function walk(name: string, bytes: Uint8Array): Promise<Walk> {
  return walkFile(() => open(bytes, { name, maxBytes, openExternal: () => external }), name);
}

/** Processor time, so that a busy machine does not matter. */
async function measure(action: () => Promise<Walk>): Promise<{ walk: Walk; seconds: number; garbage: number }> {
  const cpu = process.cpuUsage();
  const { arrayBuffers } = process.memoryUsage();
  const result = await action();
  const { user, system } = process.cpuUsage(cpu);
  const garbage = process.memoryUsage().arrayBuffers - arrayBuffers;
  return { walk: result, seconds: (user + system) / 1e6, garbage };
}

describe("sound files", () => {
  it.each(files.map(({ name, bytes }) => [name, bytes] as const))(
    "%s is walked without an error",
    async (name, bytes) => {
      const { errors, reads } = await walk(name, bytes);
      const expected = name === "lossy.hdf" ? 6 : 0;
      expect(errors.map(String)).toHaveLength(expected);
      expect(reads).toBeGreaterThan(5);
    },
  );
});

it(`${caseCount} damaged files give data or an error of this package`, { timeout: 600_000 }, async () => {
  const cases = fc.sample(fc.record({ file: fc.nat(files.length - 1), damage }), { seed, numRuns: caseCount });
  const started = performance.now();
  let opened = 0;
  let failed = 0;
  for (const made of cases) {
    const { name, bytes } = files[made.file]!;
    const what = `${name} ${JSON.stringify(made.damage)}`;
    try {
      const { walk: result, seconds, garbage } = await measure(() => walk(name, apply(bytes, made.damage)));
      if (result.reads > 0) opened++;
      if (result.errors.length > 0) failed++;
      if (seconds > maxSeconds) throw new Error(`took ${seconds} s`);
      if (garbage > maxGarbage) throw new Error(`took ${garbage} bytes`);
    } catch (error) {
      throw new Error(`${what}: ${error}`, { cause: error });
    }
  }
  const perSecond = Math.round((caseCount * 1000) / (performance.now() - started));
  console.log(`${caseCount} damaged files: ${opened} opened, ${failed} gave errors; ${perSecond} per second`);
  // Else nothing would be checked.
  expect(opened).toBeGreaterThan(caseCount / 4);
  expect(failed).toBeGreaterThan(caseCount / 4);
});

it("a file that is cut anywhere gives the same data or an error", { timeout: 600_000 }, async () => {
  const { name, bytes } = files[0]!;
  const sound = await walk(name, bytes);
  const step = Math.max(1, Math.floor(bytes.length / caseCount));
  for (let length = 0; length < bytes.length; length += step) {
    const { data, errors } = await walk(name, bytes.slice(0, length));
    for (const [id, values] of data) expect(values, `${id}, cut after ${length}`).toEqual(sound.data.get(id));
    expect(errors.length > 0 || data.size === sound.data.size, `cut after ${length}`).toBe(true);
  }
});
