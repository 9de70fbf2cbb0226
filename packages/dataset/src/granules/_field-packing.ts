import { type PolderCodes, type PolderField, polderCodes } from "@atcs/colocate";
import type { Dataset, NumericDtype } from "@atcs/hdf";
import { codesOf, numberOf } from "./_attributes.ts";
import { countArrays } from "./_count-arrays.ts";
import { listForMessage } from "./_message-text.ts";
import type { DeviationLog } from "./deviations.ts";
import { GranuleAttributeError, type GranuleErrorDetails } from "./errors.ts";
import type { Packing } from "./packing.ts";

/**
 * Scale, offset and codes of a field: from the attributes; what they leave out is documented (scale, codes), else scale
 * 1, offset 0 and no code. Where they are not as documented is recorded.
 * @returns the error of those who read this field, when an attribute is there but is no number that can be used
 */
export function resolvePacking(
  dataset: Dataset<NumericDtype>,
  documented: PolderField | undefined,
  fileName: string,
  log: DeviationLog,
): Packing | GranuleAttributeError {
  try {
    const packing = readPacking(dataset, documented, { file: fileName, object: dataset.path }, log);
    compareWithDocumented(dataset, packing, documented, log);
    return packing;
  } catch (error) {
    if (!(error instanceof GranuleAttributeError)) throw error;
    const found = error.message;
    log.add("ATTRIBUTE_VALUE", dataset.path, { found, assumed: "the field cannot be read", matters: true });
    return error;
  }
}

/** Types without documented codes have none here. */
const codesByType: Readonly<Record<string, PolderCodes | undefined>> = polderCodes;

function readPacking(
  dataset: Dataset<NumericDtype>,
  documented: PolderField | undefined,
  place: GranuleErrorDetails,
  log: DeviationLog,
): Packing {
  const { attributes, dtype, fillValue } = dataset;
  const isInteger = !dtype.startsWith("float");
  const scale = numberOf(attributes, "scale_factor", place) ?? (isInteger ? documented?.scale : undefined) ?? 1;
  if (scale === 0) throw new GranuleAttributeError("attribute scale_factor is 0: expected another number", place);
  const offset = numberOf(attributes, "add_offset", place) ?? 0;
  const codes = codesByType[dtype];
  // Zero is what HDF5 takes when no fill value is defined, and a value of most fields.
  const unwritten = fillValue === null || Number(fillValue) === 0 ? [] : [Number(fillValue)];
  const fill = readCodes(dataset, "_FillValue", codes ? [codes.fill, ...unwritten] : unwritten, place, log);
  const missing = readCodes(dataset, "missing_value", codes ? [codes.missing] : [], place, log);
  return { scale, offset, invalid: [...new Set([...fill, ...missing])] };
}

/**
 * The codes of an attribute in the type of the data: the attributes are int64, whatever that is. Those that a cast would
 * change are recorded.
 * @param otherwise the codes when there is no such attribute, or none that an element can hold
 */
function readCodes(
  { attributes, dtype, path }: Dataset<NumericDtype>,
  name: string,
  otherwise: readonly number[],
  place: GranuleErrorDetails,
  log: DeviationLog,
): readonly number[] {
  const stored = codesOf(attributes, name, place);
  if (stored === undefined) return otherwise;
  const cast = stored.map((code) => castCode(code, dtype));
  const codes = cast.filter((code) => code !== undefined);
  const used = codes.length > 0 ? codes : otherwise;
  if (!dtype.startsWith("float") && cast.some((code, i) => code !== stored[i])) {
    const found = `${listForMessage(stored)}, which elements of type ${dtype} cannot be`;
    const assumed = `no value where the count is ${used.join(" or ") || "(none)"}`;
    log.add("ATTRIBUTE_VALUE", `${path}, ${name}`, { found, assumed, matters: true });
  }
  return used;
}

/**
 * A code as an element of the data. Signed and unsigned numbers of the same width stand for each other, as in C; what
 * neither can be, such as -32767 of 8 bits, is no code: a cast would make a plain value of it.
 */
function castCode(code: number, dtype: NumericDtype): number | undefined {
  const type = countArrays[dtype];
  if (!dtype.startsWith("float")) {
    const limit = 2 ** (dtype.endsWith("64") ? 64 : 8 * type.BYTES_PER_ELEMENT);
    if (!Number.isInteger(code) || code < -limit / 2 || code >= limit) return undefined;
  }
  return type.from([code])[0];
}

function compareWithDocumented(
  { path, attributes, dtype }: Dataset<NumericDtype>,
  { scale, offset, invalid }: Packing,
  documented: PolderField | undefined,
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
