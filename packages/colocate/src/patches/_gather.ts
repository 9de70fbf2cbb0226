import { missingValue } from "./missing-value.ts";
import { float32Values, mayExceedFloat32, type WindowField } from "./window-field.ts";

/** Where the pixels of a patch come from, and where they go. */
export interface Gathering {
  /** [pixels of the patch, channels] */
  readonly out: Float32Array;
  readonly channels: number;
  /** For each pixel of the patch, its number in the window. */
  readonly pixels: Int32Array;
}

/** A field to be gathered. */
export interface GatherSource {
  readonly field: WindowField;
  /** First channel of the field. */
  readonly channel: number;
  /** Shape [window pixels, views]: values that are 0 here are missing. */
  readonly usable: Uint8Array;
}

/** Pixels that all fields fill before the next ones: as much of the output as a first-level cache holds. */
const blockPixels = 20;

/** Copy the views of each pixel of the patch, in physical units. */
export function gatherFields(sources: readonly GatherSource[], gathering: Gathering): void {
  const loops = sources.map((source) => gatherLoop(source, gathering));
  const { length } = gathering.pixels;
  for (let begin = 0; begin < length; begin += blockPixels) {
    const end = Math.min(begin + blockPixels, length);
    for (const loop of loops) loop(begin, end);
  }
}

type Loop = (begin: number, end: number) => void;

function gatherLoop({ field, channel, usable }: GatherSource, { out, channels, pixels }: Gathering): Loop {
  const { data, views = 1, scale = 1, offset = 0, invalid = [] } = field;
  const target = { out, channels, channel, pixels, usable, views, scale, offset };
  if ((data instanceof Int16Array || data instanceof Uint16Array) && invalid.length <= 2 && !mayExceedFloat32(field)) {
    const integers = new Int16Array(data.buffer, data.byteOffset, data.length);
    const bits = data instanceof Int16Array ? -1 : 0xffff;
    const [a = noInt16, b = noInt16] = invalid;
    return (begin, end) => gatherInt16(integers, bits, a, b, target, begin, end);
  }
  const values = float32Values(field);
  return (begin, end) => gatherFloat64(values, target, begin, end);
}

interface Target extends Gathering {
  readonly channel: number;
  readonly usable: Uint8Array;
  readonly views: number;
  readonly scale: number;
  readonly offset: number;
}

/** An integer that no array of 16 bits holds. */
const noInt16 = 2 ** 20;

/**
 * Radiances and angles, nearly all of a patch, are read where they lie. Unsigned ones are read as if signed and their
 * 16 bits taken: a loop that meets one kind of array only is twice as fast.
 */
function gatherInt16(
  data: Int16Array,
  bits: number,
  a: number,
  b: number,
  { out, channels, channel, pixels, usable, views, scale, offset }: Target,
  begin: number,
  end: number,
): void {
  for (let i = begin; i < end; i++) {
    const from = pixels[i]! * views;
    const to = i * channels + channel;
    for (let view = 0; view < views; view++) {
      const stored = data[from + view]! & bits;
      // Two stores: one variable that is either an integer or a fraction costs half of the speed.
      if (stored === a || stored === b || usable[from + view] === 0) out[to + view] = missingValue;
      else out[to + view] = scale * stored + offset;
    }
  }
}

/** Any other field, NaN where it has no value. */
function gatherFloat64(
  data: Float64Array,
  { out, channels, channel, pixels, usable, views, scale, offset }: Target,
  begin: number,
  end: number,
): void {
  for (let i = begin; i < end; i++) {
    const from = pixels[i]! * views;
    const to = i * channels + channel;
    for (let view = 0; view < views; view++) {
      const stored = data[from + view]!;
      if (Number.isNaN(stored) || usable[from + view] === 0) out[to + view] = missingValue;
      else out[to + view] = scale * stored + offset;
    }
  }
}
