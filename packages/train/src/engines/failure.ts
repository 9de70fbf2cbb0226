import { isColocateError } from "@atcs/colocate";
import { isTrainError, TrainError } from "../errors.ts";

/** Something in an engine broke: `memory` ran out, or it was `lost` for another reason. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
  readonly kind: "memory" | "lost";

  constructor(kind: "memory" | "lost", message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/**
 * How engines say that memory ran out. WebAssembly that cannot have more stops with "Aborted()"; a device refuses tensors
 * beyond a limit of its own.
 */
const memoryTexts =
  /out of memory|\bOOM\b|allocation failed|bad.?alloc(ation)?\b|Invalid (typed )?array length|^Aborted\(|memory access out of bounds|cannot (enlarge|grow) memory|Failed to allocate memory|exceeds the (max|limit)|larger than the max|BufferSize|BindingSize/i;

/**
 * What of an error is the matter of the engine, and not of what it was given: that comes back as it is. Types of arguments
 * have been checked before, so that a TypeError is the engine's too.
 */
export function asFailure(error: unknown): Error {
  if (error instanceof EngineFailure || isTrainError(error)) return error;
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  if (memoryTexts.test(message)) return new EngineFailure("memory", message, { cause: error });
  // Of label points that cannot be: between threads it is a RangeError in any case.
  if (isColocateError(error)) return new RangeError(message, { cause: error });
  if (error instanceof RangeError) return error;
  return new EngineFailure("lost", `${name}: ${message}`, { cause: error });
}

/**
 * The error of a session.
 * @param images of the largest micro-batch
 */
export function sessionError(error: unknown, engine: string, images: number): unknown {
  if (!(error instanceof EngineFailure)) return error;
  const { kind, message } = error;
  if (kind === "lost") {
    return new TrainError("TRAIN_ENGINE_LOST", `the engine ${engine} stopped: ${message}`, { cause: error });
  }
  // Threads of onnxruntime share one micro-batch.
  const [workers, alone] = engine === "onnx" ? ["", ""] : ["try fewer --workers, or ", "fewer workers "];
  const advice =
    images > 1
      ? `${workers}start another run with --micro-batch ${Math.floor(images / 2)}`
      : `try a smaller network, ${alone}or another engine`;
  const found = `too little memory on ${engine} for a micro-batch of ${images} (${message})`;
  return new TrainError("TRAIN_MEMORY", `${found}: ${advice}`, { cause: error });
}
