import fc from "fast-check";
import { expect, test } from "vitest";
import { readAttributeTypes } from "../../src/hdf5/attribute-types.ts";
import { readSuperblock } from "../../src/hdf5/object-header.ts";
import { bytesSource } from "../../src/hdf5/sync-source.ts";
import { h5Bytes } from "./_truth.ts";

const plain = h5Bytes("formats_latest.h5");

function typesIn(bytes: Uint8Array, address: number) {
  const source = bytesSource(bytes);
  return readAttributeTypes({ source, superblock: readSuperblock(source) }, address);
}

/** Where object headers begin. */
const headers: number[] = [];
for (let at = 0; at >= 0; at = Buffer.from(plain).indexOf("OHDR", at + 1)) if (at > 0) headers.push(at);

test("attributes in the header, and in a heap with an index of more than one node", () => {
  const found = headers.map((address) => typesIn(plain, address)).filter((types) => types.size > 0);
  // The root, "note" and "dense".
  expect(found.map((types) => types.size).sort((a, b) => a - b)).toEqual([5, 5, 66]);
  for (const types of found) {
    expect(types.get("narrow")).toMatchObject({ class: 0, number: { offset: 8, precision: 12 } });
    expect(types.get("committed")).toEqual(types.get("narrow"));
    expect(types.get("upper")?.number).toEqual({ offset: 3, precision: 10 });
    expect(types.get("brain")?.number).toBe("foreign");
    expect(types.get("plain")?.number).toBe("native");
  }
  const dense = found.find((types) => types.size === 66);
  expect([...(dense?.keys() ?? [])]).toEqual(expect.arrayContaining(["number 00", "number 59", "large"]));
});

test("whatever is damaged, types are missing at most", () => {
  const places = fc.array(fc.tuple(fc.nat(plain.length - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 40 });
  fc.assert(
    fc.property(places, fc.nat(plain.length), (changes, cut) => {
      const bytes = plain.slice(0, changes.length % 2 === 0 ? plain.length : Math.max(2000, cut));
      for (const [at, bits] of changes) if (at >= 100 && at < bytes.length) bytes[at]! ^= bits;
      for (const address of headers) expect(typesIn(bytes, address)).toBeInstanceOf(Map);
    }),
    { numRuns: 60 },
  );
});
