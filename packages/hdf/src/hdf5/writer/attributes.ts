import { listAttributes } from "../../_attribute-values.ts";
import { ByteBuilder } from "../../_byte-builder.ts";
import { LimitError } from "../../errors.ts";
import { type AttributeContent, encodeAttributeValue } from "./attribute-value.ts";
import { encodeDataspace, isAscii, maxMessageSize } from "./messages.ts";
import type { Hdf5AttributeInput } from "./types.ts";

/** Attributes of an object that is being written, in the order of their creation. */
export class AttributeList {
  readonly #owner: string;
  readonly #file: string | undefined;
  readonly #reserved: readonly string[];
  readonly #messages = new Map<string, Uint8Array>();

  /** @param reserved names that the writer keeps for the dimension scales of this object */
  constructor(owner: string, file: string | undefined, reserved: readonly string[] = []) {
    this.#owner = owner;
    this.#file = file;
    this.#reserved = reserved;
  }

  /** Set, or replace in its place. @throws TypeError, RangeError, LimitError */
  set(name: string, value: Hdf5AttributeInput): void {
    const what = `"${this.#owner}": attribute ${JSON.stringify(name)}`;
    if (typeof name !== "string" || name === "" || name.includes("\0")) {
      throw new TypeError(`${what}: expected a name that is not empty and without NUL`);
    }
    if (this.#reserved.includes(name)) {
      throw new TypeError(`${what}: the dimension scales of this data set are written under this name`);
    }
    const message = encodeAttribute(name, encodeAttributeValue(value, what));
    if (message.length > maxMessageSize) {
      throw new LimitError(
        `attribute ${JSON.stringify(name)} takes ${message.length} bytes in the object header, which has room for ` +
          `${maxMessageSize}: write it as a data set`,
        { file: this.#file, object: this.#owner },
      );
    }
    if (this.#messages.size >= 65000 && !this.#messages.has(name)) {
      throw new LimitError("an object has room for 65000 attributes", { file: this.#file, object: this.#owner });
    }
    this.#messages.set(name, message);
  }

  setAll(attributes: Readonly<Record<string, Hdf5AttributeInput>> | undefined): void {
    for (const [name, value] of listAttributes(attributes, `"${this.#owner}"`)) this.set(name, value);
  }

  /** The attribute messages. */
  get messages(): readonly Uint8Array[] {
    return [...this.#messages.values()];
  }
}

/** An attribute message, version 3. */
export function encodeAttribute(name: string, { datatype, shape, data }: AttributeContent): Uint8Array {
  const nameBytes = new TextEncoder().encode(`${name}\0`);
  const dataspace = encodeDataspace(shape);
  return new ByteBuilder("little-endian")
    .u8(3)
    .u8(0)
    .u16(nameBytes.length)
    .u16(datatype.length)
    .u16(dataspace.length)
    .u8(isAscii(nameBytes) ? 0 : 1)
    .bytes(nameBytes)
    .bytes(datatype)
    .bytes(dataspace)
    .bytes(data)
    .finish();
}
