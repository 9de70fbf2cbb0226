import zlib, { deflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { Hdf4FileContainer } from "../../src/hdf4/file-container.ts";
import { type Dataset, type HdfFile, open } from "../../src/index.ts";
import { ByteReader } from "../../src/source/byte-reader.ts";
import { resolveSource } from "../../src/source/resolve.ts";
import { CountingSource } from "../support/counting-source.ts";
import { makeHdf4, manyDfsdElements, type RawElement, record } from "../support/hdf4-bytes.ts";

const rows = 100;
const length = 100_000;

/** Data sets of 100 x 1000 bytes, each compressed as a whole. */
function deflatedFile(count: number): Uint8Array {
  const refs = Array.from({ length: count }, (_, i) => i + 1);
  const descriptions = refs.map((ref): RawElement => {
    const bytes = record([2, 3], [2, 0], [4, length], [2, ref], [2, 0], [2, 4], [2, 6]);
    return { tag: 702 | 0x4000, ref, bytes };
  });
  const coded = refs.map((ref) => ({ tag: 40, ref, bytes: deflateSync(new Uint8Array(length).fill(ref)) }));
  return makeHdf4([...manyDfsdElements([rows, length / rows], 21, descriptions), ...coded]);
}

let decodings: MockInstance;
beforeEach(() => {
  decodings = vi.spyOn(zlib, "inflateSync");
});
afterEach(() => {
  decodings.mockRestore();
});

function deflated(file: HdfFile): Dataset[] {
  return file.datasets().filter(({ isScale }) => !isScale);
}

/** Read one row of each data set, and count the elements that are decoded for it. */
async function readRows(file: HdfFile): Promise<number> {
  decodings.mockClear();
  for (const [i, dataset] of deflated(file).entries()) {
    const { data } = await dataset.read([7]);
    expect([data.length, data[0], data[999]]).toEqual([1000, i + 1, i + 1]);
  }
  return decodings.mock.calls.length;
}

describe("what was decoded", () => {
  it("is kept up to cacheBytes, for all data sets together", async () => {
    await using file = await open(deflatedFile(8), { cacheBytes: 3.5 * length });
    expect(await readRows(file)).toBe(8);
    // The oldest go first, so that three are never enough for a round of eight.
    expect(await readRows(file)).toBe(8);
    decodings.mockClear();
    for (const dataset of deflated(file).slice(-3)) await dataset.read([8]);
    expect(decodings).not.toHaveBeenCalled();
    await using large = await open(deflatedFile(8));
    expect([await readRows(large), await readRows(large)]).toEqual([8, 0]);
  });

  it("is decoded once for each read when it is too large to be kept", async () => {
    await using file = await open(deflatedFile(1), { cacheBytes: length - 1 });
    const [dataset] = deflated(file);
    expect((await dataset!.read([[0, rows, 2], null])).size).toBe(length / 2);
    expect(decodings).toHaveBeenCalledTimes(1);
    await dataset!.read([0]);
    expect(decodings).toHaveBeenCalledTimes(2);
  });

  it("can be kept not at all, but not in less than no memory", async () => {
    await using file = await open(deflatedFile(2), { cacheBytes: 0 });
    expect([await readRows(file), await readRows(file)]).toEqual([2, 2]);
    for (const cacheBytes of [-1, Number.NaN]) {
      await expect(open(deflatedFile(1), { cacheBytes })).rejects.toThrow(RangeError);
    }
  });

  it("is shared by windows of one chunk", async () => {
    await using file = await open(fixturePath("hdf4/features/chunked_deflate.hdf"));
    const [dataset] = file.datasets();
    const window = dataset!.shape.map(() => 0);
    const first = await dataset!.read(window);
    expect(decodings).toHaveBeenCalled();
    decodings.mockClear();
    expect((await dataset!.read(window)).data).toEqual(first.data);
    expect(decodings).not.toHaveBeenCalled();
  });

  it("is kept of run-length coded images", async () => {
    const size = [200, 500] as const;
    const dimensions = record([2, size[1]], [2, size[0]]);
    // Too long for the cache of small reads, so that each decoding is a read of the source.
    const coded = new Uint8Array(2 * size[0] * size[1]).map((_, i) => (i % 2 === 0 ? 1 : i % 251));
    const bytes = makeHdf4([
      { tag: 200, ref: 5, bytes: dimensions },
      { tag: 203, ref: 5, bytes: coded },
    ]);
    const source = new CountingSource(bytes);
    await using file = await open(source);
    const [image] = file.children();
    if (image?.kind !== "image") throw new Error("expected an image");
    await image.read([0]);
    source.reset();
    expect((await image.read([1, [0, 3]])).data).toEqual(Uint8Array.of(...[1001, 1003, 1005].map((i) => i % 251)));
    expect(source.reads).toBe(0);
  });

  it("is forgotten when the file is closed", async () => {
    const opened = await resolveSource(deflatedFile(1));
    const reader = new ByteReader(opened.source, opened.name);
    const container = await Hdf4FileContainer.open(reader, { maxBytes: 2 ** 20 }, opened);
    const kept = vi.spyOn(container.decoded, "set");
    await container.readElement(702, 1);
    const [key] = kept.mock.calls[0]!;
    expect(container.decoded.get(key)).toHaveLength(length);
    await container.close();
    expect(container.decoded.get(key)).toBeUndefined();
    container.decoded.set(key, new Uint8Array(1), 1);
    expect(container.decoded.get(key)).toBeUndefined();
  });
});
