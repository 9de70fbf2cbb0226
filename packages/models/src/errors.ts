/**
 * What is wrong: the description of a saved model, its weights, a file, the ONNX form that was asked for, or the device that
 * networks are to run on.
 */
export type ModelErrorCode = "MODEL_FORMAT" | "MODEL_WEIGHTS" | "MODEL_IO" | "MODEL_ONNX" | "MODEL_DEVICE";

const brand = Symbol.for("@atcs/models/ModelError");

/** Where an error happened. */
export interface ModelErrorPlace {
  /** The file, or the address it was loaded from. */
  readonly file?: string | undefined;
  /** The layer of the network. */
  readonly layer?: string | undefined;
  readonly cause?: unknown;
}

/** Something is wrong with a model or a device; wrong arguments are TypeErrors and RangeErrors. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;
  readonly file: string | undefined;
  readonly layer: string | undefined;

  constructor(code: ModelErrorCode, problem: string, { file, layer, cause }: ModelErrorPlace = {}) {
    const place = [file, layer === undefined ? undefined : `layer ${layer}`].filter((part) => part !== undefined);
    super([...place, problem].join(": "), cause === undefined ? undefined : { cause });
    this.code = code;
    this.file = file;
    this.layer = layer;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Is it a {@link ModelError}, with one of these codes if any are given? True of errors of another copy of the package. */
export function isModelError(error: unknown, ...codes: readonly ModelErrorCode[]): error is ModelError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as ModelError).code);
}
