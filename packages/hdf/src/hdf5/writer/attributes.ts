import { listAttributes } from "../../_attribute-values.ts";
import { ByteBuilder } from "../../_byte-builder.ts";
import { LimitError } from "../../errors.ts";
import { type AttributeContent, encodeAttributeValue } from "./attribute-value.ts";
import type { HeapId } from "./global-heap.ts";
import { encodeDataspace, isAscii, maxMessageSize } from "./messages.ts";
import type { Hdf5AttributeInput } from "./types.ts";

/** Attributes of an object that is being written, in the order of their creation. */
export class AttributeList {
  readonly #owner: string;
  readonly #file: string | undefined;
  readonly #reserved: readonly string[];
  readonly #contents = new Map<string, AttributeContent>();

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
    const content = encodeAttributeValue(value, what);
    const size = encodeAttribute(
      name,
      storeTexts(content, () => nowhere),
    ).length;
    if (size > maxMessageSize) {
      throw new LimitError(
        `attribute ${JSON.stringify(name)} takes ${size} bytes in the object header, which has room for ` +
          `${maxMessageSize}: write it as a data set`,
        { file: this.#file, object: this.#owner },
      );
    }
    if (this.#contents.size >= 65000 && !this.#contents.has(name)) {
      throw new LimitError("an object has room for 65000 attributes", { file: this.#file, object: this.#owner });
    }
    this.#contents.set(name, content);
  }

  setAll(attributes: Readonly<Record<string, Hdf5AttributeInput>> | undefined): void {
    for (const [name, value] of listAttributes(attributes, `"${this.#owner}"`)) this.set(name, value);
  }

  /** The attribute messages. Their lengths do not depend on where texts are placed. */
  messages(placeText: PlaceText): Uint8Array[] {
    return Array.from(this.#contents, ([name, content]) => encodeAttribute(name, storeTexts(content, placeText)));
  }
}

/** Stands for a place when only the size of a message counts. */
export const nowhere: HeapId = { collection: 0, index: 0 };

/** Puts the bytes of a text into the global heap. */
export type PlaceText = (text: Uint8Array) => HeapId;

/** An attribute whose elements all lie in its message. */
interface StoredAttribute extends AttributeContent {
  readonly data: Uint8Array;
}

/** An attribute message, version 3. */
export function encodeAttribute(name: string, { datatype, shape, data }: StoredAttribute): Uint8Array {
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

/** Put texts of variable length into the heap: what stays in the message is where they are. */
function storeTexts(content: AttributeContent, placeText: PlaceText): StoredAttribute {
  const { datatype, shape, data } = content;
  if (data instanceof Uint8Array) return { datatype, shape, data };
  const elements = new ByteBuilder("little-endian");
  for (const text of data) {
    // To C, no bytes are a null pointer, which not every reader expects; a NUL is an empty text.
    const bytes = text.length === 0 ? new Uint8Array(1) : text;
    const { collection, index } = placeText(bytes);
    elements.u32(bytes.length).address(collection).u32(index);
  }
  return { datatype, shape, data: elements.finish() };
}
