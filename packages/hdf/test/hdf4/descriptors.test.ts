import { describe, expect, it } from "vitest";
import { DamagedFileError } from "../../src/errors.ts";
import { type DescriptorTable, isUnwritten, readDescriptors } from "../../src/hdf4/descriptors.ts";
import { ByteReader } from "../../src/source/byte-reader.ts";
import { resolveSource } from "../../src/source/resolve.ts";
import { makeHdf4, record } from "../support/hdf4-bytes.ts";

const bytes = Uint8Array.of(1, 2, 3);

async function read(file: Uint8Array): Promise<DescriptorTable> {
  const { source } = await resolveSource(file);
  return readDescriptors(new ByteReader(source, "f"));
}

describe("readDescriptors", () => {
  it("finds elements by tag and ref, special ones under their plain tag", async () => {
    const table = await read(
      makeHdf4([
        { tag: 702, ref: 5, bytes },
        { tag: 1, ref: 0, bytes: new Uint8Array(0) },
        { tag: 108, ref: 1, bytes },
        { tag: 702 | 0x4000, ref: 4, bytes },
        { tag: 0xc001, ref: 1, bytes },
      ]),
    );
    expect(table.withTag(702).map(({ ref, special, index }) => [ref, special, index])).toEqual([
      [5, false, 0],
      [4, true, 3],
    ]);
    expect(table.withTag(1)).toEqual([]);
    expect(table.withTag(108)).toEqual([]);
    // Tags of users have the highest bit set; the special bit means nothing there.
    expect(table.find(0xc001, 1)?.special).toBe(false);
    expect(table.find(702, 6)).toBeUndefined();
    expect(() => table.get(702, 6, "o")).toThrow('f, "o": the element with tag 702, ref 6 is missing');
  });

  it("refuses to choose between two elements of one name", async () => {
    const table = await read(
      makeHdf4([
        { tag: 702, ref: 5, bytes },
        { tag: 702 | 0x4000, ref: 5, bytes },
      ]),
    );
    expect(() => table.find(702, 5)).toThrow("tag 702, ref 5 has two descriptors");
  });

  it("follows the chain of blocks", async () => {
    const first = makeHdf4([{ tag: 702, ref: 1, bytes: new Uint8Array(0) }]);
    const second = record([2, 1], [4, 0], [2, 702], [2, 2], [4, -1], [4, -1]);
    new DataView(first.buffer).setInt32(6, first.length);
    const table = await read(Uint8Array.of(...first, ...second));
    expect(table.withTag(702).map(({ ref }) => ref)).toEqual([1, 2]);
    expect(table.withTag(702).map(isUnwritten)).toEqual([false, true]);
  });

  it.each([
    ["a block that announces more than the file holds", 4, 2, 32767],
    ["a negative number", 4, 2, -1],
    ["a chain that returns", 6, 4, 4],
    ["a chain that leaves the file", 6, 4, 1000],
    ["a negative offset", 6, 4, -4],
  ] as const)("rejects %s", async (_, at, length, value) => {
    const file = makeHdf4([{ tag: 702, ref: 1, bytes }]);
    const view = new DataView(file.buffer);
    if (length === 2) view.setInt16(at, value);
    else view.setInt32(at, value);
    await expect(read(file)).rejects.toThrow(DamagedFileError);
  });
});
