import { describe, expect, it } from "vitest";
import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { HdfError, isHdfError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import type { HdfFile } from "../../src/types.ts";
import { type ExpectedFile, expectDataset, expectTable } from "../support/hdf4-expected.ts";

const folder = "hdf4/broken";
const good = fixtureJson<ExpectedFile>(`${folder}/good.json`);
const index = fixtureJson<{ file: string; defect: string }[]>(`${folder}/index.json`);
const all = [...good.datasets, ...good.vdatas].map(({ name }) => name);

/** Objects that the damage makes unreadable; "open" when it is the whole file. All others must read as in good.json. */
const damaged: Record<string, readonly string[] | "open"> = {
  "truncated_magic.hdf": "open",
  "truncated_dd_block.hdf": "open",
  // The descriptions of all objects were behind the middle.
  "truncated_half.hdf": all,
  // Only the header of a Vgroup is lost.
  "truncated_tail.hdf": [],
  "empty.hdf": "open",
  "wrong_magic.hdf": "open",
  "dd_offset_beyond_eof.hdf": ["plain"],
  "dd_offset_negative.hdf": ["plain"],
  "dd_length_negative.hdf": ["plain"],
  "dd_length_huge.hdf": ["plain"],
  "dd_length_short.hdf": ["plain"],
  "dd_block_loop.hdf": "open",
  "dd_block_self.hdf": "open",
  "dd_block_beyond_eof.hdf": "open",
  "dd_block_negative_count.hdf": "open",
  "deflate_corrupt.hdf": ["deflated"],
  "deflate_short.hdf": ["deflated"],
  "chunk_origin_outside.hdf": ["chunked"],
  "chunk_ref_missing.hdf": ["chunked"],
  "chunk_data_outside.hdf": ["chunked"],
  "vgroup_self.hdf": [],
  "vgroup_cycle.hdf": [],
  "dims_overflow_32.hdf": ["plain", "deflated", "chunked", "chunked_deflated", "appended", "appended_too"],
  "dims_overflow_64.hdf": ["cube"],
  "special_unknown.hdf": ["deflated"],
  "coder_unknown.hdf": ["deflated"],
  "linked_block_missing.hdf": ["appended"],
  "linked_table_self.hdf": ["rows"],
  "linked_block_zero.hdf": ["rows"],
};

describe("broken files", () => {
  it("knows all of them", () => {
    expect(Object.keys(damaged).sort()).toEqual(index.map(({ file }) => file).sort());
  });

  it("reads the good one", async () => {
    await using file = await open(fixturePath(`${folder}/good.hdf`));
    for (const name of all) await readObject(file, name);
    expect(file.keys()).toContain("outer");
  });

  // Each must answer within a second.
  it.each(index)("$file: $defect", { timeout: 1000 }, async ({ file: name }) => {
    const path = fixturePath(`${folder}/${name}`);
    const expected = damaged[name]!;
    if (expected === "open") {
      const error = await errorOf(open(path));
      expect(
        isHdfError(error, name.startsWith("dd_") || name.includes("dd_block") ? "HDF_DAMAGED" : "HDF_NOT_HDF"),
      ).toBe(true);
      expect(error.file).toBe(path);
      return;
    }
    await using file = await open(path);
    for (const object of all) {
      if (!expected.includes(object)) {
        await readObject(file, object);
        continue;
      }
      const error = await errorOf(readObject(file, object));
      expect(isHdfError(error, "HDF_DAMAGED", "HDF_UNSUPPORTED"), `${object}: ${error.message}`).toBe(true);
      expect(error.file).toBe(path);
      expect(error.message).toContain(path);
    }
  });

  it("shows a Vgroup that is its own member at every depth", async () => {
    await using file = await open(fixturePath(`${folder}/vgroup_self.hdf`));
    expect(file.group("outer/outer/outer").path).toBe("outer/outer/outer");
    expect(file.get("outer/outer")).not.toBe(file.get("outer"));
    expect(file.get("outer/outer")).toBe(file.get("outer/outer"));
    // Its only member was replaced: nothing holds 'inner' any more.
    expect(file.keys()).toContain("inner");
  });

  it("shows a cycle of Vgroups from its lowest ref", async () => {
    await using file = await open(fixturePath(`${folder}/vgroup_cycle.hdf`));
    expect(file.keys()).toContain("outer");
    expect(file.keys()).not.toContain("inner");
    expect(file.group("outer/inner/outer/inner").keys()).toEqual(["outer", "counts"]);
  });

  it("says that a name may belong to an object without a readable header", async () => {
    await using file = await open(fixturePath(`${folder}/truncated_tail.hdf`));
    const error = await errorOf(async () => file.get("outer"));
    expect(isHdfError(error, "HDF_DAMAGED")).toBe(true);
  });

  it("lists no data sets when the Vgroup that lists them may be lost", async () => {
    await using file = await open(fixturePath(`${folder}/truncated_half.hdf`));
    expect(() => file.datasets()).toThrow(HdfError);
    expect(() => file.attributes).toThrow(HdfError);
    expect(() => file.attributeInfos()).toThrow(HdfError);
    expect(() => file.children()).toThrow(HdfError);
    expect(file.keys().length).toBeGreaterThan(0);
  });
});

async function readObject(file: HdfFile, name: string): Promise<void> {
  const dataset = good.datasets.find((candidate) => candidate.name === name);
  if (dataset !== undefined) {
    const found = file.dataset(name);
    await found.read();
    await expectDataset(found, dataset);
  } else {
    const found = file.table(name);
    await found.read();
    await expectTable(found, good.vdatas.find((candidate) => candidate.name === name)!);
  }
}

async function errorOf(action: Promise<unknown> | (() => Promise<unknown>)): Promise<HdfError> {
  try {
    await (typeof action === "function" ? action() : action);
  } catch (error) {
    expect(error).toBeInstanceOf(HdfError);
    return error as HdfError;
  }
  throw new Error("expected an error");
}
