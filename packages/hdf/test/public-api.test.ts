import { expect, test } from "vitest";
import * as root from "../src/index.ts";
import * as write from "../src/write.ts";

// A change here is a change for users: read it before updating, and write a changeset.
test("@atcs/hdf exports these values", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "ClosedError",
      "DamagedFileError",
      "HdfError",
      "LimitError",
      "NotFoundError",
      "NotHdfError",
      "SourceError",
      "UnsupportedError",
      "isHdfError",
      "open",
      "parseOdl",
      "parseStructMetadata",
      "readEosAttributes",
      "unpack",
    ]
  `);
});

test("@atcs/hdf/write exports these values", () => {
  expect(Object.keys(write).sort()).toMatchInlineSnapshot(`
    [
      "MemorySink",
      "createHdf4",
      "createHdf5",
      "encodeChunk",
    ]
  `);
});
