/** Stable codes of the errors of this package; test them with {@link isHdfError}. */
export type HdfErrorCode =
  | "HDF_NOT_HDF"
  | "HDF_DAMAGED"
  | "HDF_UNSUPPORTED"
  | "HDF_LIMIT"
  | "HDF_NOT_FOUND"
  | "HDF_IO"
  | "HDF_CLOSED";

/** Where an error occurred; every part is optional because not every error has it. */
export interface HdfErrorDetails {
  /** Name of the file or source. */
  readonly file?: string | undefined;
  /** Byte offset in the file. */
  readonly offset?: number | undefined;
  /** Name or path of the object (data set, Vdata, attribute, ...) in the file. */
  readonly object?: string | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

const brand: unique symbol = Symbol.for("@atcs/hdf/error");

/** Base of all errors about a file (wrong arguments are the built-in TypeError and RangeError). */
export class HdfError extends Error {
  override readonly name: string = "HdfError";
  readonly code: HdfErrorCode;
  readonly file: string | undefined;
  readonly offset: number | undefined;
  readonly object: string | undefined;

  /** @param problem what was found and what was expected; the place is added from `details`. */
  constructor(code: HdfErrorCode, problem: string, details: HdfErrorDetails = {}) {
    super(describe(problem, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.offset = details.offset;
    this.object = details.object;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** The bytes are not an HDF4 or HDF5 file. */
export class NotHdfError extends HdfError {
  override readonly name: string = "NotHdfError";
  constructor(problem: string, details?: HdfErrorDetails) {
    super("HDF_NOT_HDF", problem, details);
  }
}

/** The file, or one object in it, is truncated or contradicts itself or the format. */
export class DamagedFileError extends HdfError {
  override readonly name: string = "DamagedFileError";
  constructor(problem: string, details?: HdfErrorDetails) {
    super("HDF_DAMAGED", problem, details);
  }
}

/** The file is valid, but uses something this package does not read or write. */
export class UnsupportedError extends HdfError {
  override readonly name: string = "UnsupportedError";
  constructor(problem: string, details?: HdfErrorDetails) {
    super("HDF_UNSUPPORTED", problem, details);
  }
}

/** The operation would need more than `maxBytes`, or more than the format can hold. */
export class LimitError extends HdfError {
  override readonly name: string = "LimitError";
  constructor(problem: string, details?: HdfErrorDetails) {
    super("HDF_LIMIT", problem, details);
  }
}

/** No object of this name and kind is in the file. */
export class NotFoundError extends HdfError {
  override readonly name: string = "NotFoundError";
  constructor(problem: string, details?: HdfErrorDetails) {
    super("HDF_NOT_FOUND", problem, details);
  }
}

/** The source of the bytes failed; `cause` holds its error. */
export class SourceError extends HdfError {
  override readonly name: string = "SourceError";
  constructor(problem: string, details?: HdfErrorDetails) {
    super("HDF_IO", problem, details);
  }
}

/** The file was closed before the operation. */
export class ClosedError extends HdfError {
  override readonly name: string = "ClosedError";
  constructor(details?: HdfErrorDetails, problem: string = "the file is closed: open it again to read from it") {
    super("HDF_CLOSED", problem, details);
  }
}

/**
 * Is this an error of this package, and if codes are given, one of them?
 * Works across several copies of the package, unlike `instanceof`.
 */
export function isHdfError(error: unknown, ...codes: HdfErrorCode[]): error is HdfError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as HdfError).code);
}

function describe(problem: string, { file, offset, object }: HdfErrorDetails): string {
  const place = [
    file,
    object === undefined ? undefined : `"${object}"`,
    offset === undefined ? undefined : `byte ${offset}`,
  ].filter((part) => part !== undefined);
  return place.length === 0 ? problem : `${place.join(", ")}: ${problem}`;
}
