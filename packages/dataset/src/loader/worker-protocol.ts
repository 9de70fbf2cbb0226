import { DatasetError, type DatasetErrorCode, isDatasetError } from "../errors.ts";
import type { SourceKind } from "../sources/open-source.ts";
import type { StoreOrigin } from "../store/types.ts";
import type { BatchOrder, Recipe } from "./instance-reader.ts";
import type { Batch } from "./types.ts";

/** What a worker is told. */
export type ToWorker =
  | { readonly type: "open"; readonly origin: StoreOrigin; readonly kind: SourceKind; readonly recipe: Recipe }
  | {
      readonly type: "batch";
      readonly call: number;
      readonly order: BatchOrder;
      /** For the inputs; it is handed over. */
      readonly memory: ArrayBuffer | undefined;
    }
  | { readonly type: "cancel"; readonly call: number };

/** What it answers. */
export type FromWorker =
  | { readonly type: "batch"; readonly call: number; readonly batch: Batch }
  | { readonly type: "error"; readonly call: number; readonly problem: Problem };

/** An error as plain values. */
export interface Problem {
  readonly code: DatasetErrorCode | undefined;
  readonly message: string;
  readonly file: string | undefined;
  readonly instanceId: number | undefined;
  readonly offset: number | undefined;
}

export function toProblem(error: unknown): Problem {
  if (isDatasetError(error)) {
    const { code, problem, file, instanceId, offset } = error;
    return { code, message: problem, file, instanceId, offset };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: undefined, message, file: undefined, instanceId: undefined, offset: undefined };
}

export function fromProblem({ code, message, ...details }: Problem): Error {
  return code === undefined ? new Error(message) : new DatasetError(code, message, details);
}

/** The memory of a batch, which is handed over and not copied. */
export function batchBuffers(batch: Batch): ArrayBuffer[] {
  const { ids, sensorInput, corners, weights, cloudScenario, lat, lon, time, height, batchIndex, flags, extras } =
    batch;
  const arrays = [
    ...[ids, sensorInput, corners, weights, cloudScenario, lat, lon, time, height, batchIndex],
    ...Object.values(flags),
    ...Object.values(extras),
  ];
  return [...new Set(arrays.map((array) => array.buffer))];
}
