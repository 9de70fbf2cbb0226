import { expect, test } from "vitest";
import { crc32c, maskedCrc32c } from "../../src/tensorboard/_crc32c.ts";

const bytes = (length: number, byte: (i: number) => number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => byte(i));

// https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 and the check value of CRC-32/ISCSI.
test.each([
  ["zeros", bytes(32, () => 0), 0x8a9136aa],
  ["ones", bytes(32, () => 0xff), 0x62a8ab43],
  ["rising", bytes(32, (i) => i), 0x46dd794e],
  ["falling", bytes(32, (i) => 31 - i), 0x113fdb5c],
  ["digits", new TextEncoder().encode("123456789"), 0xe3069283],
  ["nothing", new Uint8Array(), 0],
] as const)("%s", (_name, data, expected) => {
  expect(crc32c(data)).toBe(expected);
});

test("the mask: files of TensorFlow begin with a record of 24 bytes, and this CRC of its length", () => {
  expect(maskedCrc32c(Uint8Array.of(24, 0, 0, 0, 0, 0, 0, 0))).toBe(0x224b7fa3);
});
