import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readHeader, readSuperblock } from "../../src/hdf5/object-header.ts";
import { readDetails } from "../../src/hdf5/storage-details.ts";
import { bytesSource } from "../../src/hdf5/sync-source.ts";
import { h5Bytes, h5Path } from "./_truth.ts";

test("superblocks of version 0 and 3, and behind a user block", () => {
  expect(readSuperblock(bytesSource(h5Bytes("types.h5")))).toEqual({ base: 0, offsetSize: 8, lengthSize: 8 });
  expect(readSuperblock(bytesSource(h5Bytes("latest.h5")))).toEqual({ base: 0, offsetSize: 8, lengthSize: 8 });
  expect(readSuperblock(bytesSource(h5Bytes("layouts.h5")))).toEqual({ base: 1024, offsetSize: 8, lengthSize: 8 });
});

test("damaged headers fail, whatever is in them", () => {
  const bytes = new Uint8Array(readFileSync(h5Path("latest.h5")));
  const superblock = readSuperblock(bytesSource(bytes));
  let read = 0;
  for (let address = 0; address < bytes.length + 100; address += 7) {
    try {
      readDetails(readHeader({ source: bytesSource(bytes), superblock }, address), superblock);
      read++;
    } catch (error) {
      expect(error, `at ${address}`).toMatchObject({ code: "HDF_DAMAGED" });
    }
  }
  expect(read).toBeGreaterThan(0);
});

test("a header that leads back to itself ends", () => {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint32(8, 24, true);
  // A continuation message whose block is the one that it is in.
  view.setUint16(16, 16, true);
  view.setUint16(18, 16, true);
  view.setBigUint64(24, 16n, true);
  view.setBigUint64(32, 24n, true);
  const superblock = { base: 0, offsetSize: 8, lengthSize: 8 };
  expect(() => readHeader({ source: bytesSource(bytes), superblock }, 0)).toThrow("does not end");
});
