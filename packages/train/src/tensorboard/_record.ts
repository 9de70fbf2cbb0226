import { maskedCrc32c } from "./_crc32c.ts";

const lengthBytes = 8;
const crcBytes = 4;

/** A record of a TFRecord file, which event files are: the length of the data, its CRC, the data, their CRC; little endian. */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(lengthBytes + crcBytes + data.length + crcBytes);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(lengthBytes, maskedCrc32c(record.subarray(0, lengthBytes)), true);
  record.set(data, lengthBytes + crcBytes);
  view.setUint32(lengthBytes + crcBytes + data.length, maskedCrc32c(data), true);
  return record;
}
