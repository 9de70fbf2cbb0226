import { expect, test } from "vitest";
import { crc32c } from "../../../src/zarr/crc32c/crc32c.ts";

// RFC 3720, appendix B.4; the last is the check value of the catalogue of CRCs.
test.each([
  [new Uint8Array(32), 0x8a9136aa],
  [new Uint8Array(32).fill(255), 0x62a8ab43],
  [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  [Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  [new TextEncoder().encode("123456789"), 0xe3069283],
  [new Uint8Array(0), 0],
])("of %s", (bytes, crc) => expect(crc32c(bytes)).toBe(crc));
