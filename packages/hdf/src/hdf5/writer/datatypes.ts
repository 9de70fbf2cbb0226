import { ByteBuilder } from "../../_byte-builder.ts";
import { elementSize } from "../../_typed-array.ts";
import type { NumericDtype } from "../../types.ts";

// Datatype messages (format specification IV.A.2.d) of version 1, which every reader knows.
const classes = { fixedPoint: 0, floatingPoint: 1, string: 3, compound: 6, reference: 7, variableLength: 9 } as const;

/** Size of an object reference: an address. */
const referenceSize = 8;
/** Size of a variable-length value in place: length (4), address (8) and index (4) of its heap object. */
const variableLengthSize = 16;
/** Size of an entry of REFERENCE_LIST, with the padding that the C library's struct has. */
export const referenceListEntrySize = 16;

const floats = {
  float32: { exponentAt: 23, exponentBits: 8, mantissaBits: 23, bias: 127 },
  float64: { exponentAt: 52, exponentBits: 11, mantissaBits: 52, bias: 1023 },
} as const;

/** A number type, little-endian. */
export function encodeNumberType(dtype: NumericDtype): Uint8Array {
  const size = elementSize(dtype);
  if (dtype !== "float32" && dtype !== "float64") {
    const signed = dtype.startsWith("int");
    // Bit offset 0, and all bits count.
    return start(classes.fixedPoint, signed ? 0b1000 : 0, size)
      .u16(0)
      .u16(size * 8)
      .finish();
  }
  const { exponentAt, exponentBits, mantissaBits, bias } = floats[dtype];
  // Bit field: 0x20 = the mantissa's leading 1 is implied; then the place of the sign bit.
  return start(classes.floatingPoint, 0x20 | ((size * 8 - 1) << 8), size)
    .u16(0)
    .u16(size * 8)
    .u8(exponentAt)
    .u8(exponentBits)
    .u8(0)
    .u8(mantissaBits)
    .u32(bias)
    .finish();
}

/** How a text of fixed length ends: libhdf5's dimension scales insist on a NUL. */
type TextPadding = "terminated" | "padded";

export function encodeTextType(length: number, padding: TextPadding, ascii: boolean): Uint8Array {
  return start(classes.string, (padding === "padded" ? 1 : 0) | (ascii ? 0 : 0x10), length).finish();
}

/** Text of any length, in the global heap. */
export function encodeVariableTextType(ascii: boolean): Uint8Array {
  // Type 1, a string; it ends with its length, and readers get a NUL behind it.
  const bits = 1 | (ascii ? 0 : 0x100);
  return start(classes.variableLength, bits, variableLengthSize).bytes(encodeNumberType("uint8")).finish();
}

/** DIMENSION_LIST: per axis a list of references to scales. */
export function encodeReferenceSequenceType(): Uint8Array {
  return start(classes.variableLength, 0, variableLengthSize).bytes(encodeReferenceType()).finish();
}

/** REFERENCE_LIST: the data sets that use a scale, each with the axis. */
export function encodeReferenceListType(): Uint8Array {
  const type = start(classes.compound, 2, referenceListEntrySize);
  addMember(type, "dataset", 0, encodeReferenceType());
  addMember(type, "dimension", 8, encodeNumberType("int32"));
  return type.finish();
}

function encodeReferenceType(): Uint8Array {
  return start(classes.reference, 0, referenceSize).finish();
}

function start(typeClass: number, bits: number, size: number): ByteBuilder {
  return new ByteBuilder("little-endian")
    .u8((1 << 4) | typeClass)
    .u8(bits & 0xff)
    .u8(bits >> 8)
    .u8(0)
    .u32(size);
}

function addMember(type: ByteBuilder, name: string, offset: number, memberType: Uint8Array): void {
  // The name with its NUL fills a multiple of 8 bytes; 28 bytes describe an array, which no member is.
  const padding = 8 - (name.length % 8);
  type.ascii(name).zeros(padding).u32(offset).zeros(28).bytes(memberType);
}
