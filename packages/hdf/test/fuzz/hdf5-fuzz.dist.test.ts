import { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { h5Bytes } from "../hdf5/_truth.ts";

/** Cases; more by the environment, for a long search. */
const cases = Number(process.env.ATCS_FUZZ_HDF5_CASES ?? 100);
/** For a hang; an answer takes some milliseconds, but the machine may be busy. */
const timeoutMs = 5_000;

interface Outcome {
  readonly opened: boolean;
  readonly reads: number;
  readonly errors: readonly { readonly typed: boolean; readonly named: boolean; readonly text: string }[];
}

const worker = new Worker(new URL("./hdf5-fuzz-worker.mjs", import.meta.url));
afterAll(() => worker.terminate());

/** What happens to these bytes in the worker. Rejects when it takes too long, or the worker dies. */
function tryBytes(bytes: Uint8Array): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), timeoutMs);
    const finish = () => {
      clearTimeout(timer);
      worker.off("message", onMessage);
      worker.off("error", onError);
    };
    const onMessage = (outcome: Outcome) => {
      finish();
      resolve(outcome);
    };
    const onError = (error: Error) => {
      finish();
      reject(error);
    };
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.postMessage(bytes);
  });
}

/** A generator with a seed (Lehmer), so that a failure can be repeated. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const files = ["types", "layouts", "latest", "structure", "tables", "formats", "formats_latest"].map((name) =>
  h5Bytes(`${name}.h5`),
);

/** One file, cut off somewhere or with some bits turned; half of the time near the start, where the structure is. */
function damage(random: () => number): { bytes: Uint8Array; what: string } {
  const fileNumber = Math.floor(random() * files.length);
  const bytes = files[fileNumber]!.slice();
  if (random() < 0.25) {
    const length = Math.floor(random() * bytes.length);
    return { bytes: bytes.subarray(0, length).slice(), what: `file ${fileNumber} cut to ${length}` };
  }
  const reach = random() < 0.5 ? Math.min(4096, bytes.length) : bytes.length;
  const places = Array.from({ length: 1 + Math.floor(random() * 8) }, () => Math.floor(random() * reach));
  for (const at of places) bytes[at]! ^= 1 << Math.floor(random() * 8);
  return { bytes, what: `file ${fileNumber} with bits turned at ${places.join()}` };
}

test(
  `${cases} damaged files give typed errors or data, and a good one opens after them`,
  async () => {
    const good = await tryBytes(files[0]!.slice());
    expect(good.opened).toBe(true);
    const random = makeRandom(20080603);
    let refused = 0;
    for (let n = 0; n < cases; n++) {
      const { bytes, what } = damage(random);
      const outcome = await tryBytes(bytes).catch((error) => {
        throw new Error(`case ${n}, ${what}: ${error.message}`);
      });
      if (!outcome.opened) refused++;
      for (const { typed, named, text } of outcome.errors) {
        expect(typed && named, `case ${n}, ${what}: ${text}`).toBe(true);
      }
    }
    expect(refused).toBeGreaterThan(cases / 10);
    expect(await tryBytes(files[0]!.slice())).toEqual(good);
  },
  60_000 + cases * 1000,
);
