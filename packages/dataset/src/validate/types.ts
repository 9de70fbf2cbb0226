import type { DatasetErrorCode } from "../errors.ts";
import type { Split } from "../layout/split-file.ts";
import type { Statistics } from "../layout/statistics-file.ts";
import type { OperationOptions } from "../types.ts";

/** A split that is to be validated. */
export interface SplitToValidate {
  readonly name: string;
  readonly split: Split;
  /** Of its training set, if there are any. */
  readonly statistics?: Statistics | undefined;
}

/** Options of {@link validateDataset}. */
export interface ValidateOptions extends OperationOptions {
  /** Splits that are validated with the dataset. @default none */
  readonly splits?: readonly SplitToValidate[] | undefined;
  /** Called after each instance. */
  readonly onProgress?: ((progress: ValidateProgress) => void) | undefined;
}

/** How far a validation is. */
export interface ValidateProgress {
  readonly done: number;
  readonly total: number;
  /** Instances that were found to be damaged so far. */
  readonly damaged: number;
}

/** What is wrong. */
export interface ValidationProblem {
  /** In words: what was found, and what was expected. */
  readonly problem: string;
  /** Where, if it is a file. */
  readonly file: string | undefined;
  /**
   * Of the error that reading would end with; undefined for what can be read, but cannot be right. `DATASET_IO` is no damage,
   * but what cannot be read now: nobody knows what is in it.
   */
  readonly code: DatasetErrorCode | undefined;
}

/** An instance with something wrong, or that cannot be read now. */
export interface DamagedInstance {
  readonly id: number;
  readonly problems: readonly ValidationProblem[];
}

/** What was found of a split. */
export interface ValidatedSplit {
  readonly name: string;
  /** Instances for training, for validation, and for neither. */
  readonly train: number;
  readonly val: number;
  readonly unused: number;
  readonly problems: readonly string[];
}

/** Files that no instance has, which is no damage. */
export interface StrayFiles {
  readonly count: number;
  /** Paths of the first few, ascending. */
  readonly examples: readonly string[];
  /** Folders that cannot be looked into now, such as for lack of permission; there may be more files in them. */
  readonly unreadFolders: readonly string[];
}

/** What was found of a dataset. */
export interface ValidationReport {
  /** Nothing is wrong. */
  readonly ok: boolean;
  readonly instances: number;
  /** Rows and columns that most images have; undefined when none can be read. */
  readonly height: number | undefined;
  readonly width: number | undefined;
  readonly channels: number;
  /** Label points of all labels that can be read. */
  readonly points: number;
  /** Height bins that most labels have. */
  readonly bins: number | undefined;
  /** What is wrong with the dataset as a whole; also that not all instances were looked at. */
  readonly problems: readonly string[];
  /**
   * Files below `input` and `output` that are not in `instance_info.json`; undefined where files cannot be listed, such as
   * by HTTP, and for packs and `atrain.h5`.
   */
  readonly strayFiles: StrayFiles | undefined;
  /** By id, ascending. */
  readonly damaged: readonly DamagedInstance[];
  readonly splits: readonly ValidatedSplit[];
}
