import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fixturePath } from "../../../../../test/support/fixtures.ts";
import { findPython } from "../../../../../test/support/python.ts";
import { type LibraryFile, readWithLibrary } from "./support/library.ts";
import { comparable, rewrite } from "./support/rewrite.ts";

const { python, reason } = findPython("numpy");

// Names that are not UTF-8 (names) and scales of unnamed dimensions (dfsd) are what this writer does not write.
const features = [
  "types_standard",
  "types_little_endian",
  "contiguous",
  "unlimited_appended",
  "zero_unlimited",
  "chunked",
  "chunked_deflate",
  "chunked_rle",
  "chunk_odd",
  "chunk_many",
  "deflate",
  "nbit",
  "partial_fill",
  "ranks",
  "dims_scales",
  "calibration",
  "attributes",
  "struct_metadata",
  "vdata",
  "vdata_linked",
  "vdata_types",
  "vgroups",
  "many_datasets",
  "deleted_objects",
];
const granules = [
  "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD",
  "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD",
];
const paths = [
  ...features.map((name) => `hdf4/features/${name}.hdf`),
  ...granules.map((name) => `granules/${name}.hdf`),
];

describe.skipIf(python === undefined)(`files written again, read by libhdf4 ${reason}`, () => {
  let originals: LibraryFile[];
  let copies: LibraryFile[];

  beforeAll(async () => {
    const directory = mkdtempSync(join(tmpdir(), "atcs-rewrite-"));
    try {
      originals = readWithLibrary(python!, paths.map(fixturePath));
      const copyPaths = paths.map((_, i) => join(directory, `${i}.hdf`));
      for (const [i, original] of originals.entries()) await rewrite(copyPaths[i]!, original);
      copies = readWithLibrary(python!, copyPaths);
    } finally {
      rmSync(directory, { recursive: true });
    }
  }, 60_000);

  it.each(paths.map((path, i) => ({ path, i })))("$path has the same content", ({ i }) => {
    expect(comparable(copies[i]!)).toEqual(comparable(originals[i]!));
  });
});
