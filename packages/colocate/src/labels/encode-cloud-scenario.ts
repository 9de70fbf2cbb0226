import { checkNumbers } from "../_check.ts";
import { checkOptions } from "../_check-options.ts";
import { describeValue } from "../_describe.ts";
import { ValueError } from "../errors.ts";
import type { Numbers } from "../types.ts";
import { checkSameLength, largestCloudType } from "./_bins.ts";
import {
  type CloudScenario,
  checkFill,
  type DecodeCloudScenarioOptions,
  unknownLabel,
} from "./decode-cloud-scenario.ts";

/** The arrays of a {@link CloudScenario}, of equal length; 255 in all of them where a bin is unknown. */
export type CloudScenarioParts = { readonly [Part in Exclude<keyof CloudScenario, "invalidCount">]: Numbers };

/** Where the bits of each part begin, and the largest value that it can have. */
const places: readonly (readonly [part: keyof CloudScenarioParts, shift: number, largest: number])[] = [
  ["cloudScenario", 1, largestCloudType],
  ["cloudScenarioFlag", 0, 1],
  ["landSeaFlag", 5, 3],
  ["latitudeFlag", 7, 3],
  ["algorithmFlag", 9, 3],
  ["qualityFlag", 11, 3],
  ["precipitationFlag", 13, 3],
];

/**
 * CloudSat's cloud_scenario, the field of bits that `decodeCloudScenario` reads; the fill where a bin is unknown.
 * @param parts all seven arrays, of any shape
 * @returns as many words; a fill above 32767 is stored as the negative number of the same bits
 * @throws TypeError for parts that are no arrays; ShapeError when they differ in length; ValueError for a value that has
 * no place in the bits, a bin that is unknown in some of them only, or one whose bits are those of the fill; RangeError
 * for a fill that is not an integer of 16 bits
 * @example
 * ```ts
 * import { decodeCloudScenario, encodeCloudScenario } from "@atcs/colocate";
 *
 * const words = Int16Array.of(10243, -32768);
 * console.log(encodeCloudScenario(decodeCloudScenario(words))); // Int16Array(2) [ 10243, -32768 ]
 * ```
 */
export function encodeCloudScenario(parts: CloudScenarioParts, options: DecodeCloudScenarioOptions = {}): Int16Array {
  checkOptions("encodeCloudScenario", options);
  const { fill = -32768 } = options;
  checkParts(parts);
  const [fillWord] = Int16Array.of(checkFill("encodeCloudScenario", fill));
  const words = new Int16Array(parts.cloudScenario.length);
  for (const [part, shift, largest] of places) addPart(words, part, parts, shift, largest);
  for (let i = 0; i < words.length; i++) {
    if (parts.cloudScenario[i] === unknownLabel) words[i] = fillWord!;
    else if (words[i] === fillWord) {
      throw new ValueError(
        `element ${i} has the bits of the fill ${fill}: expected others, or it would read as unknown`,
      );
    }
  }
  return words;
}

function checkParts(parts: CloudScenarioParts): void {
  if (typeof parts !== "object" || parts === null) {
    throw new TypeError(`encodeCloudScenario: expected the arrays of a cloud scenario, got ${describeValue(parts)}`);
  }
  for (const [part] of places) {
    checkNumbers(part, parts[part]);
    checkSameLength("cloudScenario", parts.cloudScenario.length, part, parts[part].length);
  }
}

/** Sets the bits of one part where the bin is known. */
function addPart(
  words: Int16Array,
  part: keyof CloudScenarioParts,
  parts: CloudScenarioParts,
  shift: number,
  largest: number,
): void {
  const types = parts.cloudScenario;
  const values = parts[part];
  for (let i = 0; i < words.length; i++) {
    const value = values[i]!;
    if (value === unknownLabel && types[i] === unknownLabel) continue;
    if (types[i] === unknownLabel || !(Number.isInteger(value) && value >= 0 && value <= largest)) {
      const expected = types[i] === unknownLabel ? "255, as its cloudScenario is" : `0 to ${largest}`;
      throw new ValueError(`${part} is ${describeValue(value)} at element ${i}: expected ${expected}`);
    }
    words[i]! |= value << shift;
  }
}
