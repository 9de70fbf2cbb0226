import { Failure } from "./failure.ts";
import { typeClass } from "./h5wasm-module.ts";

/** Bits of a number: all of its bytes, some of them, or a floating-point format that is not IEEE 754. */
export type NumberFormat = "native" | "foreign" | BitField;

/** An integer in some of the bits of its bytes (N-bit types). */
export interface BitField {
  readonly offset: number;
  readonly precision: number;
}

/** What a datatype message tells of a type that h5wasm does not. */
export interface TypeFormat {
  /** H5T_class_t, as in `typeClass`. */
  readonly class: number;
  /** Of integers, bit fields and floats; enumerations have that of their base. */
  readonly number: NumberFormat;
  /** Element of an array or sequence, base of an enumeration. */
  readonly base: TypeFormat | null;
  /** Members of a compound type. */
  readonly members: readonly TypeFormat[];
}

/** A type with where it lies in the message. */
interface Parsed {
  readonly format: TypeFormat;
  /** Bytes of an element. */
  readonly size: number;
  /** First byte behind the type in the message. */
  readonly end: number;
}

const maxDepth = 64;

/** Read a datatype message (format specification IV.A.2.d). @throws Failure for one that contradicts itself */
export function readDatatype(message: DataView): TypeFormat {
  return checkLength(() => parseType(message, 0, 0).format);
}

/** Run `action`, which reads a message: beyond its end it fails. @throws Failure */
export function checkLength<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof RangeError) throw new Failure("HDF_DAMAGED", "a message of its header is too short");
    throw error;
  }
}

function parseType(view: DataView, at: number, depth: number): Parsed {
  if (depth > maxDepth) throw new Failure("HDF_UNSUPPORTED", `its type is nested more than ${maxDepth} deep`);
  const class_ = view.getUint8(at) & 15;
  const size = view.getUint32(at + 4, true);
  const start = at + 8;
  const plain = (length: number, number: NumberFormat = "native"): Parsed => ({
    format: { class: class_, number, base: null, members: [] },
    size,
    end: start + length,
  });
  switch (class_) {
    case typeClass.integer:
    case typeClass.bitfield:
      return plain(4, readBits(view, start, size));
    case typeClass.float:
      return plain(12, isIeee(view, at, size) ? "native" : "foreign");
    case typeClass.time:
      return plain(2);
    case typeClass.string:
    case typeClass.reference:
      return plain(0);
    case typeClass.opaque:
      return plain(view.getUint8(at + 1));
    case typeClass.compound:
      return parseCompound(view, at, depth);
    case typeClass.enum:
    case typeClass.variableLength:
    case typeClass.array:
    case typeClass.complex:
      return parseDerived(view, at, depth);
    default:
      throw new Failure("HDF_DAMAGED", `its type has the class ${class_}`);
  }
}

function parseCompound(view: DataView, at: number, depth: number): Parsed {
  const version = view.getUint8(at) >> 4;
  const count = view.getUint16(at + 1, true);
  const size = view.getUint32(at + 4, true);
  // From version 3 on, offsets take as many bytes as the size of the record needs.
  const offsetLength = version < 3 ? 4 : size < 2 ** 8 ? 1 : size < 2 ** 16 ? 2 : size < 2 ** 24 ? 3 : 4;
  const members: TypeFormat[] = [];
  let end = at + 8;
  for (let n = 0; n < count; n++) {
    end = skipName(view, end, version);
    // Version 1 has the dimensions of an array here: number, permutation, four lengths.
    const isArray = version === 1 && view.getUint8(end + 4) > 0;
    const member = parseType(view, end + offsetLength + (version === 1 ? 28 : 0), depth + 1);
    members.push(isArray ? arrayOf(member.format) : member.format);
    end = member.end;
  }
  return { format: { class: typeClass.compound, number: "native", base: null, members }, size, end };
}

/** A type made of another one. */
function parseDerived(view: DataView, at: number, depth: number): Parsed {
  const head = view.getUint8(at);
  const class_ = head & 15;
  const version = head >> 4;
  let start = at + 8;
  if (class_ === typeClass.array) {
    // Version 2: three reserved bytes, and a permutation as long as the shape.
    const rank = view.getUint8(start);
    start += version < 3 ? 4 + 8 * rank : 1 + 4 * rank;
  }
  const base = parseType(view, start, depth + 1);
  let end = base.end;
  if (class_ === typeClass.enum) {
    const count = view.getUint16(at + 1, true);
    for (let n = 0; n < count; n++) end = skipName(view, end, version);
    end += count * base.size;
  }
  const number = class_ === typeClass.enum ? base.format.number : "native";
  return {
    format: { class: class_, number, base: base.format, members: [] },
    size: view.getUint32(at + 4, true),
    end,
  };
}

function arrayOf(base: TypeFormat): TypeFormat {
  return { class: typeClass.array, number: "native", base, members: [] };
}

/** Names end with NUL; before version 3 they are padded to a multiple of eight bytes. */
function skipName(view: DataView, at: number, version: number): number {
  let end = at;
  while (view.getUint8(end) !== 0) end++;
  const length = end + 1 - at;
  return at + (version < 3 ? Math.ceil(length / 8) * 8 : length);
}

function readBits(view: DataView, at: number, size: number): NumberFormat {
  const offset = view.getUint16(at, true);
  const precision = view.getUint16(at + 2, true);
  if (precision === 0 || offset + precision > size * 8) {
    throw new Failure("HDF_DAMAGED", "its type has impossible bits");
  }
  return precision === size * 8 ? "native" : { offset, precision };
}

/** Precision, then place and size of exponent and mantissa, and exponent bias of the IEEE formats, by their size. */
const ieeeFormats: Readonly<Record<number, readonly number[]>> = {
  2: [16, 10, 5, 0, 10, 15],
  4: [32, 23, 8, 0, 23, 127],
  8: [64, 52, 11, 0, 52, 1023],
};

function isIeee(type: DataView, at: number, size: number): boolean {
  const found = [
    type.getUint16(at + 10, true),
    ...[12, 13, 14, 15].map((k) => type.getUint8(at + k)),
    type.getUint32(at + 16, true),
  ];
  // Bit 6 of the flags marks VAX byte order, which H5Tset_order does not turn into another format.
  const isVax = (type.getUint8(at + 1) & 64) !== 0;
  // The sign is the last bit.
  const sign = type.getUint8(at + 2);
  return (
    !isVax &&
    sign === size * 8 - 1 &&
    type.getUint16(at + 8, true) === 0 &&
    ieeeFormats[size]?.every((value, k) => value === found[k]) === true
  );
}
