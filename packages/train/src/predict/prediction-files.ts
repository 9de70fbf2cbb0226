import { readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { npyBytes } from "@atcs/dataset";
import { type Lock, makeDirectory, takeLock } from "@atcs/icare-fetch/disk";
import { TrainError } from "../errors.ts";
import { ioError, isPartial, removePartial, systemCode, writeWhole } from "../run/write-file.ts";
import type { Decoded } from "./decode-logits.ts";
import { formatPredictionsMeta, type PredictionsMeta, predictionsMetaFile } from "./predictions-meta.ts";

/** What predictions are at: label points, or every pixel. */
export type PredictionKind = "labels" | "dense";

const suffixes: Readonly<Record<PredictionKind, string>> = { labels: ".npy", dense: ".dense.npy" };
const lockName = "predictions.lock";
const predictionName = /^\d+(\.dense)?\.npy$/;

/**
 * A directory of predictions, which this process alone writes until it is closed: those of two networks must not be mixed. Files
 * appear under their names when they are complete.
 */
export class PredictionFiles {
  /** Absolute. */
  readonly directory: string;
  readonly #suffix: string;
  readonly #there: Set<string>;
  readonly #lock: Lock;

  private constructor(directory: string, kind: PredictionKind, there: readonly string[], lock: Lock) {
    this.directory = directory;
    this.#suffix = suffixes[kind];
    this.#there = new Set(there);
    this.#lock = lock;
  }

  /**
   * Open a directory for predictions; it is made when it is not there. Predictions that are there stay when they are of the
   * same `meta.json`, and are removed when they are of another.
   * @throws TrainError TRAIN_IO; TRAIN_IN_USE; TRAIN_SUBMISSION for a directory that holds something else; the reason of the signal
   */
  static async open(
    path: string,
    kind: PredictionKind,
    meta: PredictionsMeta,
    signal: AbortSignal | undefined,
  ): Promise<PredictionFiles> {
    const directory = resolve(path);
    const lock = await lockDirectory(directory, signal);
    try {
      return new PredictionFiles(directory, kind, await prepare(directory, formatPredictionsMeta(meta)), lock);
    } catch (error) {
      lock.release();
      throw ioError(error, directory, "written");
    }
  }

  /** Was the prediction of an instance there, or has it been written? */
  has(id: number): boolean {
    return this.#there.has(this.#nameOf(id));
  }

  /** Write the prediction of an instance. @throws TrainError TRAIN_IO, TRAIN_IN_USE */
  async write(id: number, data: Decoded, shape: readonly number[]): Promise<void> {
    this.#lock.lost.throwIfAborted();
    const array =
      data instanceof Uint8Array ? { dtype: "uint8", shape, data } : ({ dtype: "float32", shape, data } as const);
    const name = this.#nameOf(id);
    await writeWhole(join(this.directory, name), [npyBytes(array as Parameters<typeof npyBytes>[0])]);
    this.#there.add(name);
  }

  /** Let other processes in. May be called again. */
  [Symbol.dispose](): void {
    this.#lock.release();
  }

  #nameOf(id: number): string {
    return `${id}${this.#suffix}`;
  }
}

async function lockDirectory(directory: string, signal: AbortSignal | undefined): Promise<Lock> {
  const inUse = (problem: string): TrainError => new TrainError("TRAIN_IN_USE", problem, { file: directory });
  try {
    makeDirectory(directory);
    return await takeLock(join(directory, lockName), {
      taken: ({ process, host, isHere }) =>
        inUse(`process ${process} of ${isHere ? "this computer" : host} predicts into it: wait for it or end it`),
      lost: () => inUse("another process took the directory over while this one stood still: predict again"),
      signal,
    });
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw ioError(error, directory, "written");
  }
}

/** @returns names of the files that stay */
async function prepare(directory: string, metaText: string): Promise<readonly string[]> {
  await removePartial(directory);
  const names = (await readdir(directory)).filter((name) => !isPartial(name) && !name.startsWith(lockName));
  const found = await textOf(join(directory, predictionsMetaFile));
  if (found === metaText) return names;
  checkOurs(directory, names, found);
  for (const name of names) if (predictionName.test(name)) await rm(join(directory, name));
  await writeWhole(join(directory, predictionsMetaFile), [metaText]);
  return [];
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Images of datasets have names like predictions: nothing is removed that is not ours. */
function checkOurs(directory: string, names: readonly string[], meta: string | undefined): void {
  if (names.length === 0 || (meta !== undefined && isPredictionsMeta(meta))) return;
  const problem = `it holds ${JSON.stringify(names[0])} and no predictions of ours: choose another directory for them`;
  throw new TrainError("TRAIN_SUBMISSION", problem, { file: directory });
}

function isPredictionsMeta(text: string): boolean {
  try {
    return (JSON.parse(text) as { format?: unknown } | null)?.format === "atcs-predictions-1";
  } catch {
    return false;
  }
}
