import type { PolderField } from "@atcs/colocate";
import type { Dataset, NumericDtype } from "@atcs/hdf";
import { type FieldAttributes, plainAttributes, textOf } from "./_attributes.ts";
import { resolvePacking } from "./_field-packing.ts";
import type { DeviationLog } from "./deviations.ts";
import { GranuleAttributeError } from "./errors.ts";
import type { Packing } from "./packing.ts";

/** A field of a POLDER granule: plain values, which JSON can hold. */
export interface ParasolField {
  /** Its name; it may contain a dot. */
  readonly name: string;
  /** Path of the group that it is in. */
  readonly group: string;
  /** Path in the file. */
  readonly path: string;
  /** Does every pixel have a value in each view? */
  readonly directional: boolean;
  /** Values of a pixel: 1 unless it is directional. */
  readonly views: number;
  /** Type of the counts in the file. */
  readonly dtype: NumericDtype;
  readonly units: string | undefined;
  readonly longName: string | undefined;
  /** Chunk lengths, or null when the data is in one piece. */
  readonly chunks: readonly number[] | null;
  /**
   * physical = scale * count + offset, from the attributes; what they leave out is documented, else scale 1, offset 0 and
   * no code. Both are NaN when an attribute is there but is no number that can be used: reading the field is an error.
   */
  readonly scale: number;
  readonly offset: number;
  /** Counts that mean "no value", in the type of the data: fill (outside of the swath) and missing (inside it). */
  readonly invalid: readonly number[];
  /** All attributes; 64-bit integers have become numbers. */
  readonly attributes: FieldAttributes;
}

/** A field with the data set that it is read from. */
export interface StoredField {
  readonly field: ParasolField;
  readonly dataset: Dataset<NumericDtype>;
  /** @throws GranuleAttributeError when an attribute is there, but is not a number that can be used */
  packing(): Packing;
}

/** Describe a data set of the grid's shape, and record where its packing is not as documented. */
export function makeField(
  dataset: Dataset<NumericDtype>,
  documented: PolderField | undefined,
  fileName: string,
  log: DeviationLog,
): StoredField {
  const { name, path, dtype, chunks } = dataset;
  const views = dataset.shape[2] ?? 1;
  const packing = resolvePacking(dataset, documented, fileName, log);
  const attributes = plainAttributes(dataset.attributes, path, log);
  // Reading a damaged attribute, which the plain ones lack, would throw.
  const text = (key: string) => (key in attributes ? textOf(dataset.attributes[key]) : undefined);
  const field: ParasolField = {
    name,
    group: path.slice(0, Math.max(0, path.length - name.length - 1)),
    path,
    directional: views > 1,
    views,
    dtype,
    units: text("units"),
    longName: text("long_name"),
    chunks,
    ...(packing instanceof GranuleAttributeError ? unusable : packing),
    attributes,
  };
  return {
    field,
    dataset,
    packing(): Packing {
      if (packing instanceof GranuleAttributeError) throw packing;
      return packing;
    },
  };
}

const unusable: Packing = { scale: Number.NaN, offset: Number.NaN, invalid: [] };
