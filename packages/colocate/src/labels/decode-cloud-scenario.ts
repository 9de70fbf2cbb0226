import { checkOptions } from "../_check-options.ts";
import { describeValue } from "../_describe.ts";

/** What a height bin holds in every array where nothing is known. */
export const unknownLabel = 255;

/** CloudSat's `cloud_scenario` decoded: arrays as long as the coded one, 255 where a bin is unknown. */
export interface CloudScenario {
  /** Cloud type, 0 to 8; see `cloudTypes`. */
  readonly cloudScenario: Uint8Array;
  /** Was a scenario determined? 0 or 1. */
  readonly cloudScenarioFlag: Uint8Array;
  /** 0 unspecified, 1 land, 2 sea; 3 is not defined. */
  readonly landSeaFlag: Uint8Array;
  /** 0 unspecified, 1 tropical, 2 middle latitudes, 3 polar. */
  readonly latitudeFlag: Uint8Array;
  /** 0 radar, 1 radar and MODIS; 2 and 3 are not defined. */
  readonly algorithmFlag: Uint8Array;
  /** 0 low, 1 confident; 2 and 3 are not defined. */
  readonly qualityFlag: Uint8Array;
  /** 0 none, 1 liquid, 2 solid, 3 possible drizzle. */
  readonly precipitationFlag: Uint8Array;
  /** Bins that hold neither the fill nor a value of the format: more than a few point to a wrong fill or a damaged file. */
  readonly invalidCount: number;
}

/** How {@link decodeCloudScenario} reads the words. */
export interface DecodeCloudScenarioOptions {
  /** The value of bins without data, as in the file's attribute: an integer of 16 bits, signed or not. @default -32768 */
  readonly fill?: number;
}

/**
 * Decode CloudSat's cloud_scenario, a field of bits: 0 determined, 1-4 type, 5-6 land or sea, 7-8 latitude, 9-10
 * algorithm, 11-12 quality, 13-14 precipitation (2B-CLDCLASS process description).
 *
 * Bins that hold the fill are unknown; decoded they would read 'no cloud', or with CloudSat's -9999 'deep convection'.
 * So are bins with one of the types 9 to 15, which do not exist, or with bit 15, which is no part of the field.
 *
 * @param raw of any shape; signed or not, the bits are the same
 * @throws TypeError unless the elements have 16 bits; RangeError for a fill that is not an integer of 16 bits
 */
export function decodeCloudScenario(
  raw: Int16Array | Uint16Array,
  options: DecodeCloudScenarioOptions = {},
): CloudScenario {
  checkOptions("decodeCloudScenario", options);
  const { fill = -32768 } = options;
  if (!ArrayBuffer.isView(raw) || raw.BYTES_PER_ELEMENT !== 2) {
    throw new TypeError(`decodeCloudScenario: expected an Int16Array or Uint16Array, got ${describeValue(raw)}`);
  }
  const fillBits = checkFill("decodeCloudScenario", fill) & 0xffff;
  const unknown = (): Uint8Array => new Uint8Array(raw.length).fill(unknownLabel);
  const cloudScenario = unknown();
  const cloudScenarioFlag = unknown();
  const landSeaFlag = unknown();
  const latitudeFlag = unknown();
  const algorithmFlag = unknown();
  const qualityFlag = unknown();
  const precipitationFlag = unknown();
  let invalidCount = 0;
  for (let i = 0; i < raw.length; i++) {
    const bits = raw[i]! & 0xffff;
    if (bits === fillBits) continue;
    const type = (bits >> 1) & 15;
    if (type > 8 || bits > 0x7fff) {
      invalidCount++;
      continue;
    }
    cloudScenario[i] = type;
    cloudScenarioFlag[i] = bits & 1;
    landSeaFlag[i] = (bits >> 5) & 3;
    latitudeFlag[i] = (bits >> 7) & 3;
    algorithmFlag[i] = (bits >> 9) & 3;
    qualityFlag[i] = (bits >> 11) & 3;
    precipitationFlag[i] = (bits >> 13) & 3;
  }
  return {
    cloudScenario,
    cloudScenarioFlag,
    landSeaFlag,
    latitudeFlag,
    algorithmFlag,
    qualityFlag,
    precipitationFlag,
    invalidCount,
  };
}

/** @throws RangeError unless it is an integer of 16 bits, signed or not */
export function checkFill(caller: string, fill: number): number {
  if (Number.isInteger(fill) && fill >= -32768 && fill <= 65535) return fill;
  throw new RangeError(`${caller}: fill must be an integer of 16 bits, got ${describeValue(fill)}`);
}
