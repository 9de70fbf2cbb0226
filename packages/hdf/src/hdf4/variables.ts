import type { HdfError } from "../errors.ts";
import type { AttributeEntry } from "./attributes.ts";
import type { DataElement } from "./container.ts";
import type { NumberType } from "./number-types.ts";

/** A dimension as the SD interface sees it; dimensions of one name are shared. */
export interface VariableDimension {
  readonly name: string;
  readonly size: number;
  readonly unlimited: boolean;
}

/** A data set as its description says, before anything of its data is read. */
export interface Variable {
  readonly name: string;
  readonly type: NumberType;
  readonly dimensions: readonly VariableDimension[];
  /** Does it hold the values of the dimension of its name? */
  readonly isScale: boolean;
  readonly attributes: readonly AttributeEntry[];
  /** The data, undefined when it was never written, or why it cannot be read. */
  readonly data: DataElement | HdfError | undefined;
}

/** A data set in the list of the file. */
export interface VariableEntry {
  readonly name: string;
  /** Tag and ref by which Vgroups and annotations name it. */
  readonly tag: number;
  readonly ref: number;
  readonly variable: Variable | HdfError;
}

/** A data set whose description is parsed when it is first used: of many, most are never looked at. */
export class LazyVariable implements VariableEntry {
  readonly name: string;
  readonly tag: number;
  readonly ref: number;
  readonly #make: () => Variable | HdfError;
  #variable: Variable | HdfError | undefined;

  constructor(name: string, tag: number, ref: number, make: () => Variable | HdfError) {
    this.name = name;
    this.tag = tag;
    this.ref = ref;
    this.#make = make;
  }

  get variable(): Variable | HdfError {
    this.#variable ??= this.#make();
    return this.#variable;
  }
}
