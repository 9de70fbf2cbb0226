/** Stable codes of the errors of a dataset; test them with {@link isDatasetError}. */
export type DatasetErrorCode =
  | "DATASET_NOT_FOUND"
  | "DATASET_IO"
  | "DATASET_LAYOUT"
  | "DATASET_NPY"
  | "DATASET_PICKLE"
  | "DATASET_INSTANCE"
  | "DATASET_FIELDS"
  | "DATASET_SPLIT"
  | "DATASET_STATS"
  | "DATASET_PREDICTIONS"
  | "DATASET_WRITE"
  | "DATASET_IN_USE"
  | "DATASET_GENERATION"
  | "DATASET_CLOSED";

/** Where an error occurred. */
export interface DatasetErrorDetails {
  /** File or URL, as given or found; undefined for bytes without a name. */
  readonly file?: string | undefined;
  /** The instance that it is about. */
  readonly instanceId?: number | undefined;
  /** Byte of the file. */
  readonly offset?: number | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

const brand: unique symbol = Symbol.for("@atcs/dataset/error");

/**
 * Error about a dataset: a file that is missing or damaged, or does not fit what was asked for. Wrong arguments are
 * TypeError or RangeError; what is wrong with a granule is a GranuleError of `@atcs/dataset/granules`.
 */
export class DatasetError extends Error {
  override readonly name: string = "DatasetError";
  readonly code: DatasetErrorCode;
  /** The message without the place. */
  readonly problem: string;
  readonly file: string | undefined;
  readonly instanceId: number | undefined;
  readonly offset: number | undefined;

  /** @param problem what was found, what was expected, what to do; the place is added from `details` */
  constructor(code: DatasetErrorCode, problem: string, details: DatasetErrorDetails = {}) {
    const { file, instanceId, offset, cause } = details;
    const place = [
      file,
      instanceId === undefined ? undefined : `instance ${instanceId}`,
      offset === undefined ? undefined : `byte ${offset}`,
    ].filter((part) => part !== undefined);
    super(
      place.length === 0 ? problem : `${place.join(", ")}: ${problem}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.problem = problem;
    this.file = file;
    this.instanceId = instanceId;
    this.offset = offset;
    Object.defineProperty(this, brand, { value: true });
  }
}

/**
 * Is this an error about a dataset, and if codes are given, one of them?
 * Works across several copies of the package, unlike `instanceof`.
 */
export function isDatasetError(error: unknown, ...codes: DatasetErrorCode[]): error is DatasetError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as DatasetError).code);
}
