import type { Annotation, AttributeValue, Compression, Dtype, Hdf4Info } from "@atcs/hdf";

/** Why an object, or a part of it, could not be read. */
export interface ErrorDescription {
  readonly code: string;
  readonly message: string;
  readonly offset?: number | undefined;
}

/** An attribute; `dtype` and `shape` are null when only the value is known because a neighbour is damaged. */
export type AttributeDescription =
  | {
      readonly name: string;
      readonly dtype: Dtype | null;
      readonly shape: readonly number[] | null;
      readonly value: AttributeValue;
    }
  | { readonly name: string; readonly error: ErrorDescription };

export interface DimensionDescription {
  readonly name: string;
  readonly size: number;
  readonly unlimited: boolean;
  /** Path of the data set with the coordinate values. */
  readonly scale: string | null;
}

export interface FieldDescription {
  readonly name: string;
  readonly dtype: Dtype;
  readonly order: number;
  readonly attributes?: readonly AttributeDescription[] | undefined;
}

/** What every kind of object has. `key` is its name made unique within its group. */
interface Described {
  readonly key: string;
  readonly path: string;
  readonly hdf4?: Hdf4Info | undefined;
  readonly annotations: readonly Annotation[];
  /** Absent when attributes were not asked for. */
  readonly attributes?: readonly AttributeDescription[] | undefined;
}

export interface GroupDescription extends Described {
  readonly kind: "group";
  /** Absent when the group is deeper than asked for; `memberCount` tells how many there are. */
  readonly members?: readonly NodeDescription[] | undefined;
  readonly memberCount: number;
}

export interface DatasetDescription extends Described {
  readonly kind: "dataset" | "image";
  readonly dtype: Dtype;
  readonly typeName: string;
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | null;
  readonly compression: readonly Compression[];
  readonly dimensions: readonly DimensionDescription[];
  readonly isScale: boolean;
  readonly fillValue: number | bigint | null;
}

export interface TableDescription extends Described {
  readonly kind: "table";
  readonly count: number;
  readonly fields: readonly FieldDescription[];
}

/** An object that was listed before: shared by groups, or a group that contains itself. */
export interface ReferenceDescription {
  readonly kind: "reference";
  readonly key: string;
  readonly path: string;
  /** Path under which the object is described. */
  readonly target: string;
}

/** An object that could not be described. */
export interface DamagedDescription {
  readonly kind: "damaged";
  readonly key: string;
  readonly path: string;
  readonly error: ErrorDescription;
}

/** An object of a file as plain data. */
export type NodeDescription =
  | GroupDescription
  | DatasetDescription
  | TableDescription
  | ReferenceDescription
  | DamagedDescription;

/** A file, or a part of it, as plain data. */
export interface FileDescription {
  readonly file: string;
  readonly format: "hdf4" | "hdf5";
  /** Size of the file in bytes. */
  readonly bytes: number;
  readonly tree: NodeDescription;
  /** Everything that could not be read, also found in its place in the tree. */
  readonly errors: readonly (ErrorDescription & { readonly path: string })[];
}
