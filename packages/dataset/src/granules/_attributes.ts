import { type Attributes, type AttributeValue, isHdfError } from "@atcs/hdf";
import { listForMessage, shorten } from "./_message-text.ts";
import type { DeviationLog } from "./deviations.ts";
import { GranuleAttributeError, type GranuleErrorDetails } from "./errors.ts";

/** Attributes as JSON can hold them. Text is as in the file; 64-bit integers and typed arrays are numbers. */
export type FieldAttributes = Readonly<Record<string, number | string | readonly number[] | readonly string[]>>;

/** Attributes as plain values. Damaged ones are left out, which is recorded. */
export function plainAttributes(attributes: Attributes, path: string, log: DeviationLog): FieldAttributes {
  const plain: [name: string, value: FieldAttributes[string]][] = [];
  for (const name of Object.keys(attributes)) {
    try {
      plain.push([name, plainValue(attributes[name]!)]);
    } catch (error) {
      if (!isHdfError(error, "HDF_DAMAGED", "HDF_UNSUPPORTED")) throw error;
      log.add("FIELD_DAMAGED", `${path}, ${name}`, { found: error.message, assumed: "it is left out", matters: true });
    }
  }
  return Object.fromEntries(plain);
}

function plainValue(value: AttributeValue): FieldAttributes[string] {
  if (typeof value === "bigint") return Number(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<number | bigint>, Number);
  return value as FieldAttributes[string];
}

/**
 * The numbers of an attribute, or undefined when it is absent. 64-bit integers, as POLDER stores its fill values, become
 * numbers: no code of these products needs more than 53 bits.
 * @throws GranuleAttributeError when it is text
 */
export function numbersOf(attributes: Attributes, name: string, place: GranuleErrorDetails): number[] | undefined {
  const value = attributes[name];
  if (value === undefined) return undefined;
  if (typeof value === "number" || typeof value === "bigint") return [Number(value)];
  if (ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<number | bigint>, Number);
  throw new GranuleAttributeError(`attribute ${name} is ${shorten(JSON.stringify(value))}: expected numbers`, place);
}

/** The one finite number of an attribute, or undefined when it is absent. @throws GranuleAttributeError */
export function numberOf(attributes: Attributes, name: string, place: GranuleErrorDetails): number | undefined {
  const numbers = numbersOf(attributes, name, place);
  if (numbers === undefined) return undefined;
  const [number] = numbers;
  if (numbers.length === 1 && Number.isFinite(number)) return number;
  throw new GranuleAttributeError(
    `attribute ${name} is [${listForMessage(numbers)}]: expected one finite number`,
    place,
  );
}

/**
 * The codes of an attribute that says which counts are no values, or undefined when it is absent.
 * @throws GranuleAttributeError when it is text, or more numbers than are codes: every count is compared with each
 */
export function codesOf(attributes: Attributes, name: string, place: GranuleErrorDetails): number[] | undefined {
  const codes = numbersOf(attributes, name, place);
  if (codes === undefined || codes.length <= maxCodes) return codes;
  throw new GranuleAttributeError(`attribute ${name} has ${codes.length} values: expected at most ${maxCodes}`, place);
}

/** Products have one code in an attribute. */
const maxCodes = 16;

/** Times, units and names have no more characters. Longer ones could not become text in one call. */
const maxTextLength = 1024;

/** The text of an attribute, at most its beginning, without what pads it (NUL, blanks); undefined for anything else. */
export function textOf(value: AttributeValue | undefined): string | undefined {
  const text = Array.isArray(value) ? (value as readonly string[])[0] : value;
  if (typeof text === "string") return trimPadding(text.slice(0, maxTextLength));
  // Text that was stored as bytes.
  if (text instanceof Uint8Array || text instanceof Int8Array) {
    return trimPadding(String.fromCharCode(...text.subarray(0, maxTextLength)));
  }
  return undefined;
}

/** C text ends at its first NUL. */
function trimPadding(text: string): string {
  const end = text.indexOf("\0");
  return (end < 0 ? text : text.slice(0, end)).trim();
}
