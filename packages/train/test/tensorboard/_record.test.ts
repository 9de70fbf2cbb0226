import { expect, test } from "vitest";
import { encodeRecord } from "../../src/tensorboard/_record.ts";

// As TensorFlow writes it: the first record of every event file, here of the time 0.
const record = "1800000000000000a37f4b22" + "090000000000000000" + "1a0d627261696e2e4576656e743a32";

test("length, CRC, data, CRC", () => {
  const data = Buffer.from(record.slice(24), "hex");
  const encoded = Buffer.from(encodeRecord(data));
  expect(encoded.length).toBe(8 + 4 + 24 + 4);
  expect(encoded.subarray(0, 36).toString("hex")).toBe(record);
});

test("no data", () => {
  // CRC-32C of nothing is 0, which the mask makes 0xa282ead8.
  expect(Buffer.from(encodeRecord(new Uint8Array())).toString("hex").slice(24)).toBe("d8ea82a2");
});
