/** Stable codes of the errors of this package; test them with {@link isSimulatorError}. */
export type SimulatorErrorCode =
  | "SIMULATOR_DIRECTORY"
  | "SIMULATOR_CONTENT"
  | "SIMULATOR_IN_USE"
  | "SIMULATOR_GRANULE"
  | "SIMULATOR_WORKER"
  | "SIMULATOR_SERVER";

/** What an error of this package can say besides its message. */
export interface SimulatorErrorOptions {
  /** The file or directory that it is about. */
  readonly file?: string | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

const brand: unique symbol = Symbol.for("@atcs/simulator/error");

/** Base of all errors that are not the programmer's (wrong options are the built-in TypeError and RangeError). */
export class SimulatorError extends Error {
  override readonly name: string = "SimulatorError";
  readonly code: SimulatorErrorCode;
  readonly file: string | undefined;

  /** @param message what was found, where, and what was expected */
  constructor(code: SimulatorErrorCode, message: string, { file, cause }: SimulatorErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.file = file;
    Object.defineProperty(this, brand, { value: true });
  }
}

/**
 * The directory of an archive cannot be written (`SIMULATOR_DIRECTORY`), holds something else (`SIMULATOR_CONTENT`), or
 * another run is writing it (`SIMULATOR_IN_USE`).
 */
export class ArchiveDirectoryError extends SimulatorError {
  override readonly name: string = "ArchiveDirectoryError";
  constructor(
    message: string,
    options?: SimulatorErrorOptions,
    code: "SIMULATOR_DIRECTORY" | "SIMULATOR_CONTENT" | "SIMULATOR_IN_USE" = "SIMULATOR_DIRECTORY",
  ) {
    super(code, message, options);
  }
}

/** A granule could not be made or written. */
export class GranuleWriteError extends SimulatorError {
  override readonly name: string = "GranuleWriteError";
  /** The date-time token of the half orbit. */
  readonly granule: string;

  constructor(granule: string, message: string, options?: SimulatorErrorOptions) {
    super("SIMULATOR_GRANULE", `granule ${granule}: ${message}`, options);
    this.granule = granule;
  }
}

/** A worker could not be started. */
export class WorkerStartError extends SimulatorError {
  override readonly name: string = "WorkerStartError";
  constructor(message: string, options?: SimulatorErrorOptions) {
    super("SIMULATOR_WORKER", message, options);
  }
}

/** An archive cannot be served: `file` is its directory, or undefined when the port cannot be had. */
export class ArchiveServerError extends SimulatorError {
  override readonly name: string = "ArchiveServerError";
  constructor(message: string, options?: SimulatorErrorOptions) {
    super("SIMULATOR_SERVER", message, options);
  }
}

/**
 * Is this an error of this package, and if codes are given, one of them?
 * Works across several copies of the package, unlike `instanceof`.
 */
export function isSimulatorError(error: unknown, ...codes: SimulatorErrorCode[]): error is SimulatorError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as SimulatorError).code);
}
