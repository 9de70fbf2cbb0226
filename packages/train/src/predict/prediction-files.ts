import { readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { npyBytes } from "@atcs/dataset";
import { makeDirectory } from "@atcs/icare-fetch/disk";
import { TrainError } from "../errors.ts";
import { ioError, isPartial, removePartial, systemCode, writeWhole } from "../run/write-file.ts";
import type { Decoded } from "./decode-logits.ts";
import { formatPredictionsMeta, type PredictionsMeta, predictionsMetaFile } from "./predictions-meta.ts";

/** What predictions are at: label points, or every pixel. */
export type PredictionKind = "labels" | "dense";

const suffixes: Readonly<Record<PredictionKind, string>> = { labels: ".npy", dense: ".dense.npy" };
const predictionName = /^\d+(\.dense)?\.npy$/;

/** A directory of predictions. Files appear under their names when they are complete. */
export class PredictionFiles {
  /** Absolute. */
  readonly directory: string;
  readonly #suffix: string;
  readonly #there: Set<string>;

  private constructor(directory: string, kind: PredictionKind, there: readonly string[]) {
    this.directory = directory;
    this.#suffix = suffixes[kind];
    this.#there = new Set(there);
  }

  /**
   * Open a directory for predictions; it is made when it is not there. Predictions that are there stay when they are of the
   * same `meta.json`, and are removed when they are of another.
   * @throws TrainError TRAIN_IO; TRAIN_SUBMISSION for a directory that holds something else
   */
  static async open(path: string, kind: PredictionKind, meta: PredictionsMeta): Promise<PredictionFiles> {
    const directory = resolve(path);
    const text = formatPredictionsMeta(meta);
    try {
      makeDirectory(directory);
      await removePartial(directory);
      const names = (await readdir(directory)).filter((name) => !isPartial(name));
      const found = await textOf(join(directory, predictionsMetaFile));
      if (found === text) return new PredictionFiles(directory, kind, names);
      checkOurs(directory, names, found);
      for (const name of names) if (predictionName.test(name)) await rm(join(directory, name));
    } catch (error) {
      throw ioError(error, directory, "written");
    }
    await writeWhole(join(directory, predictionsMetaFile), [text]);
    return new PredictionFiles(directory, kind, []);
  }

  /** Was the prediction of an instance there, or has it been written? */
  has(id: number): boolean {
    return this.#there.has(this.#nameOf(id));
  }

  /** Write the prediction of an instance. @throws TrainError TRAIN_IO */
  async write(id: number, data: Decoded, shape: readonly number[]): Promise<void> {
    const array =
      data instanceof Uint8Array ? { dtype: "uint8", shape, data } : ({ dtype: "float32", shape, data } as const);
    const name = this.#nameOf(id);
    await writeWhole(join(this.directory, name), [npyBytes(array as Parameters<typeof npyBytes>[0])]);
    this.#there.add(name);
  }

  #nameOf(id: number): string {
    return `${id}${this.#suffix}`;
  }
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
