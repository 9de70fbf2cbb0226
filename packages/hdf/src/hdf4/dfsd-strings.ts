import type { AttributeInfo } from "../types.ts";
import { type AttributeEntry, decodeAttribute } from "./attributes.ts";
import type { NumberType } from "./number-types.ts";

const text: NumberType = { dtype: "char8", size: 1, littleEndian: false };

/** An element has a text for the data set and one for each of its dimensions, at most 32. */
const maxTexts = 33;

/**
 * Splits elements that hold texts (DFTAG_SDL, SDU, SDF), each ended by NUL, into the attributes as which the SD library
 * shows them. Data sets may share an element, which is split and decoded once.
 */
export class TextSplitter {
  readonly #known = new Map<Uint8Array, readonly AttributeEntry[][]>();

  /**
   * @param name of the attributes
   * @returns for each text an attribute, or none where it is empty
   */
  split(bytes: Uint8Array | undefined, name: string): readonly AttributeEntry[][] {
    if (bytes === undefined) return [];
    const attributes = this.#known.get(bytes) ?? splitTexts(bytes).map((found) => textAttribute(name, found));
    this.#known.set(bytes, attributes);
    return attributes;
  }
}

/** An attribute that holds text, or none when there is no text. */
export function textAttribute(name: string, bytes: Uint8Array): AttributeEntry[] {
  let info: AttributeInfo | undefined;
  const load = (): AttributeInfo => {
    info ??= decodeAttribute(name, text, bytes);
    return info;
  };
  return bytes.length === 0 ? [] : [{ name, load }];
}

function splitTexts(bytes: Uint8Array): Uint8Array[] {
  const texts: Uint8Array[] = [];
  for (let start = 0; texts.length < maxTexts && start < bytes.length; ) {
    const nul = bytes.indexOf(0, start);
    const end = nul < 0 ? bytes.length : nul;
    texts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return texts;
}
