import { mkdir, realpath, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { io } from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";
import { ModelError } from "../errors.ts";
import type { OperationOptions } from "../operation-options.ts";
import type { LoadOptions } from "../saved/_handlers.ts";
import { onDisk, readChecked, systemCode, writeAtomic } from "./_disk.ts";
import { checkJsonSize, groupBytes, type ModelJson, parseModelJson } from "./_model-json.ts";
import { namedWeights, removeOld } from "./_old-files.ts";
import { inTurn } from "./_turns.ts";
import { digestOf, weightsName, weightsPattern } from "./_weights-file.ts";

/** Saves to and loads from a directory: for `saveModel`, `loadModel`, and what else of tfjs takes a handler. */
export interface FileSystemHandler extends io.IOHandler {
  /** The model.json. */
  readonly file: string;
  readonly save: (artifacts: io.ModelArtifacts, options?: OperationOptions) => Promise<io.SaveResult>;
  readonly load: (options?: LoadOptions) => Promise<io.ModelArtifacts>;
}

const modelName = "model.json";
/** More saves than end while one model is read. */
const mostAttempts = 10;

/**
 * A model in a directory: `model.json`, and its weights in `weights-<digest>-<number>.bin`, as tfjs has them on web servers too.
 *
 * A save that is cut short, by whatever and whenever, leaves the model readable that was there before: new weights have a
 * name of their own, and are on the disk before `model.json` is replaced, in one step, by one that names them; only then
 * the old ones are removed. Saves to one directory at the same time wait for each other within a thread; of several threads
 * or processes the last one counts, and what the others leave goes with a save an hour later. Readers may come at any
 * time. What is loaded is checked by size, and our own weights, with their names and shapes, by their digest.
 *
 * @param directory is made when something is saved to it
 * @throws TypeError for what is no path; its methods ModelError MODEL_IO when the system refuses, or something else removes
 * the weights while they are saved; MODEL_FORMAT for files that are damaged; the reason of the signal that they are given
 */
export function fileSystem(directory: string): FileSystemHandler {
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(`directory is ${describeValue(directory)}: expected the path of one`);
  }
  return {
    file: join(directory, modelName),
    save: (artifacts, { signal } = {}) => save(directory, artifacts, signal),
    load: (options = {}) => loadAmongSaves(directory, options),
  };
}

async function save(
  directory: string,
  artifacts: io.ModelArtifacts,
  signal: AbortSignal | undefined,
): Promise<io.SaveResult> {
  signal?.throwIfAborted();
  const { weightData, weightSpecs, ...described } = artifacts;
  if (described.modelTopology instanceof ArrayBuffer) {
    throw new TypeError("the topology of the model is binary: expected JSON, as of a tf.LayersModel");
  }
  const pieces = [weightData ?? []].flat().map((piece) => new Uint8Array(piece));
  const list = weightSpecs ?? [];
  const weights = weightsName(digestOf(list, pieces));
  const group = { paths: [weights], weights: list };
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  if (bytes !== groupBytes(group)) {
    throw new TypeError(`the weights of the model have ${bytes} bytes: expected ${groupBytes(group)} by their list`);
  }
  const json: ModelJson = { ...described, modelTopology: described.modelTopology ?? {}, weightsManifest: [group] };
  const text = new TextEncoder().encode(JSON.stringify(json));
  await onDisk(directory, "written", () => mkdir(directory, { recursive: true }));
  const place = await onDisk(directory, "written", () => realpath(directory));
  await inTurn(place, async () => {
    signal?.throwIfAborted();
    await replaceModel(directory, weights, pieces, text, signal);
  });
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

async function replaceModel(
  directory: string,
  weights: string,
  pieces: readonly Uint8Array[],
  text: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [file, weightsFile] = [join(directory, modelName), join(directory, weights)];
  await writeFile(weightsFile, pieces, signal);
  const replaced = (await namedWeights(file)) ?? [];
  try {
    // No signal any more: whoever aborts too late finds it saved.
    await writeFile(file, [text]);
  } catch (error) {
    const named = await namedWeights(file);
    if (named !== undefined && !named.includes(weights)) await rm(weightsFile, { force: true }).catch(() => {});
    throw error;
  }
  await checkStillThere(weightsFile, weights, file);
  await removeOld(directory, modelName, replaced);
}

/** Weights may be gone if another save has replaced them since, but not if model.json names them. */
async function checkStillThere(weightsFile: string, weights: string, file: string): Promise<void> {
  const isThere = await stat(weightsFile).then(
    () => true,
    (error: unknown) => systemCode(error) !== "ENOENT",
  );
  if (isThere || !(await namedWeights(file))?.includes(weights)) return;
  throw new ModelError("MODEL_IO", "something removed it while the model was saved: save it again", {
    file: weightsFile,
  });
}

function writeFile(file: string, pieces: readonly Uint8Array[], signal?: AbortSignal): Promise<void> {
  return onDisk(file, "written", () => writeAtomic(file, pieces, signal), signal);
}

/** Once more if a save that ended just now has removed the weights that the old model.json named: the new one is there. */
async function loadAmongSaves(directory: string, options: LoadOptions): Promise<io.ModelArtifacts> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await load(directory, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (attempt === mostAttempts || systemCode((error as Error).cause) !== "ENOENT") throw error;
    }
  }
}

async function load(directory: string, { signal, check }: LoadOptions): Promise<io.ModelArtifacts> {
  const file = join(directory, modelName);
  const text = await readFile(file, (size) => checkJsonSize(size, file), signal);
  const json = parseModelJson(text, file);
  return io.getModelArtifactsForJSON(json, async (groups) => {
    const data: ArrayBuffer[] = [];
    check?.({ ...json, weightSpecs: io.getWeightSpecs(groups) });
    for (const group of groups) data.push(...(await readGroup(directory, group, signal)));
    return [io.getWeightSpecs(groups), data];
  });
}

/** The files of a group of weights, which may be split at any byte. */
async function readGroup(
  directory: string,
  group: io.WeightsManifestConfig[number],
  signal: AbortSignal | undefined,
): Promise<ArrayBuffer[]> {
  let left = groupBytes(group);
  const data: ArrayBuffer[] = [];
  for (const [i, path] of group.paths.entries()) {
    const file = join(directory, path);
    const last = i === group.paths.length - 1;
    const checkSize = (size: number): void => {
      if (last ? size === left : size <= left) return;
      const expected = last ? left : `at most ${left}`;
      throw new ModelError("MODEL_FORMAT", `it has ${size} bytes: expected ${expected} by ${modelName}`, { file });
    };
    const bytes = await readFile(file, checkSize, signal);
    left -= bytes.length;
    const named = weightsPattern.exec(path)?.[1];
    if (named !== undefined && named !== digestOf(group.weights, [bytes])) {
      throw new ModelError(
        "MODEL_FORMAT",
        "its bytes, names or shapes are not those that were written: the digest differs",
        { file },
      );
    }
    data.push(bytes.buffer);
  }
  return data;
}

function readFile(
  file: string,
  check: (size: number) => void,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  return onDisk(file, "read", () => readChecked(file, check, signal), signal);
}
