import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { io } from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";
import { ModelError } from "../errors.ts";
import { onDisk, partialPattern, readChecked, systemCode, writeAtomic } from "./_disk.ts";
import { groupBytes, type ModelJson, parseModelJson } from "./_model-json.ts";
import { digestOf, weightsName, weightsPattern } from "./_weights-file.ts";

/** Saves to and loads from a directory: for `saveModel`, `loadModel`, and what else of tfjs takes a handler. */
export interface FileSystemHandler extends io.IOHandler {
  /** The model.json. */
  readonly file: string;
  readonly save: io.SaveHandler;
  readonly load: io.LoadHandler;
}

const modelName = "model.json";
/** Far more than any list of layers takes. */
const mostJsonBytes = 2 ** 26;
/** More saves than end while one model is read. */
const mostAttempts = 10;

/**
 * A model in a directory: `model.json`, and its weights in `weights-<digest>.bin`, as tfjs has them on web servers too.
 *
 * A save that is cut short, by whatever and whenever, leaves the model readable that was there before: new weights have a
 * name of their own, and are on the disk before `model.json` is replaced, in one step, by one that names them; only then
 * the old ones are removed. One writer at a time; readers may come at any time. What is loaded is checked by size, and our
 * own weights by their digest.
 *
 * @param directory is made when something is saved to it
 * @throws (its methods) ModelError MODEL_IO when the system refuses; MODEL_FORMAT for files that are damaged
 */
export function fileSystem(directory: string): FileSystemHandler {
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(`directory is ${describeValue(directory)}: expected the path of one`);
  }
  return {
    file: join(directory, modelName),
    save: (artifacts) => save(directory, artifacts),
    load: () => loadAmongSaves(directory),
  };
}

async function save(directory: string, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  const { weightData, weightSpecs, ...described } = artifacts;
  if (described.modelTopology instanceof ArrayBuffer) {
    throw new TypeError("the topology of the model is binary: expected JSON, as of a tf.LayersModel");
  }
  const pieces = [weightData ?? []].flat().map((piece) => new Uint8Array(piece));
  const weights = weightsName(digestOf(pieces));
  const group = { paths: [weights], weights: weightSpecs ?? [] };
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  if (bytes !== groupBytes(group)) {
    throw new TypeError(`the weights of the model have ${bytes} bytes: expected ${groupBytes(group)} by their list`);
  }
  const json: ModelJson = { ...described, modelTopology: described.modelTopology ?? {}, weightsManifest: [group] };
  const text = new TextEncoder().encode(JSON.stringify(json));
  await onDisk(directory, "written", () => mkdir(directory, { recursive: true }));
  await writeFile(join(directory, weights), pieces);
  await writeFile(join(directory, modelName), [text]);
  await removeOthers(directory, weights);
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

function writeFile(file: string, pieces: readonly Uint8Array[]): Promise<void> {
  return onDisk(file, "written", () => writeAtomic(file, pieces));
}

/** Weights of former saves, and what saves that were ended left. That they stay does no harm, so nothing is thrown. */
async function removeOthers(directory: string, weights: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const partOf = partialPattern.exec(name)?.[1];
    const old =
      partOf === undefined
        ? weightsPattern.test(name) && name !== weights
        : weightsPattern.test(partOf) || partOf === modelName;
    if (old) await rm(join(directory, name), { force: true }).catch(() => {});
  }
}

/** Once more if a save that ended just now has removed the weights that the old model.json named: the new one is there. */
async function loadAmongSaves(directory: string): Promise<io.ModelArtifacts> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await load(directory);
    } catch (error) {
      if (attempt === mostAttempts || systemCode((error as Error).cause) !== "ENOENT") throw error;
    }
  }
}

async function load(directory: string): Promise<io.ModelArtifacts> {
  const file = join(directory, modelName);
  const text = await readFile(file, (size) => {
    if (size <= mostJsonBytes) return;
    throw new ModelError("MODEL_FORMAT", `it has ${size} bytes: expected at most ${mostJsonBytes}`, { file });
  });
  const json = parseModelJson(text, file);
  return io.getModelArtifactsForJSON(json, async (groups) => {
    const data: ArrayBuffer[] = [];
    for (const group of groups) data.push(...(await readGroup(directory, group)));
    return [io.getWeightSpecs(groups), data];
  });
}

/** The files of a group of weights, which may be split at any byte. */
async function readGroup(directory: string, group: io.WeightsManifestConfig[number]): Promise<ArrayBuffer[]> {
  let left = groupBytes(group);
  const data: ArrayBuffer[] = [];
  for (const [i, path] of group.paths.entries()) {
    const file = join(directory, path);
    const last = i === group.paths.length - 1;
    const bytes = await readFile(file, (size) => {
      if (last ? size === left : size <= left) return;
      const expected = last ? left : `at most ${left}`;
      throw new ModelError("MODEL_FORMAT", `it has ${size} bytes: expected ${expected} by ${modelName}`, { file });
    });
    left -= bytes.length;
    const named = weightsPattern.exec(path)?.[1];
    if (named !== undefined && named !== digestOf([bytes])) {
      throw new ModelError("MODEL_FORMAT", "its bytes are not those that were written: the digest differs", { file });
    }
    data.push(bytes.buffer);
  }
  return data;
}

function readFile(file: string, check: (size: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  return onDisk(file, "read", () => readChecked(file, check));
}
