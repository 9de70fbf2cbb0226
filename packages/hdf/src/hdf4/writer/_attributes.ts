import {
  type AttributeInput,
  type AttributeInputs,
  listAttributes,
  resolveAttribute,
} from "../../_attribute-values.ts";
import type { AnyTypedArray } from "../../_typed-array.ts";
import { checkName, nameLimits } from "./_names.ts";
import { maxRecordBytes, putVdata, type Reference } from "./_vdata.ts";
import type { ElementStore } from "./element-store.ts";
import { checkDtype, type Hdf4Dtype, toBigEndian } from "./number-types.ts";

/** An attribute as it is stored. */
export interface EncodedAttribute {
  readonly name: string;
  readonly dtype: Hdf4Dtype;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** Where attributes are attached: the SD interface and the Vset interface store several values differently. */
export type AttributeStyle = "sd" | "vset";

const attributeClass = "Attr0.0";
const encoder = new TextEncoder();

/** Attributes of an object that is being written, in the order of their creation. */
export class AttributeList {
  readonly #style: AttributeStyle;
  readonly #owner: string;
  readonly #byName = new Map<string, EncodedAttribute>();

  /**
   * @param owner subject of the errors
   * @throws TypeError, RangeError for values that HDF4 attributes cannot have
   */
  constructor(attributes: AttributeInputs | undefined, style: AttributeStyle, owner: string) {
    this.#style = style;
    this.#owner = owner;
    for (const [name, value] of listAttributes(attributes, owner)) this.set(name, value);
  }

  /** @throws TypeError, RangeError for values that HDF4 attributes cannot have */
  set(name: string, value: AttributeInput): void {
    checkName(name, nameLimits.attribute, `${this.#owner}: attribute`);
    this.#byName.set(
      name,
      encodeAttribute(name, value, this.#style, `${this.#owner}: attribute ${JSON.stringify(name)}`),
    );
  }

  get(name: string): EncodedAttribute | undefined {
    return this.#byName.get(name);
  }

  get size(): number {
    return this.#byName.size;
  }

  /** Write the Vdatas of all attributes; they may be members of a Vgroup. */
  async put(store: ElementStore): Promise<Reference[]> {
    const references: Reference[] = [];
    for (const attribute of this.#byName.values()) references.push(await putAttribute(store, attribute, this.#style));
    return references;
  }
}

function putAttribute(
  store: ElementStore,
  { name, dtype, count, bytes }: EncodedAttribute,
  style: AttributeStyle,
): Promise<Reference> {
  const oneRecord = isOneRecord(dtype, style);
  const field = { name: "VALUES", dtype, order: oneRecord ? count : 1 };
  return putVdata(store, { name, className: attributeClass, fields: [field], count: oneRecord ? 1 : count }, bytes);
}

/**
 * libhdf4 stores numbers of data sets and files as records of one value, text and everything of the Vset interface as
 * one record. It reads uchar8 back whole only when that is one record, too.
 */
function isOneRecord(dtype: Hdf4Dtype, style: AttributeStyle): boolean {
  return style === "vset" || dtype === "char8" || dtype === "uchar8";
}

function encodeAttribute(name: string, value: AttributeInput, style: AttributeStyle, what: string): EncodedAttribute {
  const { dtype, values } = toHdf4(value, what);
  if (values.length === 0) {
    throw new RangeError(`${what}: it is empty, HDF4 attributes have at least one value or character`);
  }
  if (isOneRecord(dtype, style) && values.byteLength > maxRecordBytes) {
    throw new RangeError(`${what}: it has ${values.byteLength} bytes, HDF4 allows ${maxRecordBytes}`);
  }
  return { name, dtype, count: values.length, bytes: toBigEndian(values) };
}

function toHdf4(value: AttributeInput, what: string): { dtype: Hdf4Dtype; values: AnyTypedArray } {
  const { dtype, values, scalar } = resolveAttribute(value, what);
  if (dtype !== "string") return { dtype: checkDtype(dtype, what), values };
  if (!scalar) throw new TypeError(`${what}: HDF4 has no attributes of several strings, join them to one`);
  return { dtype: "char8", values: encoder.encode(values[0]) };
}
