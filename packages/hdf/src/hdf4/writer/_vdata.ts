import { ByteBuilder } from "../../_byte-builder.ts";
import { elementSize } from "../../_typed-array.ts";
import { tags } from "../tags.ts";
import type { ElementStore } from "./element-store.ts";
import { type Hdf4Dtype, numberTypeCode } from "./number-types.ts";

/** A member of a Vgroup, or an attribute: tag and reference number. */
export interface Reference {
  readonly tag: number;
  readonly ref: number;
}

/** One field of a Vdata. */
export interface VdataField {
  readonly name: string;
  readonly dtype: Hdf4Dtype;
  /** Values per record. */
  readonly order: number;
}

/** A Vdata whose records, if any, are in the element of tag VS with the same reference number. */
export interface VdataHeader {
  readonly name: string;
  readonly className: string;
  readonly fields: readonly VdataField[];
  readonly count: number;
  /** Attribute Vdatas, by field index; -1 stands for the Vdata itself. */
  readonly attributes?: readonly { readonly field: number; readonly reference: Reference }[];
}

/** Versions of Vdata and Vgroup descriptions: plain, and with attributes (vg.h). */
export const vsetVersions = { plain: 3, withAttributes: 4 } as const;
/** The flag that says: attributes follow. */
export const hasAttributesFlag = 1;

/** Bytes that a record may have: sizes are 16 bits wide. */
export const maxRecordBytes = 65535;

/** Bytes of one field in a record. */
export function fieldBytes({ dtype, order }: VdataField): number {
  return elementSize(dtype) * order;
}

/** Bytes of one record. */
export function recordBytes(fields: readonly VdataField[]): number {
  return fields.reduce((sum, field) => sum + fieldBytes(field), 0);
}

/** Write a small Vdata of known records. */
export async function putVdata(store: ElementStore, header: VdataHeader, records: Uint8Array): Promise<Reference> {
  const ref = store.newRef();
  if (header.count === 0) store.putEmpty(tags.vdata, ref);
  else await store.put(tags.vdata, ref, records);
  return putVdataHeader(store, ref, header);
}

/** Write the description (VH) of a Vdata. */
export async function putVdataHeader(store: ElementStore, ref: number, header: VdataHeader): Promise<Reference> {
  await store.put(tags.vdataHeader, ref, encodeVdataHeader(header));
  return { tag: tags.vdataHeader, ref };
}

/** The VH element as of HDF4's vio.c; interlace 0 stores whole records one after the other. */
function encodeVdataHeader({ name, className, fields, count, attributes = [] }: VdataHeader): Uint8Array {
  const sizes = fields.map(fieldBytes);
  const offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  const version = attributes.length === 0 ? vsetVersions.plain : vsetVersions.withAttributes;
  const record = new ByteBuilder("big-endian")
    .u16(0)
    .u32(count)
    .u16(recordBytes(fields), fields.length)
    .u16(...fields.map((field) => numberTypeCode(field.dtype)))
    .u16(...sizes, ...offsets, ...fields.map((field) => field.order));
  for (const field of fields) record.text(field.name);
  // Expansion tag and reference number are unused; version and "more" are stored a second time at the end.
  record.text(name).text(className).u16(0, 0, version, 0);
  if (attributes.length > 0) {
    record.u32(hasAttributesFlag, attributes.length);
    for (const { field, reference } of attributes) record.u32(field).u16(reference.tag, reference.ref);
  }
  return record.u16(version, 0).u8(0).finish();
}
