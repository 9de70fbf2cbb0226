import { isTrainError, TrainError } from "../../errors.ts";
import { EngineFailure } from "../failure.ts";
import type { MicroBatch, TrainingTask } from "../types.ts";
import type { MicroBatchGradients } from "./gradient-computer.ts";

/** What a worker begins with. */
export interface WorkerSetup {
  readonly task: TrainingTask;
  /** Of the shared parameters. */
  readonly memory: SharedArrayBuffer;
  readonly backend: "wasm" | "cpu";
}

/** What a worker is asked for, one at a time. */
export type ToWorker =
  | { readonly kind: "gradients"; readonly batch: MicroBatch }
  | { readonly kind: "labels"; readonly batch: MicroBatch }
  | { readonly kind: "dense"; readonly images: Float32Array; readonly shape: MicroBatch["shape"] };

/** What a worker answers. */
export type FromWorker =
  /** Once, when it can compute. */
  | { readonly kind: "ready"; readonly device: string }
  | { readonly kind: "gradients"; readonly result: MicroBatchGradients }
  | { readonly kind: "logits"; readonly result: Float32Array }
  | { readonly kind: "failed"; readonly error: PlainError };

/** An error as it goes between threads. */
export interface PlainError {
  readonly type: "memory" | "lost" | "range" | "engine";
  readonly message: string;
}

export function toPlainError(error: Error): PlainError {
  const { message } = error;
  if (isTrainError(error, "TRAIN_ENGINE")) return { type: "engine", message };
  if (error instanceof EngineFailure) return { type: error.kind, message };
  return { type: error instanceof RangeError ? "range" : "lost", message };
}

export function fromPlainError({ type, message }: PlainError): Error {
  if (type === "range") return new RangeError(message);
  if (type === "engine") return new TrainError("TRAIN_ENGINE", message);
  return new EngineFailure(type, message);
}

/** The message with arrays that can be given away: copied, unless threads share them. The caller's are left alone. */
export function givenAway(message: ToWorker): { message: ToWorker; transfer: ArrayBuffer[] } {
  const transfer: ArrayBuffer[] = [];
  const give = <T extends Float32Array | Int32Array | Uint8Array>(array: T): T => {
    if (array.buffer instanceof SharedArrayBuffer) return array;
    // Of the part alone: a message would take the whole buffer along.
    const own = array.slice() as T;
    transfer.push(own.buffer as ArrayBuffer);
    return own;
  };
  if (message.kind === "dense") return { message: { ...message, images: give(message.images) }, transfer };
  const { batch } = message;
  const own: MicroBatch = {
    images: give(batch.images),
    shape: batch.shape,
    batchIndex: give(batch.batchIndex),
    corners: give(batch.corners),
    weights: give(batch.weights),
    cloudScenario: give(batch.cloudScenario),
  };
  return { message: { ...message, batch: own }, transfer };
}

/** The memory of an answer, which the worker has no use for any more. */
export function memoryOf(answer: FromWorker): ArrayBuffer[] {
  if (answer.kind === "logits") return [answer.result.buffer as ArrayBuffer];
  if (answer.kind !== "gradients") return [];
  const { gradients, moments, logits } = answer.result;
  const arrays = [gradients.numerator, gradients.denominator, gradients.smoothness, moments, logits];
  return arrays.filter((each) => each !== undefined).map(({ buffer }) => buffer as ArrayBuffer);
}
