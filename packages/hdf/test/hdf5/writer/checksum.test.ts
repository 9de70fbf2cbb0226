import { expect, test } from "vitest";
import { lookup3 } from "../../../src/hdf5/writer/checksum.ts";

// The examples in the source of lookup3.c (driver5).
test.each([
  ["", 0xdeadbeef],
  ["Four score and seven years ago", 0x17770551],
])("hash of %j", (text, hash) => {
  expect(lookup3(new TextEncoder().encode(text))).toBe(hash);
});
