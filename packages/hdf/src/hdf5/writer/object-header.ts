import { ByteBuilder } from "../../_byte-builder.ts";
import { lookup3 } from "./checksum.ts";
import { encodeAttributeInfo, type Message, messageTypes, phaseChange } from "./messages.ts";

/**
 * An object header of version 2 (format specification IV.A.1.b) in one piece, without times. It tells the order of the
 * attributes, as the netCDF library does.
 */
export function encodeObjectHeader(messages: readonly Message[]): Uint8Array {
  const attributes = messages.filter(({ type }) => type === messageTypes.attribute).length;
  const all =
    attributes === 0
      ? messages
      : [{ type: messageTypes.attributeInfo, data: encodeAttributeInfo(attributes) }, ...messages];
  const size = all.reduce((sum, { data }) => sum + 6 + data.length, 0);
  const wide = size > 65535;
  const { maxCompact, minDense } = phaseChange(attributes);
  // Bits 0-1: width of the size; 2-3: order of attributes tracked and indexed; 4: phase change values are stored.
  const header = new ByteBuilder("little-endian")
    .ascii("OHDR")
    .u8(2)
    .u8((wide ? 2 : 1) | 0b11100);
  header.u16(maxCompact).u16(minDense);
  if (wide) header.u32(size);
  else header.u16(size);
  for (const { type, data, order } of all) {
    header
      .u8(type)
      .u16(data.length)
      .u8(0)
      .u16(order ?? 0)
      .bytes(data);
  }
  return withChecksum(header);
}

/** The superblock, version 2 (format specification II.A). */
export function encodeSuperblock(endOfFile: number, root: number): Uint8Array {
  return withChecksum(
    new ByteBuilder("little-endian")
      .bytes(new Uint8Array([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]))
      .u8(2)
      .u8(8) // size of addresses
      .u8(8) // size of lengths
      .u8(0)
      .address(0)
      .address(null)
      .address(endOfFile)
      .address(root),
  );
}

export const superblockSize = 48;

function withChecksum(builder: ByteBuilder): Uint8Array {
  return builder.u32(lookup3(builder.finish())).finish();
}
