import { toAttributes } from "../_group.ts";
import { decodeText } from "../_text.ts";
import { HdfError } from "../errors.ts";
import type { AttributeInfo, Attributes, AttributeValue } from "../types.ts";
import { decodeNumbers, type NumberType } from "./number-types.ts";

/** Where an attribute is: the header of a Vdata. */
export interface AttributeReference {
  readonly tag: number;
  readonly ref: number;
}

/** An attribute that is decoded when it is used. */
export interface AttributeEntry {
  readonly name: string;
  /** @throws HdfError when it is damaged */
  load(): AttributeInfo;
}

/** The attributes of one object. */
export class AttributeList {
  readonly #entries: readonly AttributeEntry[];
  #attributes: Attributes | undefined;

  constructor(entries: readonly AttributeEntry[]) {
    this.#entries = entries;
  }

  get values(): Attributes {
    this.#attributes ??= toAttributes(this.#entries.map(loadOrKeep));
    return this.#attributes;
  }

  infos(): AttributeInfo[] {
    return this.#entries.map((entry) => entry.load());
  }
}

/** The attribute that its stored bytes hold. @param bytes a multiple of the element size long */
export function decodeAttribute(name: string, type: NumberType, bytes: Uint8Array): AttributeInfo {
  return { name, dtype: type.dtype, shape: [bytes.length / type.size], value: decodeValue(type, bytes) };
}

/** An attribute that throws an error when it is used. */
export function damagedAttribute(name: string, error: HdfError): AttributeEntry {
  return {
    name,
    load: () => {
      throw error;
    },
  };
}

function decodeValue(type: NumberType, bytes: Uint8Array): AttributeValue {
  if (type.dtype === "char8") return decodeText(bytes);
  const values = decodeNumbers(bytes, type);
  return values.length === 1 ? (values[0] as number | bigint) : values;
}

function loadOrKeep(entry: AttributeEntry): AttributeInfo | { name: string; error: Error } {
  try {
    return entry.load();
  } catch (error) {
    if (error instanceof HdfError) return { name: entry.name, error };
    throw error;
  }
}
