import { describe, expect, it } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { isHdfError } from "../../src/errors.ts";
import type { LinearElement } from "../../src/hdf4/container.ts";
import { sliceElement } from "../../src/hdf4/elements.ts";
import { Hdf4FileContainer } from "../../src/hdf4/file-container.ts";
import { ByteReader } from "../../src/source/byte-reader.ts";
import { resolveSource } from "../../src/source/resolve.ts";
import { makeHdf4, type RawElement, record } from "../support/hdf4-bytes.ts";

async function containerOf(source: Uint8Array | string, maxBytes = 1000): Promise<Hdf4FileContainer> {
  const opened = await resolveSource(source);
  return Hdf4FileContainer.open(new ByteReader(opened.source, opened.name), { maxBytes }, opened);
}

const bytes = Uint8Array.of(0, 1, 2, 3, 4, 5);
const plain: RawElement = { tag: 702, ref: 1, bytes };

describe("elements", () => {
  it("are read by range", async () => {
    const container = await containerOf(makeHdf4([plain]));
    const element = (await container.openElement(702, 1)) as LinearElement;
    expect([element.layout, element.length, element.compression]).toEqual(["linear", 6, []]);
    expect([...(await element.read(2, 3))]).toEqual([2, 3, 4]);
    const target = new Uint8Array(2);
    await element.readInto?.(target, 4);
    expect([...target]).toEqual([4, 5]);
    await expect(element.read(5, 2)).rejects.toThrow("bytes 5 to 7 are needed, but the element has 6");
    await expect(element.readInto?.(target, 5)).rejects.toThrow("bytes 5 to 7 are needed");
    expect([...(await container.readElement(702, 1))]).toEqual([...bytes]);
  });

  it("have parts", async () => {
    const container = await containerOf(makeHdf4([plain]));
    const part = sliceElement(await container.openElement(702, 1), 1, 4);
    expect([...(await part.read(1, 2))]).toEqual([2, 3]);
    await expect(part.read(3, 2)).rejects.toThrow("the element has 4");
    expect(() => sliceElement(part, 1, 4)).toThrow("bytes 1 to 5 are needed");
  });

  it("tell which file holds them", async () => {
    const container = await containerOf(fixturePath("hdf4/features/external.hdf"));
    const found = await Promise.all(
      container.descriptors
        .withTag(702)
        .map(async ({ ref }) => (await container.openElement(702, ref)) as LinearElement),
    );
    expect(found.map(({ external }) => external)).toEqual(
      expect.arrayContaining([{ fileName: "external_data.bin", offset: 100, length: 60 }, undefined]),
    );
    await container.close();
  });

  it("of an unknown kind are refused", async () => {
    const container = await containerOf(makeHdf4([{ tag: 702 | 0x4000, ref: 1, bytes: record([2, 7]) }]));
    await expect(container.openElement(702, 1, "o")).rejects.toSatisfy(
      (error) => isHdfError(error, "HDF_UNSUPPORTED") && error.message.includes("special element code 7"),
    );
  });

  it("are not longer than maxBytes", async () => {
    const container = await containerOf(makeHdf4([plain]), 5);
    await expect(container.readElement(702, 1)).rejects.toSatisfy((error) => isHdfError(error, "HDF_LIMIT"));
  });

  it("that share their bytes cannot take memory without bound", async () => {
    // 3000 headers of Vgroups, each the same megabyte.
    const file = makeHdf4(
      Array.from({ length: 3000 }, (_, i) => ({ tag: 1965, ref: i + 1, bytes: new Uint8Array(0) })),
    );
    const whole = new Uint8Array(file.length + 2 ** 20);
    whole.set(file);
    const view = new DataView(whole.buffer);
    for (let i = 0; i < 3000; i++) {
      view.setInt32(10 + 12 * i + 4, file.length);
      view.setInt32(10 + 12 * i + 8, 2 ** 20);
    }
    const container = await containerOf(whole);
    const headers = container.descriptors.withTag(1965);
    await container.metadata.load(headers);
    expect(container.metadata.content(headers[0]!)).toHaveLength(2 ** 20);
    expect(() => container.metadata.content(headers[2999]!)).toThrow("the descriptions of objects take more than");
  });

  it("in linked blocks have a content beside what is stored for them", async () => {
    const container = await containerOf(
      makeHdf4([
        { tag: 1963 | 0x4000, ref: 1, bytes: record([2, 1], [4, 3], [4, 2], [4, 2], [2, 1]) },
        { tag: 20, ref: 1, bytes: record([2, 0], [2, 2], [2, 3]) },
        { tag: 20, ref: 2, bytes: Uint8Array.of(1, 2) },
        { tag: 20, ref: 3, bytes: Uint8Array.of(3, 4) },
        { tag: 1963 | 0x4000, ref: 2, bytes: record([2, 1], [4, 3], [4, 2], [4, 2], [2, 9]) },
        { tag: 1963 | 0x4000, ref: 3, bytes: record([2, 1], [4, 2 ** 30], [4, 2], [4, 2], [2, 1]) },
      ]),
    );
    const [good, damaged, long] = container.descriptors.withTag(1963);
    await container.metadata.load([good!, damaged!, long!]);
    expect([...container.metadata.content(good!)]).toEqual([1, 2, 3]);
    expect(container.metadata.stored(good!)).toHaveLength(16);
    expect(() => container.metadata.content(damaged!)).toThrow("tag 20, ref 9 is missing");
    expect(() => container.metadata.content(long!)).toThrow("the descriptions of objects take more than");
  });

  it("can be loaded twice at the same time", async () => {
    const container = await containerOf(makeHdf4([plain]));
    const [descriptor] = container.descriptors.withTag(702);
    await Promise.all([container.metadata.load([descriptor!]), container.metadata.load([descriptor!])]);
    expect([...container.metadata.content(descriptor!)]).toEqual([...bytes]);
  });
});
