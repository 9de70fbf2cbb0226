import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fixtureBytes } from "../../../../test/support/fixtures.ts";
import { DamagedFileError, open } from "../../src/index.ts";

const annotated = fileURLToPath(new URL("../fixtures/raster/gr_attributes.hdf", import.meta.url));

/** Offset of the descriptor of the first element with a tag, in a file with one block of descriptors at 4. */
function descriptorOf(bytes: Uint8Array, tag: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 10; at < 10 + 12 * view.getInt16(4); at += 12) if (view.getUint16(at) === tag) return at;
  throw new Error(`no element with tag ${tag}`);
}

describe("annotations", () => {
  it("of the file are given in its order, labels first", async () => {
    await using file = await open(annotated);
    expect(file.annotations).toEqual([
      { kind: "label", text: "label of the file" },
      { kind: "label", text: "second label" },
      { kind: "description", text: "description of the file" },
    ]);
  });

  it("beside data sets and images belong to the file", async () => {
    const bytes = fixtureBytes("hdf4/features/mixed_objects.hdf");
    await using file = await open(bytes);
    expect(file.annotations.map(({ kind }) => kind)).toEqual(["description"]);
    expect(file.datasets()[0]?.annotations).toEqual([]);
  });

  it("that are damaged are an error when they are asked for", async () => {
    const bytes = fixtureBytes("hdf4/features/mixed_objects.hdf");
    const at = descriptorOf(bytes, 101);
    new DataView(bytes.buffer, bytes.byteOffset).setInt32(at + 8, 2 ** 30);
    await using file = await open(bytes);
    expect(file.datasets()).toHaveLength(1);
    expect(() => file.annotations).toThrow(DamagedFileError);
  });
});
