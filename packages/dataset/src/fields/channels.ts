import { checkInteger, describeValue } from "../_check-options.ts";
import type { StoredField } from "../types.ts";

/** A channel of a selection of fields. */
export interface Channel {
  readonly field: StoredField;
  /** Slot of the view, 0 to 15; undefined for fields without views. */
  readonly angle: number | undefined;
  /** Number of the channel among all that are stored. */
  readonly stored: number;
}

/** Which channels are taken. */
export interface ChannelOptions {
  /** Slots of views that are left out of all directional fields, 0 to 15. @default none */
  readonly omitAngles?: readonly number[] | undefined;
  /** All fields of the dataset, in the order of their channels. @default the selection itself */
  readonly stored?: readonly StoredField[] | undefined;
}

/**
 * The channels of fields, in their order, without the angles that are omitted.
 * @throws RangeError for an angle that does not exist or when none is left; TypeError for what is no list
 */
export function channelsOf(
  fields: readonly StoredField[],
  { omitAngles = [], stored = fields }: ChannelOptions = {},
): Channel[] {
  if (!Array.isArray(omitAngles)) {
    throw new TypeError(`omitAngles is ${describeValue(omitAngles)}: expected a list of slots of views`);
  }
  const slots = Math.max(...stored.map((field) => field.angles));
  for (const angle of omitAngles) checkInteger("an angle of omitAngles", angle, 0, Math.max(slots, 16) - 1);
  const starts = firstChannels(stored);
  const channels = fields.flatMap((field) => {
    const start = starts.get(key(field));
    if (start === undefined) throw new RangeError(`the field ${field.name} is not among those that are stored`);
    return slotsOf(field, omitAngles).map((angle) => ({
      field,
      angle: field.angles === 1 ? undefined : angle,
      stored: start + angle,
    }));
  });
  if (channels.length === 0) throw new RangeError("omitAngles leaves no channel of the fields");
  return channels;
}

/** Channels that fields take together. */
export function channelCount(fields: readonly StoredField[]): number {
  return fields.reduce((sum, { angles }) => sum + angles, 0);
}

function slotsOf(field: StoredField, omitAngles: readonly number[]): number[] {
  const all = Array.from({ length: field.angles }, (_, angle) => angle);
  return field.angles === 1 ? all : all.filter((angle) => !omitAngles.includes(angle));
}

function firstChannels(stored: readonly StoredField[]): Map<string, number> {
  const starts = new Map<string, number>();
  let next = 0;
  for (const field of stored) {
    starts.set(key(field), next);
    next += field.angles;
  }
  return starts;
}

function key(field: StoredField): string {
  return `${field.group}/${field.name}`;
}
