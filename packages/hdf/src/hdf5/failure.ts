import {
  ClosedError,
  DamagedFileError,
  HdfError,
  type HdfErrorCode,
  LimitError,
  NotFoundError,
  NotHdfError,
  SourceError,
  UnsupportedError,
} from "../errors.ts";

/** An error in a form that can be posted to another thread, without the name of the file. */
export interface Problem {
  readonly code: HdfErrorCode;
  readonly problem: string;
  /** Path of the object in the file. */
  readonly object?: string | undefined;
}

/** What the layers below the model throw. */
export class Failure extends Error implements Problem {
  readonly code: HdfErrorCode;
  readonly problem: string;
  readonly object: string | undefined;

  constructor(code: HdfErrorCode, problem: string, object?: string, cause?: unknown) {
    super(problem, cause === undefined ? undefined : { cause });
    this.code = code;
    this.problem = problem;
    this.object = object;
  }
}

/** Whatever a source threw, as a failure of I/O. */
export function toIoFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new Failure("HDF_IO", `reading failed: ${reason}`, undefined, error);
}

/** Anything thrown, as a problem that can be posted. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Failure) return { code: error.code, problem: error.problem, object: error.object };
  return { code: "HDF_DAMAGED", problem: `libhdf5 failed: ${error instanceof Error ? error.message : String(error)}` };
}

/** The problem of a damaged part, which stays; a failure of I/O need not come again, and is thrown. @throws Failure */
export function toLastingProblem(error: unknown): Problem {
  if (error instanceof Failure && error.code === "HDF_IO") throw error;
  return toProblem(error);
}

/** A problem as the error that users get. */
export function toHdfError(problem: Problem, file: string, cause?: unknown): HdfError {
  // Paths begin with "/" for libhdf5, but not in this package, where the root is the file itself.
  const details = { file, object: problem.object?.replace(/^\//, "") || undefined, cause };
  switch (problem.code) {
    case "HDF_NOT_HDF":
      return new NotHdfError(problem.problem, details);
    case "HDF_DAMAGED":
      return new DamagedFileError(problem.problem, details);
    case "HDF_UNSUPPORTED":
      return new UnsupportedError(problem.problem, details);
    case "HDF_LIMIT":
      return new LimitError(problem.problem, details);
    case "HDF_NOT_FOUND":
      return new NotFoundError(problem.problem, details);
    case "HDF_IO":
      return new SourceError(problem.problem, details);
    case "HDF_CLOSED":
      return new ClosedError(details);
  }
}

/** Run `action`; whatever it throws becomes an error about `file`. */
export function withFile<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw aboutFile(file, error);
  }
}

/** Anything thrown, as an error about `file`. */
export function aboutFile(file: string, error: unknown): HdfError {
  if (error instanceof HdfError) return error;
  return toHdfError(toProblem(error), file, error instanceof Failure ? error.cause : error);
}
