import type { SzipParams } from "../../src/hdf4/codecs/index.ts";

/** A stream as fixtures/szip/make_streams.py gives it. */
export interface SzipStream extends SzipParams {
  readonly name: string;
  /** Base64 of the stream and of the bytes that the library decodes from it. */
  readonly stream: string;
  readonly decoded: string;
}

const preambleOption = 0x10000;

/** The stream as HDF4 stores it (flag 0, length, stream), or bare when `options` is 0. */
export function wrapForHdf4(
  made: SzipStream,
  options: number = preambleOption,
): { input: Uint8Array; params: SzipParams; expected: Uint8Array } {
  const { pixelsPerBlock, pixelsPerScanline, bitsPerPixel, pixels } = made;
  const params = { optionsMask: made.optionsMask | options, pixelsPerBlock, pixelsPerScanline, bitsPerPixel, pixels };
  const stream = new Uint8Array(Buffer.from(made.stream, "base64"));
  const expected = new Uint8Array(Buffer.from(made.decoded, "base64"));
  if (options === 0) return { input: stream, params, expected };
  const input = new Uint8Array(5 + stream.length);
  new DataView(input.buffer).setUint32(1, stream.length);
  input.set(stream, 5);
  return { input, params, expected };
}
