import type { Dtype, NumericDtype } from "../types.ts";
import type { BitField, NumberFormat, TypeFormat } from "./datatype-message.ts";
import { type H5wasmType, typeClass } from "./h5wasm-module.ts";

/** How an element lies in memory after libhdf5 read it. */
export type Layout = NumberLayout | TextLayout | OtherLayout;

export interface NumberLayout {
  readonly kind: "number";
  /** The typed array it becomes. */
  readonly dtype: NumericDtype;
  /** Bytes of one number in memory. */
  readonly size: number;
  readonly bigEndian: boolean;
  /** Bits of the number that count, when these are not all; a half-precision float has none of its own array. */
  readonly encoding: "native" | "half" | BitField;
}

export interface TextLayout {
  readonly kind: "text";
  /** Bytes in memory; of variable length: of the pointer. */
  readonly size: number;
  readonly variable: boolean;
  /** H5T_str_t: 0 ends with NUL, 1 padded with NUL, 2 padded with blanks. */
  readonly padding: number;
}

interface OtherLayout {
  readonly kind: "other";
}

/** A member of a compound type; members of a compound within are "outer.inner". */
export interface FieldDescription {
  readonly name: string;
  readonly dtype: Dtype;
  readonly typeName: string;
  /** Elements per record. */
  readonly order: number;
  /** Bytes from the start of the record. */
  readonly offset: number;
  readonly layout: Layout;
}

/** Element type of a data set or attribute. */
export interface TypeDescription {
  readonly dtype: Dtype;
  readonly typeName: string;
  /** Bytes of an element in memory. */
  readonly size: number;
  readonly layout: Layout;
  /** Lengths of an array type around the element, else []. */
  readonly arrayShape: readonly number[];
  /** Members of a compound type, else null. */
  readonly fields: readonly FieldDescription[] | null;
  /** Do elements hold pointers to memory that has to be given back? */
  readonly holdsPointers: boolean;
}

const other: OtherLayout = { kind: "other" };

/**
 * The model's view of a datatype. h5wasm reads big-endian numbers as little-endian by H5Tset_order, which fails for
 * enumerations, and stops at the first one of a compound type; compound types of mixed order are left as they are.
 *
 * h5wasm does not tell which bits of a number count: `format`, from the datatype message, does. Numbers without it, or
 * of a format without a typed array, are `other`: they must not be guessed.
 */
export function describeType(type: H5wasmType, format: TypeFormat | undefined): TypeDescription {
  const array = type.type === typeClass.array ? type.array_type : undefined;
  const element = array ?? type;
  const elementFormat = array === undefined ? format : baseOf(format);
  const fields = type.compound_type === undefined ? null : describeFields(type, format);
  const layout = fields === null ? describeLayout(element, !isLittleEndianInMemory(element), elementFormat) : other;
  return {
    dtype: dtypeOf(layout),
    typeName: nameType(type, format),
    size: type.size,
    layout,
    arrayShape: array?.shape ?? [],
    fields,
    holdsPointers: holdsPointers(type),
  };
}

/** The dtype of a layout. */
function dtypeOf(layout: Layout): Dtype {
  if (layout.kind === "number") return layout.dtype;
  return layout.kind === "text" ? "string" : "other";
}

/** The format of a number; unknown when the datatype message is, or is that of another type. */
function formatOf(type: H5wasmType, format: TypeFormat | undefined): NumberFormat | "unknown" {
  return format?.class === type.type ? format.number : "unknown";
}

function baseOf(format: TypeFormat | undefined): TypeFormat | undefined {
  return format?.base ?? undefined;
}

/** The formats of the members of a compound type, in their order; their offsets in the file are not those in memory. */
function membersOf(type: H5wasmType, format: TypeFormat | undefined): readonly TypeFormat[] {
  const members = format?.members ?? [];
  return members.length === type.compound_type?.members.length ? members : [];
}

/** Type in words. */
function nameType(type: H5wasmType, format: TypeFormat | undefined): string {
  switch (type.type) {
    case typeClass.integer:
      return `${type.signed ? "int" : "uint"}${type.size * 8}${nameFormat(formatOf(type, format))}`;
    case typeClass.float:
      return `float${type.size * 8}${nameFormat(formatOf(type, format))}`;
    case typeClass.string:
      return type.vlen ? "string" : `string[${type.size}]`;
    case typeClass.bitfield:
      return `bitfield${type.size * 8}${nameFormat(formatOf(type, format))}`;
    case typeClass.opaque:
      return `opaque[${type.size}]`;
    case typeClass.reference:
      return `${type.ref_type ?? "object"} reference`;
    case typeClass.time:
      return `time${type.size * 8}`;
    case typeClass.complex:
      return `complex${type.size * 8}`;
    case typeClass.enum:
      return `${nameEnum(type)}${nameFormat(formatOf(type, format))}`;
    case typeClass.variableLength:
      return `variable-length ${type.vlen_type === undefined ? "sequence" : nameType(type.vlen_type, baseOf(format))}`;
    case typeClass.array:
      return type.array_type === undefined
        ? "array"
        : `${nameType(type.array_type, baseOf(format))}[${type.array_type.shape.join(", ")}]`;
    case typeClass.compound:
      return `compound { ${nameMembers(type, format)} }`;
    default:
      return `type class ${type.type}`;
  }
}

