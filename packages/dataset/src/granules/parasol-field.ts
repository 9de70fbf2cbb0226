import type { Attributes, Dataset, NumericDtype } from "@atcs/hdf";
import { numberOf, numbersOf, textOf } from "./_attributes.ts";
import { type DocumentedField, documentedCodes } from "./_polder-layout.ts";
import type { DeviationLog } from "./deviations.ts";
import { GranuleAttributeError, type GranuleErrorDetails } from "./errors.ts";
import type { CountArray, Packing } from "./packing.ts";

/** A field of a POLDER granule. */
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
  /** All attributes, as they are in the file. */
  readonly attributes: Attributes;
  /**
   * From the attributes; what they leave out is documented (scale, codes), else scale 1, offset 0 and no code.
   * @throws GranuleAttributeError when an attribute is there, but is not a number that can be used
   */
  readonly packing: Packing;
}

/** Makes arrays of counts. */
interface CountArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): CountArray;
  from(values: ArrayLike<number>): CountArray;
}

/** Arrays of counts, by the type in the file. */
export const countArrays: Readonly<Record<NumericDtype, CountArrayConstructor>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: Float64Array,
  uint64: Float64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** A field with the data set that it is read from. */
export interface StoredField extends ParasolField {
  readonly dataset: Dataset<NumericDtype>;
}

/** Describe a data set of the grid's shape, and record where its packing is not as documented. */
export function makeField(
  dataset: Dataset<NumericDtype>,
  documented: DocumentedField | undefined,
  fileName: string,
  log: DeviationLog,
): StoredField {
  const { name, path, dtype, chunks, attributes } = dataset;
  const views = dataset.shape[2] ?? 1;
  const packing = resolvePacking(dataset, documented, { file: fileName, object: path }, log);
  return {
    name,
    group: path.slice(0, Math.max(0, path.length - name.length - 1)),
    path,
    directional: views > 1,
    views,
    dtype,
    units: textOf(attributes.units),
    longName: textOf(attributes.long_name),
    chunks,
    attributes,
    get packing(): Packing {
      if (packing instanceof GranuleAttributeError) throw packing;
      return packing;
    },
    dataset,
  };
}

/** An unusable attribute is only the error of those who read this field. */
function resolvePacking(
  dataset: Dataset<NumericDtype>,
  documented: DocumentedField | undefined,
  place: GranuleErrorDetails,
  log: DeviationLog,
): Packing | GranuleAttributeError {
  try {
    const packing = readPacking(dataset, documented, place);
    compareWithDocumented(dataset, packing, documented, log);
    return packing;
  } catch (error) {
    if (!(error instanceof GranuleAttributeError)) throw error;
    const found = error.message;
    log.add("ATTRIBUTE_VALUE", dataset.path, { found, assumed: "the field cannot be read", matters: true });
    return error;
  }
}

function readPacking(
  { attributes, dtype, fillValue }: Dataset<NumericDtype>,
  documented: DocumentedField | undefined,
  place: GranuleErrorDetails,
): Packing {
  const isInteger = !dtype.startsWith("float");
  const scale = numberOf(attributes, "scale_factor", place) ?? (isInteger ? documented?.scale : undefined) ?? 1;
  if (scale === 0) throw new GranuleAttributeError("attribute scale_factor is 0: expected another number", place);
  const offset = numberOf(attributes, "add_offset", place) ?? 0;
  const codes = documentedCodes[dtype];
  // Zero is what HDF5 takes when no fill value is defined, and a value of most fields.
  const unwritten = fillValue === null || Number(fillValue) === 0 ? [] : [Number(fillValue)];
  const fill = numbersOf(attributes, "_FillValue", place) ?? (codes ? [codes.fill, ...unwritten] : unwritten);
  const missing = numbersOf(attributes, "missing_value", place) ?? (codes ? [codes.missing] : []);
  // As a cast does it: the attributes are int64, whatever the type of the data.
  const cast = countArrays[dtype].from([...fill, ...missing]);
  return Object.freeze({ scale, offset, invalid: Object.freeze([...new Set<number>(cast)]) });
}

function compareWithDocumented(
  { path, attributes, dtype }: Dataset<NumericDtype>,
  { scale, offset, invalid }: Packing,
  documented: DocumentedField | undefined,
  log: DeviationLog,
): void {
  const absent = ["scale_factor", "add_offset", "_FillValue", "missing_value"].filter((name) => !(name in attributes));
  // Floating point needs neither: its values are physical, and NaN is its code.
  if (absent.length > 0 && !dtype.startsWith("float")) {
    const found = `no attribute ${absent.join(", ")}`;
    const assumed = `scale ${scale}, offset ${offset}, no value where the count is ${invalid.join(" or ") || "(none)"}`;
    log.add("ATTRIBUTE_MISSING", path, { found, assumed, matters: true });
  }
  if (documented === undefined) return;
  if (documented.dtype !== undefined && documented.dtype !== dtype) {
    const found = `elements of type ${dtype}, documented is ${documented.dtype}`;
    log.add("FIELD_TYPE", path, { found, assumed: "scale, offset and codes of its attributes", matters: false });
  } else if (documented.scale !== undefined && Math.abs(scale / documented.scale - 1) > 1e-6) {
    const found = `scale ${scale}, documented is ${documented.scale}`;
    log.add("ATTRIBUTE_VALUE", path, { found, assumed: "the scale of the file", matters: false });
  }
}
