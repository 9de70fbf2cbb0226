import { DamagedFileError, type HdfErrorDetails } from "../../errors.ts";
import { RiceDecoder } from "./_rice.ts";
import { checkPlausible } from "./plausible.ts";

/** Parameters of SZIP as in HDF4's compression header. */
export interface SzipParams {
  readonly optionsMask: number;
  /** Pixels per coding block: even, 2 to 32. */
  readonly pixelsPerBlock: number;
  readonly pixelsPerScanline: number;
  readonly bitsPerPixel: number;
  /** Pixels of the whole set or chunk. */
  readonly pixels: number;
}

const msbOption = 16;
const nearestNeighborOption = 32;
/** HDF4's own bit (SZ_H4_REV_2): the stream is preceded by a flag and its length. Absent in files of HDF4 4.2r0. */
const preambleOption = 0x10000;
const preambleLength = 5;
const maxPixelsPerScanline = 4096;
/** When only the beginning of an array was written, all of it is coded, but not if that is far more than expected. */
const largestRest = 8;

/**
 * Undo SZIP: extended Rice coding of CCSDS 121.0-B, as the libraries szip and libaec write it, in the wrapping of
 * HDF4. Elements come in the byte order in which they were given to the coder (the order of the file).
 * @throws DamagedFileError when the parameters contradict each other or the stream is damaged or too short
 */
export function decodeSzip(
  input: Uint8Array,
  params: SzipParams,
  outputLength: number,
  where: HdfErrorDetails,
): Uint8Array {
  checkParams(params, where);
  const { stream, isRaw } = openElement(input, params.optionsMask, where);
  if (isRaw) {
    if (stream.length < outputLength) {
      throw new DamagedFileError(`SZIP: ${stream.length} bytes are stored, ${outputLength} are expected`, where);
    }
    return stream.slice(0, outputLength);
  }
  const pixelSize = bytesPerPixel(params.bitsPerPixel);
  const codedLength = params.pixels * pixelSize;
  if (codedLength < outputLength) {
    throw new DamagedFileError(
      `SZIP: ${params.pixels} pixels of ${pixelSize} bytes are coded, ${outputLength} bytes are expected`,
      where,
    );
  }
  checkPlausible("szip", stream.length, codedLength, where);
  if (codedLength > largestRest * outputLength) {
    throw new DamagedFileError(
      `SZIP: ${params.pixels} pixels of ${pixelSize} bytes are coded, but only ${outputLength} bytes are expected`,
      where,
    );
  }
  // 32 and 64 bits are coded as bytes: first the first byte of every pixel, then the second ones, and so on. This
  // depends on the number of all pixels, so that all are decoded even if fewer are asked for.
  const decoded = decodeScanlines(stream, params, codedLength, where);
  return (isByteWise(params.bitsPerPixel) ? joinBytes(decoded, pixelSize) : decoded).subarray(0, outputLength);
}

/** Bytes that a pixel takes when decoded; 24 bits take 4. */
function bytesPerPixel(bitsPerPixel: number): number {
  if (bitsPerPixel <= 8) return 1;
  if (bitsPerPixel <= 16) return 2;
  return bitsPerPixel <= 32 ? 4 : 8;
}

function isByteWise(bitsPerPixel: number): boolean {
  return bitsPerPixel > 24;
}

function checkParams(params: SzipParams, where: HdfErrorDetails): void {
  const { bitsPerPixel, pixelsPerBlock, pixelsPerScanline } = params;
  if (!(bitsPerPixel >= 1 && bitsPerPixel <= 24) && bitsPerPixel !== 32 && bitsPerPixel !== 64) {
    throw new DamagedFileError(`SZIP: ${bitsPerPixel} bits per pixel, expected 1..24, 32 or 64`, where);
  }
  if (pixelsPerBlock < 2 || pixelsPerBlock > 32 || pixelsPerBlock % 2 !== 0) {
    throw new DamagedFileError(`SZIP: ${pixelsPerBlock} pixels per block, expected an even number up to 32`, where);
  }
  if (pixelsPerScanline < 1 || pixelsPerScanline > maxPixelsPerScanline) {
    throw new DamagedFileError(
      `SZIP: ${pixelsPerScanline} pixels per scanline, expected 1..${maxPixelsPerScanline}`,
      where,
    );
  }
}

