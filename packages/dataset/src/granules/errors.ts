/** Stable codes of the errors of this entry; test them with {@link isGranuleError}. */
export type GranuleErrorCode = "GRANULE_LAYOUT" | "GRANULE_NO_CLOUD_DATA" | "GRANULE_NO_FIELD" | "GRANULE_ATTRIBUTE";

/** Where an error occurred. */
export interface GranuleErrorDetails {
  /** Name of the file, as given or found. */
  readonly file: string;
  /** Name or path of the data set, when it is about one. */
  readonly object?: string | undefined;
}

const brand: unique symbol = Symbol.for("@atcs/dataset/granule-error");

/**
 * Base of all errors about a granule whose file can be read. What is wrong with the file itself is an HdfError of
 * `@atcs/hdf`; a wrong argument is a TypeError or RangeError.
 */
export class GranuleError extends Error {
  override readonly name: string = "GranuleError";
  readonly code: GranuleErrorCode;
  readonly file: string;
  readonly object: string | undefined;

  /** @param problem what was found, what was expected, what to do; the place is added from `details` */
  constructor(code: GranuleErrorCode, problem: string, { file, object }: GranuleErrorDetails) {
    super(`${file}${object === undefined ? "" : `, "${object}"`}: ${problem}`);
    this.code = code;
    this.file = file;
    this.object = object;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** A data set that is needed is not there, or has another shape or type than any form of the product. */
export class GranuleLayoutError extends GranuleError {
  override readonly name: string = "GranuleLayoutError";
  constructor(problem: string, details: GranuleErrorDetails) {
    super("GRANULE_LAYOUT", problem, details);
  }
}

/** The granule has no cloud classes at all, as happens in the archive: leave it out. */
export class NoCloudDataError extends GranuleError {
  override readonly name: string = "NoCloudDataError";
  constructor(problem: string, details: GranuleErrorDetails) {
    super("GRANULE_NO_CLOUD_DATA", problem, details);
  }
}

/** No field of this name is in the granule. */
export class FieldNotFoundError extends GranuleError {
  override readonly name: string = "FieldNotFoundError";
  constructor(problem: string, details: GranuleErrorDetails) {
    super("GRANULE_NO_FIELD", problem, details);
  }
}

/** An attribute that the values depend on (scale, offset, fill) is there, but not a number that can be used. */
export class GranuleAttributeError extends GranuleError {
  override readonly name: string = "GranuleAttributeError";
  constructor(problem: string, details: GranuleErrorDetails) {
    super("GRANULE_ATTRIBUTE", problem, details);
  }
}

/**
 * Is this an error about a granule, and if codes are given, one of them?
 * Works across several copies of the package, unlike `instanceof`.
 */
export function isGranuleError(error: unknown, ...codes: GranuleErrorCode[]): error is GranuleError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as GranuleError).code);
}
