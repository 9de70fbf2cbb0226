import { fieldKind, missingValue, polderFields } from "@atcs/colocate";
import { DatasetError } from "../errors.ts";
import type { GenerationInfo, StoredField } from "../types.ts";

/** How a directional field is stored as int16: `value = scale * stored + offset`, except where 32767 says that there is none. */
export interface FieldPacking {
  readonly scale: number;
  readonly offset: number;
}

/**
 * Stored where there is no value, in all fields. It never collides with one: it is the fill of the granules' int16
 * (32767), and of their uint16 (65535) when shifted by {@link unsignedShift}.
 */
export const missingCount = 32767;

/** Unsigned counts are stored less this: 0 to 65534 becomes -32768 to 32766. */
export const unsignedShift = 32768;

/**
 * Scale and offset of a field: the scale and offset of its counts in the granules, from their attributes as far as the
 * dataset has them, else as documented; flags are integers.
 * @throws DatasetError DATASET_FIELDS for a field of which no scale is known
 */
export function fieldPacking(field: StoredField, generation: GenerationInfo): FieldPacking {
  const attributes = generation.fieldAttributes[field.group]?.[field.name] ?? {};
  const documented = polderFields.get(field.name);
  const isFlag = fieldKind(field.name).resampling === "nearest";
  const scale = numberOf(attributes.scale_factor) ?? documented?.scale ?? (isFlag ? 1 : undefined);
  if (scale === undefined || scale === 0) {
    const advice = "its attribute scale_factor is not among par_field_attributes; give it in the option packing";
    throw new DatasetError("DATASET_FIELDS", `the scale of the field ${field.name} is not known: ${advice}`);
  }
  const isUnsigned = documented?.dtype === undefined ? isFlag : documented.dtype === "uint16";
  return { scale, offset: (numberOf(attributes.add_offset) ?? 0) + (isUnsigned ? scale * unsignedShift : 0) };
}

/** A number, or a list of one, as attributes of HDF5 are. */
function numberOf(value: unknown): number | undefined {
  const [only] = Array.isArray(value) && value.length === 1 ? (value as unknown[]) : [value];
  return typeof only === "number" && Number.isFinite(only) ? only : undefined;
}

/** Values of a channel, `value = scale * data[start + pixel * step] + offset`. */
export interface ChannelValues extends FieldPacking {
  readonly data: Float32Array | Int16Array;
  readonly start: number;
  readonly step: number;
  readonly missing: number;
}

/**
 * Round the values of a channel to counts.
 * @param target one count for each pixel
 * @returns the first value that no count can be, or undefined when all were stored
 */
export function packChannel(from: ChannelValues, packing: FieldPacking, target: Int16Array): number | undefined {
  const { data, start, step, missing, scale, offset } = from;
  for (let pixel = 0, at = start; pixel < target.length; pixel++, at += step) {
    const element = data[at]!;
    const value = scale * element + offset;
    if (element === missing || !Number.isFinite(value) || value === missingValue) {
      target[pixel] = missingCount;
      continue;
    }
    const count = Math.round((value - packing.offset) / packing.scale);
    if (count < -32768 || count >= missingCount) return value;
    target[pixel] = count;
  }
  return undefined;
}
