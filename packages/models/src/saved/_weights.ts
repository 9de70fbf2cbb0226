import type { io } from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";
import { ModelError } from "../errors.ts";
import { type Parameter, sizeOf } from "../graph/parameters.ts";
import { wrongValue } from "./_wrong-value.ts";
import { isRecord } from "./metadata.ts";

/**
 * Values of all parameters by name, copied.
 * @throws ModelError MODEL_WEIGHTS for a weight that is missing, surplus, of another shape or type, not finite, or a variance below 0;
 * MODEL_FORMAT when the list of weights or their data is damaged
 */
export function checkedWeights(
  { weightSpecs, weightData }: io.ModelArtifacts,
  parameters: readonly Parameter[],
  file: string | undefined,
): Map<string, Float32Array> {
  const inFile = checkWeightList(weightSpecs, parameters, file);
  const data = joined(weightData, file);
  const expected = inFile.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  if (data.length !== expected) {
    throw new ModelError("MODEL_FORMAT", `its weights have ${data.length} bytes: expected ${expected}`, { file });
  }
  const values = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, layer, shape } of inFile) {
    // A copy begins at a multiple of 4 bytes, and does not change with what the handler gave.
    const own = new Float32Array(data.slice(at, at + 4 * sizeOf(shape)).buffer);
    const wrong = wrongValue(name, own);
    if (wrong !== undefined) throw new ModelError("MODEL_WEIGHTS", wrong, { file, layer });
    values.set(name, own);
    at += 4 * sizeOf(shape);
  }
  return values;
}

/**
 * The parameters in the order of the file.
 * @throws as {@link checkedWeights}
 */
export function checkWeightList(
  specs: unknown,
  parameters: readonly Parameter[],
  file: string | undefined,
): readonly Parameter[] {
  if (!Array.isArray(specs)) {
    throw new ModelError("MODEL_FORMAT", `its list of weights is ${describeValue(specs)}: expected an array`, { file });
  }
  const missing = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const inFile = specs.map((spec: unknown, i) => {
    if (!isRecord(spec) || typeof spec.name !== "string") {
      throw new ModelError("MODEL_FORMAT", `weight ${i} of its list has no name`, { file });
    }
    const parameter = missing.get(spec.name);
    if (parameter === undefined) {
      const known = parameters.some(({ name }) => name === spec.name);
      const problem = `${describeValue(spec.name)} is ${known ? "there twice" : "no weight of this network"}`;
      throw new ModelError("MODEL_WEIGHTS", problem, { file, layer: layerOf(spec.name) });
    }
    missing.delete(spec.name);
    checkSpec(spec, parameter, file);
    return parameter;
  });
  const [first] = missing.values();
  if (first === undefined) return inFile;
  const others = missing.size > 1 ? `, and ${missing.size - 1} more` : "";
  throw new ModelError("MODEL_WEIGHTS", `${first.name} is missing${others}`, { file, layer: first.layer });
}

function checkSpec(spec: Record<string, unknown>, { name, layer, shape }: Parameter, file: string | undefined): void {
  const wrong = (what: string): ModelError => new ModelError("MODEL_WEIGHTS", `${name} ${what}`, { file, layer });
  const found = spec.shape;
  if (!Array.isArray(found)) throw wrong(`has the shape ${describeValue(found)}: expected [${shape.join(", ")}]`);
  if (found.length !== shape.length || found.some((length, axis) => length !== shape[axis])) {
    throw wrong(`has shape [${found.slice(0, 8).map(describeValue).join(", ")}]: expected [${shape.join(", ")}]`);
  }
  if (spec.dtype !== "float32") throw wrong(`has the type ${describeValue(spec.dtype)}: expected float32`);
  if (spec.quantization !== undefined) throw wrong("is quantized: expected plain float32");
}

function layerOf(name: string): string | undefined {
  const end = name.lastIndexOf("/");
  return end > 0 && end <= 60 ? name.slice(0, end) : undefined;
}

/** The data in one piece; handlers give several where files are split. */
function joined(data: unknown, file: string | undefined): Uint8Array<ArrayBufferLike> {
  const pieces = (Array.isArray(data) ? data : [data]).map((piece: unknown) => {
    if (piece instanceof ArrayBuffer) return new Uint8Array(piece);
    throw new ModelError("MODEL_FORMAT", `its weights are ${describeValue(piece)}: expected an ArrayBuffer`, { file });
  });
  if (pieces.length === 1) return pieces[0]!;
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
