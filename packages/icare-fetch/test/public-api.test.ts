import { expect, test } from "vitest";
import * as disk from "../src/disk/index.ts";
import * as root from "../src/index.ts";

// A change here is a change for users: read it before updating, and write a changeset.
test("@atcs/icare-fetch exports these values", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "ArchiveError",
      "CacheError",
      "ConnectionError",
      "CredentialsError",
      "HostKeyError",
      "RemotePathError",
      "TransferError",
      "archiveProducts",
      "defaultArchiveUrl",
      "findProduct",
      "isArchiveError",
      "listProduct",
      "openArchive",
      "parseArchiveUrl",
      "printable",
    ]
  `);
});

test("@atcs/icare-fetch/disk exports these values", () => {
  expect(Object.keys(disk).sort()).toEqual(["makeDirectory", "takeLock"]);
});
