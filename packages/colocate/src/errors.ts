/** Stable codes of the errors of this package; test them with {@link isColocateError}. */
export type ColocateErrorCode =
  | "COLOCATE_COORDINATE"
  | "COLOCATE_SHAPE"
  | "COLOCATE_INDEX"
  | "COLOCATE_VALUE"
  | "COLOCATE_TIME"
  | "COLOCATE_NAME"
  | "COLOCATE_PATCH";

/** What an error of this package can say besides its message. */
export interface ColocateErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
}

const brand: unique symbol = Symbol.for("@atcs/colocate/error");

/** Base of all errors about data (wrong options are the built-in TypeError and RangeError). */
export class ColocateError extends Error {
  override readonly name: string = "ColocateError";
  readonly code: ColocateErrorCode;

  /** @param message what was found, where, and what was expected */
  constructor(code: ColocateErrorCode, message: string, options?: ColocateErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** A latitude or longitude is not a number, or not on Earth. */
export class CoordinateError extends ColocateError {
  override readonly name: string = "CoordinateError";
  constructor(message: string, options?: ColocateErrorOptions) {
    super("COLOCATE_COORDINATE", message, options);
  }
}

/** Arrays do not fit together or are empty: a track without profiles, a mask of the wrong size. */
export class ShapeError extends ColocateError {
  override readonly name: string = "ShapeError";
  constructor(message: string, options?: ColocateErrorOptions) {
    super("COLOCATE_SHAPE", message, options);
  }
}

/** A row, column or batch index lies outside of what it indexes. */
export class IndexError extends ColocateError {
  override readonly name: string = "IndexError";
  constructor(message: string, options?: ColocateErrorOptions) {
    super("COLOCATE_INDEX", message, options);
  }
}

/** An array holds a value that cannot be: a weight that is not a number, cloud type 10243, heights up and down. */
export class ValueError extends ColocateError {
  override readonly name: string = "ValueError";
  constructor(message: string, options?: ColocateErrorOptions) {
    super("COLOCATE_VALUE", message, options);
  }
}

/** A text is not a time, or a time cannot be held by what was asked for. */
export class TimeError extends ColocateError {
  override readonly name: string = "TimeError";
  constructor(message: string, options?: ColocateErrorOptions) {
    super("COLOCATE_TIME", message, options);
  }
}

/** A file name is not one of a granule, or of another product than expected. */
export class GranuleNameError extends ColocateError {
  override readonly name: string = "GranuleNameError";
  constructor(message: string, options?: ColocateErrorOptions) {
    super("COLOCATE_NAME", message, options);
  }
}

/** A patch does not fit where it was asked for. */
export class PatchError extends ColocateError {
  override readonly name: string = "PatchError";
  constructor(message: string, options?: ColocateErrorOptions) {
    super("COLOCATE_PATCH", message, options);
  }
}

/**
 * Is this an error of this package, and if codes are given, one of them?
 * Works across several copies of the package, unlike `instanceof`.
 */
export function isColocateError(error: unknown, ...codes: ColocateErrorCode[]): error is ColocateError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as ColocateError).code);
}
