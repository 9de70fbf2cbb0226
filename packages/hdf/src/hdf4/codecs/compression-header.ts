import { elementSize } from "../../_typed-array.ts";
import { DamagedFileError, type HdfErrorDetails, UnsupportedError } from "../../errors.ts";
import type { Compression } from "../../types.ts";
import { dtypeByCode } from "../number-types.ts";
import type { NbitParams } from "./nbit.ts";
import type { SzipParams } from "./szip.ts";

/** A coder with its parameters. */
export type Coder =
  | { readonly name: "none" | "rle" }
  | { readonly name: "nbit"; readonly params: NbitParams }
  | { readonly name: "skphuff"; readonly skipSize: number }
  | { readonly name: "deflate"; readonly level: number }
  | { readonly name: "szip"; readonly params: SzipParams };

/** A compressed element (SPECIAL_COMP), as its description says. */
export interface CompressionHeader {
  /** Bytes of the decoded data. */
  readonly uncompressedLength: number;
  /** The coded bytes are the element DFTAG_COMPRESSED (40) with this reference number. */
  readonly dataRef: number;
  readonly coder: Coder;
}

const specialComp = 3;
const headerVersion = 0;
const coderOffset = 10;

/**
 * Read the description of a compressed element: special code (3), version, uncompressed length, reference number, then
 * what `readCoder` reads.
 * @throws DamagedFileError when it is too short or contradicts the format, UnsupportedError for JPEG and IMCOMP
 */
export function readCompressionHeader(bytes: Uint8Array, where: HdfErrorDetails): CompressionHeader {
  const view = checkedView(bytes, coderOffset, where);
  const special = view.getUint16(0);
  const version = view.getUint16(2);
  const uncompressedLength = view.getInt32(4);
  if (special !== specialComp || version !== headerVersion) {
    throw new DamagedFileError(
      `compressed element: special code ${special}, version ${version}, expected ${specialComp}, ${headerVersion}`,
      where,
    );
  }
  if (uncompressedLength < 0) {
    throw new DamagedFileError(`compressed element: the uncompressed length is ${uncompressedLength}`, where);
  }
  return { uncompressedLength, dataRef: view.getUint16(8), coder: readCoder(bytes.subarray(coderOffset), where) };
}

/**
 * Read model, coder and parameters: the end of the description of a compressed element, and the compression part of a
 * chunked element's header (HCPdecode_header in hcomp.c). Bytes behind them are ignored.
 * @throws DamagedFileError, UnsupportedError like `readCompressionHeader`
 */
export function readCoder(bytes: Uint8Array, where: HdfErrorDetails): Coder {
  const view = checkedView(bytes, 4, where);
  const model = view.getUint16(0);
  if (model !== 0) throw new DamagedFileError(`compression model ${model}, expected 0`, where);
  const code = view.getUint16(2);
  const params = bytes.subarray(4);
  switch (code) {
    case 0:
      return { name: "none" };
    case 1:
      return { name: "rle" };
    case 2:
      return { name: "nbit", params: readNbit(params, where) };
    case 3:
      return { name: "skphuff", skipSize: checkedView(params, 8, where).getUint32(0) };
    case 4:
      return { name: "deflate", level: checkedView(params, 2, where).getUint16(0) };
    case 5:
      return { name: "szip", params: readSzip(params, where) };
    case 7:
    case 12:
      throw new UnsupportedError(`compressed with ${code === 7 ? "JPEG" : "IMCOMP"}, which cannot be read`, where);
    default:
      throw new DamagedFileError(`compression coder ${code} does not exist, expected 0 to 5`, where);
  }
}

/** A coder as it is shown to users; null when the data is stored as it is. */
export function describeCoder(coder: Coder): Compression | null {
  switch (coder.name) {
    case "none":
      return null;
    case "rle":
      return { name: "rle", parameters: {} };
    case "deflate":
      return { name: "deflate", parameters: { level: coder.level } };
    case "skphuff":
      return { name: "skphuff", parameters: { skipSize: coder.skipSize } };
    case "nbit": {
      const { startBit, bitLength, signExtend, fillOne } = coder.params;
      return {
        name: "nbit",
        parameters: { startBit, bitLength, signExtend: Number(signExtend), fillOne: Number(fillOne) },
      };
    }
    case "szip": {
      const { optionsMask, pixelsPerBlock } = coder.params;
      // The upper half is HDF4's own, see szip.ts.
      return { name: "szip", parameters: { optionsMask: optionsMask & 0xffff, pixelsPerBlock } };
    }
  }
}

function readNbit(bytes: Uint8Array, where: HdfErrorDetails): NbitParams {
  const view = checkedView(bytes, 16, where);
  const numberType = view.getInt32(0);
  // Without the flags for little-endian, native and custom types.
  const dtype = dtypeByCode[numberType & 0xfff];
  if (dtype === undefined) {
    throw new DamagedFileError(`N-bit coding of number type ${numberType}, which does not exist`, where);
  }
  return {
    elementSize: elementSize(dtype),
    signExtend: view.getUint16(4) !== 0,
    // The library compares with TRUE.
    fillOne: view.getUint16(6) === 1,
    startBit: view.getInt32(8),
    bitLength: view.getInt32(12),
  };
}

function readSzip(bytes: Uint8Array, where: HdfErrorDetails): SzipParams {
  const view = checkedView(bytes, 14, where);
  return {
    pixels: view.getUint32(0),
    pixelsPerScanline: view.getUint32(4),
    optionsMask: view.getUint32(8),
    bitsPerPixel: view.getUint8(12),
    pixelsPerBlock: view.getUint8(13),
  };
}

function checkedView(bytes: Uint8Array, needed: number, where: HdfErrorDetails): DataView {
  if (bytes.length < needed) {
    throw new DamagedFileError(
      `the description of the compression has ${bytes.length} bytes left, ${needed} are expected`,
      where,
    );
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