function nameFormat(format: NumberFormat | "unknown"): string {
  if (format === "native") return "";
  if (format === "foreign") return " (not IEEE 754)";
  return format === "unknown" ? " (of unknown bits)" : ` of ${format.precision} bits`;
}

function nameMembers(type: H5wasmType, format: TypeFormat | undefined): string {
  const formats = membersOf(type, format);
  const members = type.compound_type?.members ?? [];
  return members.map((member, n) => `${member.name}: ${nameType(member, formats[n])}`).join(", ");
}

function nameEnum(type: H5wasmType): string {
  const members = Object.entries(type.enum_type?.members ?? {});
  const shown = members.slice(0, 8).map(([name, value]) => `${name} = ${value}`);
  if (members.length > shown.length) shown.push("...");
  return `enum ${type.signed ? "int" : "uint"}${type.size * 8} { ${shown.join(", ")} }`;
}

function describeLayout(type: H5wasmType, bigEndian: boolean, typeFormat: TypeFormat | undefined): Layout {
  const { size } = type;
  if (type.type === typeClass.string) return { kind: "text", size, variable: type.vlen, padding: type.strpad ?? 0 };
  const format = formatOf(type, typeFormat);
  if (format === "foreign" || format === "unknown") return other;
  switch (type.type) {
    case typeClass.enum:
      if (type.enum_type?.type !== typeClass.integer) return other;
      return describeInteger(size, type.signed, bigEndian, format);
    case typeClass.integer:
      return describeInteger(size, type.signed, bigEndian, format);
    case typeClass.bitfield:
      return describeInteger(size, false, bigEndian, format);
    case typeClass.float:
      if (size === 2) return { kind: "number", dtype: "float32", size, bigEndian, encoding: "half" };
      if (size !== 4 && size !== 8) return other;
      return { kind: "number", dtype: size === 4 ? "float32" : "float64", size, bigEndian, encoding: "native" };
    default:
      return other;
  }
}

function describeInteger(size: number, signed: boolean, bigEndian: boolean, encoding: "native" | BitField): Layout {
  if (size !== 1 && size !== 2 && size !== 4 && size !== 8) return other;
  const bits = (size * 8) as 8 | 16 | 32 | 64;
  return { kind: "number", dtype: signed ? `int${bits}` : `uint${bits}`, size, bigEndian, encoding };
}

function describeFields(record: H5wasmType, recordFormat: TypeFormat | undefined): FieldDescription[] {
  const fields: FieldDescription[] = [];
  // H5Tset_order is called for a record whose numbers are all big-endian; it goes through the members in order.
  let converts = orderOf(record) === "be";
  const add = (type: H5wasmType, format: TypeFormat | undefined, prefix: string, base: number): void => {
    const formats = membersOf(type, format);
    for (const [n, member] of (type.compound_type?.members ?? []).entries()) {
      const name = prefix + member.name;
      const offset = base + member.offset;
      const memberFormat = formats[n];
      if (member.type === typeClass.compound) {
        add(member, memberFormat, `${name}.`, offset);
        continue;
      }
      const array = member.type === typeClass.array ? member.array_type : undefined;
      const element = array ?? member;
      if (element.type === typeClass.enum) converts = false;
      const elementFormat = array === undefined ? memberFormat : baseOf(memberFormat);
      const layout = describeLayout(element, orderOf(element) === "be" && !converts, elementFormat);
      const order = array?.shape.reduce((product, length) => product * length, 1) ?? 1;
      const typeName = nameType(member, memberFormat);
      fields.push({ name, dtype: dtypeOf(layout), typeName, order, offset, layout });
    }
  };
  add(record, recordFormat, "", 0);
  return fields;
}

/** Like H5Tget_order. Text, references and opaque bytes have no order and do not count in a compound type. */
function orderOf(type: H5wasmType): "le" | "be" | "none" | "mixed" {
  if (type.compound_type !== undefined) {
    const orders = new Set(type.compound_type.members.map(orderOf));
    orders.delete("none");
    if (orders.size > 1) return "mixed";
    for (const order of orders) return order;
    return "none";
  }
  if (type.array_type !== undefined) return orderOf(type.array_type);
  if (type.vlen_type !== undefined) return orderOf(type.vlen_type);
  if (type.littleEndian) return "le";
  const unordered: readonly number[] = [typeClass.string, typeClass.opaque, typeClass.reference];
  return unordered.includes(type.type) ? "none" : "be";
}

function isLittleEndianInMemory(type: H5wasmType): boolean {
  return type.littleEndian || type.type !== typeClass.enum;
}

function holdsPointers(type: H5wasmType): boolean {
  if (type.vlen || type.type === typeClass.variableLength) return true;
  if (type.array_type !== undefined) return holdsPointers(type.array_type);
  return type.compound_type?.members.some(holdsPointers) ?? false;
}
