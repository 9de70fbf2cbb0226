import type { HdfFile, OperationOptions } from "@atcs/hdf";
import type { CheckedField, Finding } from "./types.ts";

/** How far a check is, in steps of about the same length. */
export interface CheckProgress {
  readonly done: number;
  readonly total: number;
  /** The data set that is looked at; "" at the end. */
  readonly what: string;
}

/** What checking a product needs beside the granule. */
export interface CheckContext extends OperationOptions {
  readonly file: HdfFile;
  readonly onProgress: (progress: CheckProgress) => void;
}

/** What is looked at in one product. */
export interface Checked {
  readonly layout: readonly Finding[];
  readonly fields: readonly CheckedField[];
  readonly content: readonly Finding[];
  /** Why what the product is there for cannot be read. */
  readonly problem?: string | undefined;
  /** Something could not be read, for the file is damaged. */
  readonly isDamaged: boolean;
}
