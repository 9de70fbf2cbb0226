import { win32 } from "node:path";
import type { io } from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";
import { ModelError } from "../errors.ts";
import { isRecord } from "../saved/metadata.ts";

/** What a model.json holds. */
export type ModelJson = io.ModelJSON;

type Group = io.WeightsManifestConfig[number];

/** Far more than any list of layers takes. */
const mostBytes = 2 ** 26;

const bytesOfType: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
};

/** @throws ModelError MODEL_FORMAT for more bytes than a model.json has */
export function checkJsonSize(size: number, file: string): void {
  if (size > mostBytes) throw wrong(`it has ${size} bytes: expected at most ${mostBytes}`, file);
}

/** @throws ModelError MODEL_FORMAT for what is no model.json, or one whose weights lie elsewhere */
export function parseModelJson(bytes: Uint8Array, file: string): ModelJson {
  const json = parse(bytes, file);
  if (!isRecord(json)) throw wrong(`it is ${describeValue(json)}: expected an object`, file);
  const { modelTopology, weightsManifest } = json;
  if (!isRecord(modelTopology)) throw wrong(`its modelTopology is ${describeValue(modelTopology)}`, file);
  if (!Array.isArray(weightsManifest)) throw wrong(`its weightsManifest is ${describeValue(weightsManifest)}`, file);
  weightsManifest.forEach((group: unknown, i) => {
    checkGroup(group, i, file);
  });
  return json as unknown as ModelJson;
}

/** How many bytes the weights of a group have. */
export function groupBytes({ weights }: Group): number {
  return weights.reduce((sum, { shape, dtype, quantization }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return sum + size * bytesOfType[quantization?.dtype ?? dtype]!;
  }, 0);
}

function parse(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelError("MODEL_FORMAT", `it is not JSON (${(cause as Error).message})`, { file, cause });
  }
}

function checkGroup(group: unknown, index: number, file: string): void {
  const place = `group ${index} of its weightsManifest`;
  if (!isRecord(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
    throw wrong(`${place} has no paths and weights`, file);
  }
  if (group.paths.length === 0 && group.weights.length > 0) throw wrong(`${place} has weights, but no files`, file);
  for (const path of group.paths as unknown[]) {
    if (isInside(path)) continue;
    throw wrong(`${place} has the path ${describeValue(path)}: expected one inside of the directory`, file);
  }
  for (const [i, spec] of (group.weights as unknown[]).entries()) checkSpec(spec, `weight ${i} of ${place}`, file);
}

function checkSpec(spec: unknown, place: string, file: string): void {
  if (!isRecord(spec) || typeof spec.name !== "string") throw wrong(`${place} has no name`, file);
  const { shape, dtype, quantization } = spec;
  if (!Array.isArray(shape) || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw wrong(`${place}, ${describeValue(spec.name)}, has no shape`, file);
  }
  const stored = isRecord(quantization) ? quantization.dtype : dtype;
  // Of texts the list does not tell the size.
  if (typeof stored === "string" && Object.hasOwn(bytesOfType, stored)) return;
  throw wrong(`${place}, ${describeValue(spec.name)}, has the type ${describeValue(stored)}`, file);
}

/** A file of the directory, or below: never one that a foreign model.json found elsewhere. */
function isInside(path: unknown): path is string {
  // What is absolute, or has drives and backslashes, on any system.
  if (typeof path !== "string" || path === "" || path.includes("\0") || win32.isAbsolute(path)) return false;
  return !path.includes(":") && !path.split(/[/\\]/).includes("..");
}

function wrong(problem: string, file: string): ModelError {
  return new ModelError("MODEL_FORMAT", problem, { file });
}
