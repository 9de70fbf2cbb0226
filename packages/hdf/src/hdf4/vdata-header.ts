import type { HdfErrorDetails } from "../errors.ts";
import type { AttributeReference } from "./attributes.ts";
import { Cursor } from "./cursor.ts";
import { type NumberType, parseNumberType } from "./number-types.ts";

/** One field of a Vdata as its header describes it. */
export interface VdataField {
  readonly name: string;
  readonly type: NumberType;
  /** Elements of a record. */
  readonly order: number;
  /** Bytes of a record, and where they begin in it. */
  readonly size: number;
  readonly offset: number;
}

/** Header of a Vdata (DFTAG_VH, vio.c). */
export interface VdataHeader {
  readonly ref: number;
  readonly name: string;
  readonly className: string;
  /** Are the fields of a record together (full), or the records of a field (none)? */
  readonly interlace: "full" | "none";
  /** Number of records. */
  readonly count: number;
  readonly recordSize: number;
  readonly fields: readonly VdataField[];
  /** Attributes of the Vdata (field -1) and its fields. */
  readonly attributes: readonly (AttributeReference & { readonly field: number })[];
}

/** No Vdata has more fields (hlimits.h: VSFIELDMAX). */
const maxFields = 256;
/** From this version on, a header may have flags and attributes. */
const attributeVersion = 4;
/** Up to this version, number types had codes of their own. */
const oldTypesVersion = 2;
const hasAttributes = 1;

/** @throws DamagedFileError when a field is missing or out of range; an unknown number type throws UnsupportedError */
export function parseVdataHeader(bytes: Uint8Array, ref: number, where: HdfErrorDetails): VdataHeader {
  const cursor = new Cursor(bytes, where);
  const interlace = cursor.int16();
  if (interlace !== 0 && interlace !== 1) cursor.fail(`interlace ${interlace}, expected 0 (full) or 1 (none)`);
  const count = cursor.int32();
  if (count < 0) cursor.fail(`${count} records, expected 0 or more`);
  const recordSize = cursor.uint16();
  const fieldCount = cursor.int16();
  if (fieldCount < 0 || fieldCount > maxFields) cursor.fail(`${fieldCount} fields, expected 0 to ${maxFields}`);
  if (fieldCount * 10 > cursor.remaining) cursor.fail(`${fieldCount} fields do not fit in ${bytes.length} bytes`);
  const types = cursor.uint16List(fieldCount);
  const sizes = cursor.uint16List(fieldCount);
  const offsets = cursor.uint16List(fieldCount);
  const orders = cursor.uint16List(fieldCount);
  const names: string[] = [];
  for (let i = 0; i < fieldCount; i++) names.push(cursor.name());
  const name = cursor.name();
  const className = cursor.name();
  // Expansion tag and ref, which are not used.
  cursor.skip(4);
  const version = cursor.uint16();
  cursor.skip(2);
  const fields = names.map((fieldName, i): VdataField => {
    const code = types[i] as number;
    const type = parseNumberType(version <= oldTypesVersion ? fromOldType(code) : code, where);
    const order = orders[i] as number;
    const size = order * type.size;
    if (size !== sizes[i]) {
      cursor.fail(`field "${fieldName}" has ${sizes[i]} bytes, expected ${order} times ${type.size}`);
    }
    const offset = offsets[i] as number;
    if (offset + size > recordSize) {
      cursor.fail(`field "${fieldName}" ends at byte ${offset + size} of a record of ${recordSize} bytes`);
    }
    return { name: fieldName, type, order, size, offset };
  });
  const attributes = version === attributeVersion ? parseAttributes(cursor) : [];
  return { ref, name, className, interlace: interlace === 0 ? "full" : "none", count, recordSize, fields, attributes };
}

function parseAttributes(cursor: Cursor): VdataHeader["attributes"] {
  const flags = cursor.uint32();
  if ((flags & hasAttributes) === 0) return [];
  const count = cursor.count("the number of attributes");
  if (count * 8 > cursor.remaining) cursor.fail(`${count} attributes do not fit in the header`);
  return Array.from({ length: count }, () => ({ field: cursor.int32(), tag: cursor.uint16(), ref: cursor.uint16() }));
}

/** vg.h: LOCAL_CHARTYPE 1, INT 2, FLOAT 3, LONG 4, BYTE 5, SHORT 6, DOUBLE 7. */
function fromOldType(code: number): number {
  return [0, 4, 22, 5, 24, 20, 22, 6][code] ?? code;
}