/** Take off HDF4's preamble: 1 for bytes stored as they are or 0, then the length (32 bits, big-endian). */
function openElement(
  input: Uint8Array,
  optionsMask: number,
  where: HdfErrorDetails,
): { stream: Uint8Array; isRaw: boolean } {
  if ((optionsMask & preambleOption) === 0) return { stream: input, isRaw: false };
  if (input.length < preambleLength) {
    throw new DamagedFileError(`SZIP: ${input.length} bytes are too few for the flag and length in front`, where);
  }
  const [flag] = input;
  const length = new DataView(input.buffer, input.byteOffset).getUint32(1);
  if (length > input.length - preambleLength) {
    throw new DamagedFileError(
      `SZIP: a stream of ${length} bytes is announced, ${input.length - preambleLength} are there`,
      where,
    );
  }
  return { stream: input.subarray(preambleLength, preambleLength + length), isRaw: flag === 1 };
}

function decodeScanlines(
  stream: Uint8Array,
  { bitsPerPixel, pixelsPerBlock, pixelsPerScanline, optionsMask }: SzipParams,
  decodedLength: number,
  where: HdfErrorDetails,
): Uint8Array {
  const sampleBits = isByteWise(bitsPerPixel) ? 8 : bitsPerPixel;
  const sampleSize = bytesPerPixel(sampleBits);
  const preprocessed = (optionsMask & nearestNeighborOption) !== 0;
  const decoder = new RiceDecoder(stream, { sampleBits, blockSize: pixelsPerBlock, preprocessed }, where);
  const put = chooseWriter(sampleSize, (optionsMask & msbOption) !== 0);

  const output = new Uint8Array(decodedLength);
  // A scanline is one reference sample interval; it is filled up to whole blocks, and the filling is dropped here.
  const blocksPerScanline = Math.ceil(pixelsPerScanline / pixelsPerBlock);
  const samples = new Int32Array(blocksPerScanline * pixelsPerBlock);
  const sampleCount = decodedLength / sampleSize;
  for (let done = 0; done < sampleCount; done += pixelsPerScanline) {
    const count = Math.min(pixelsPerScanline, sampleCount - done);
    decoder.decodeInterval(samples, Math.ceil(count / pixelsPerBlock));
    put(output, done * sampleSize, samples, count);
  }
  return output;
}

type SampleWriter = (output: Uint8Array, at: number, samples: Int32Array, count: number) => void;

function chooseWriter(sampleSize: number, isBigEndian: boolean): SampleWriter {
  if (sampleSize === 1) return (output, at, samples, count) => output.set(samples.subarray(0, count), at);
  return (output, at, samples, count) => {
    for (let i = 0; i < count; i++) {
      const sample = samples[i]!;
      for (let byte = 0; byte < sampleSize; byte++) {
        const shift = 8 * (isBigEndian ? sampleSize - 1 - byte : byte);
        output[at + i * sampleSize + byte] = sample >> shift;
      }
    }
  };
}

/** From all first bytes, all second bytes, ... to whole pixels. */
function joinBytes(planes: Uint8Array, pixelSize: number): Uint8Array {
  const pixels = new Uint8Array(planes.length);
  const count = planes.length / pixelSize;
  for (let byte = 0; byte < pixelSize; byte++) {
    const plane = byte * count;
    for (let i = 0; i < count; i++) pixels[i * pixelSize + byte] = planes[plane + i]!;
  }
  return pixels;
}
