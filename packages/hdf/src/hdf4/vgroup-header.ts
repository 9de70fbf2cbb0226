import type { HdfErrorDetails } from "../errors.ts";
import type { AttributeReference } from "./attributes.ts";
import { Cursor } from "./cursor.ts";

/** Header of a Vgroup (DFTAG_VG, vgp.c). */
export interface VgroupHeader {
  readonly ref: number;
  readonly name: string;
  readonly className: string;
  readonly members: readonly { readonly tag: number; readonly ref: number }[];
  readonly attributes: readonly AttributeReference[];
}

/** From this version on, a header may have flags and attributes. */
const attributeVersion = 4;
const hasAttributes = 1;

/** @throws DamagedFileError when a field is missing or out of range */
export function parseVgroupHeader(bytes: Uint8Array, ref: number, where: HdfErrorDetails): VgroupHeader {
  const cursor = new Cursor(bytes, where);
  const count = cursor.uint16();
  if (count * 4 > cursor.remaining) cursor.fail(`${count} members do not fit in ${bytes.length} bytes`);
  const tags = cursor.uint16List(count);
  const members = tags.map((tag) => ({ tag, ref: cursor.uint16() }));
  const name = cursor.name();
  const className = cursor.name();
  // Expansion tag and ref, which are not used.
  cursor.skip(4);
  const attributes = versionOf(bytes, where) === attributeVersion ? parseAttributes(cursor) : [];
  return { ref, name, className, members, attributes };
}

/** The version stands behind all fields whose presence depends on it: version, "more" and one byte end the header. */
function versionOf(bytes: Uint8Array, where: HdfErrorDetails): number {
  const end = new Cursor(bytes, where);
  end.skip(Math.max(0, bytes.length - 5));
  return end.uint16();
}

function parseAttributes(cursor: Cursor): AttributeReference[] {
  const flags = cursor.uint32();
  if ((flags & hasAttributes) === 0) return [];
  const count = cursor.count("the number of attributes");
  if (count * 4 > cursor.remaining) cursor.fail(`${count} attributes do not fit in the header`);
  return Array.from({ length: count }, () => ({ tag: cursor.uint16(), ref: cursor.uint16() }));
}
