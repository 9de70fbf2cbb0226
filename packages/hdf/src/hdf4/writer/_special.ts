import { ByteBuilder } from "../../_byte-builder.ts";

/** Tag of a special element: one that starts with a header instead of its data. */
export function specialTag(tag: number): number {
  return tag | 0x4000;
}

/** The first 16 bits of a special element (hfile.h). */
export const specialCodes = { compressed: 3, chunked: 5 } as const;

/** Coding model and coder of a compressed element (hcomp.h), with the one parameter of deflate. */
export function deflateParameters(level: number): Uint8Array {
  const modelStdio = 0;
  const coderDeflate = 4;
  return new ByteBuilder("big-endian").u16(modelStdio, coderDeflate, level).finish();
}

/** Header of a compressed element of `length` bytes, whose compressed bytes are the element (40, `ref`). */
export function compressedHeader(length: number, ref: number, level: number): Uint8Array {
  const headerVersion = 0;
  return new ByteBuilder("big-endian")
    .u16(specialCodes.compressed, headerVersion)
    .u32(length)
    .u16(ref)
    .bytes(deflateParameters(level))
    .finish();
}
