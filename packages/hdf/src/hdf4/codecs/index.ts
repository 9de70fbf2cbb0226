export {
  type Coder,
  type CompressionHeader,
  describeCoder,
  readCoder,
  readCompressionHeader,
} from "./compression-header.ts";
export { inflate } from "./inflate.ts";
export { decodeNbit, type NbitParams } from "./nbit.ts";
export { type CoderName, checkPlausible, longestCoded } from "./plausible.ts";
export { decodeRasterRle } from "./raster-rle.ts";
export { decodeRle } from "./rle.ts";
export { decodeSkphuff } from "./skphuff.ts";
export { decodeSzip, type SzipParams } from "./szip.ts";
