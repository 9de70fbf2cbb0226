import type { PlannedGranule } from "./types.ts";

/** What a worker is told: make this granule. */
export interface ToWorker {
  readonly granule: PlannedGranule;
}

/** What a worker tells. */
export type FromWorker =
  | { readonly kind: "ready" }
  /** Share of the granule that is done. */
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "done"; readonly bytes: number }
  | { readonly kind: "failed"; readonly error: PlainError };

/** An error that can be sent: a clone of one of ours would lose its name and code. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
  readonly file: string | undefined;
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), stack: undefined, code: undefined, file: undefined };
  }
  const { name, message, stack, code, file } = error as Error & { code?: unknown; file?: unknown };
  return {
    name,
    message,
    stack,
    code: typeof code === "string" ? code : undefined,
    file: typeof file === "string" ? file : undefined,
  };
}

export function fromPlainError({ name, message, stack, code, file }: PlainError): Error {
  const error = new Error(message);
  Object.assign(error, { name }, code === undefined ? {} : { code }, file === undefined ? {} : { file });
  if (stack !== undefined) error.stack = stack;
  return error;
}
