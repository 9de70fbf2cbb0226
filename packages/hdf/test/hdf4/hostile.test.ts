import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isHdfError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import { CountingSource } from "../support/counting-source.ts";
import {
  attributeHeader,
  compressedHeader,
  dfsdElements,
  emptyChunks,
  makeHdf4,
  manyDfsdElements,
  type RawElement,
  record,
  vdataHeader,
  vgroupHeader,
  words,
} from "../support/hdf4-bytes.ts";

/** Each file is small, and must not cost more than its size explains. */
const timeout = 3000;

const special = (tag: number): number => tag | 0x4000;
const repeat = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);
const damaged = (message: string) => (error: unknown) =>
  isHdfError(error, "HDF_DAMAGED") && error.message.includes(message);
const limited = (error: unknown): boolean => isHdfError(error, "HDF_LIMIT");

describe("Vgroups that name a member very often", { timeout }, () => {
  const type: RawElement = { tag: 106, ref: 1, bytes: record([1, 1], [1, 20], [1, 8], [1, 1]) };
  const root = { tag: 1965, ref: 2, bytes: vgroupHeader(repeat(10_000, [1965, 3]), "f", "CDF0.0") };
  const dimension: RawElement[] = [
    { tag: 1965, ref: 4, bytes: vgroupHeader([[1962, 5]], "d", "Dim0.0") },
    {
      tag: 1962,
      ref: 5,
      bytes: vdataHeader([{ name: "Values", type: 24, size: 4, order: 1 }], 1, "d", "DimVal0.1"),
    },
    { tag: 1963, ref: 5, bytes: record([4, 2]) },
  ];
  const variable = (rank: number): RawElement => {
    return { tag: 1965, ref: 3, bytes: vgroupHeader([[106, 1], ...repeat(rank, [1965, 4] as const)], "v", "Var0.0") };
  };

  it("have it once, but for the dimension of several axes", async () => {
    await using file = await open(makeHdf4([type, root, variable(32), ...dimension]));
    expect(file.datasets().map(({ shape }) => shape)).toEqual([repeat(32, 2)]);
  });

  it("are no data set of more than 32 dimensions", async () => {
    await using file = await open(makeHdf4([type, root, variable(10_000), ...dimension]));
    expect(() => file.datasets()).toThrow('"v": more than 32 dimensions');
  });

  it("have an image once", async () => {
    const members = [[302, 1] as const, ...repeat(10_000, [1962, 9] as const)];
    const bytes = makeHdf4([
      { tag: 1965, ref: 2, bytes: vgroupHeader(repeat(10_000, [1965, 3]), "f", "RIG0.0") },
      { tag: 1965, ref: 3, bytes: vgroupHeader(members, "v", "RI0.0") },
    ]);
    await using file = await open(bytes);
    expect(file.keys()).toEqual(["v"]);
  });

  it("have an attribute once, whatever its size", async () => {
    const bytes = makeHdf4([
      { tag: 1965, ref: 2, bytes: vgroupHeader([], "g", "", repeat(10_000, 3)) },
      { tag: 1965, ref: 4, bytes: vgroupHeader([], "h", "", [3]) },
      { tag: 1962, ref: 3, bytes: attributeHeader("a", 6, 8, 1, 50_000) },
      { tag: 1963, ref: 3, bytes: new Uint8Array(400_000) },
    ]);
    await using file = await open(bytes);
    const [info, ...others] = file.group("g").attributeInfos();
    expect([info?.shape, others]).toEqual([[50_000], []]);
    expect(file.group("h").attributes.a).toBe(info?.value);
  });
});

describe("old data sets", { timeout: 2 * timeout }, () => {
  const groups = Array.from({ length: 20_000 }, (_, i) => i + 1);
  const group = record(...words(701, 1, 704, 1));
  const types = repeat(33, words(106, 1)).flat();
  const shared: RawElement[] = [
    { tag: 106, ref: 1, bytes: record([1, 1], [1, 20], [1, 8], [1, 1]) },
    { tag: 701, ref: 1, bytes: record([2, 32], ...repeat(32, [4, 1] as [4, number]), ...types) },
  ];

  it("have at most 65536 dimensions in a file", async () => {
    const members = groups.map((ref) => ({ tag: 720, ref, bytes: group }));
    const label = { tag: 704, ref: 1, bytes: new Uint8Array(0) };
    await using file = await open(makeHdf4([...shared, label, ...members], { share: true }));
    expect(file.dataset("Data-Set-2048").shape).toEqual(repeat(32, 1));
    expect(() => file.dataset("Data-Set-3000")).toThrow("more than 65536 dimensions");
  });

  it("share a text, which is decoded once", async () => {
    const label = { tag: 704, ref: 1, bytes: new Uint8Array(200_000).fill(65) };
    const scalar = { tag: 701, ref: 1, bytes: record([2, 0], ...words(106, 1)) };
    const members = groups.map((ref) => ({ tag: 720, ref, bytes: group }));
    await using file = await open(makeHdf4([shared[0]!, scalar, label, ...members], { share: true }));
    const lengths = file.datasets().map(({ attributes }) => (attributes.long_name as string).length);
    expect(new Set(lengths)).toEqual(new Set([200_000]));
    expect(lengths).toHaveLength(groups.length);
  });
});

describe("coded elements", { timeout }, () => {
  const attributes = (count: number, header: Uint8Array, description: Uint8Array): RawElement[] => {
    return Array.from({ length: count }, (_, i) => [
      { tag: 1962, ref: 100 + i, bytes: header },
      { tag: special(1963), ref: 100 + i, bytes: description },
    ]).flat();
  };

  it("with many Huffman trees cost no more than others", async () => {
    const skips = [256, 4096].map((skip) => {
      const description = compressedHeader(4096, 7, 3, [4, skip], [4, skip]);
      const elements = attributes(250, attributeHeader("a", 21, 1, 4096), description);
      return makeHdf4([...elements, { tag: 40, ref: 7, bytes: new Uint8Array(4096) }], { share: true });
    });
    for (const bytes of skips) {
      await using file = await open(bytes);
      expect(file.keys()).toEqual([]);
    }
  });

  it("are not read further than they can be needed", async () => {
    const coded = new Uint8Array(2 ** 23);
    coded.set(deflateSync(Uint8Array.of(9)));
    const elements = attributes(100, attributeHeader("a", 21, 1, 1), compressedHeader(1, 7, 4, [2, 6]));
    const group = { tag: 1965, ref: 2, bytes: vgroupHeader([], "g", "", [150]) };
    const source = new CountingSource(
      makeHdf4([group, ...elements, { tag: 40, ref: 7, bytes: coded }], { share: true }),
    );
    await using file = await open(source);
    expect(file.group("g").attributes.a).toBe(9);
    expect(source.bytesRead).toBeLessThan(2 ** 20);
  });
});

describe("arrays of many chunks", { timeout }, () => {
  const length = 2 ** 28;
  const chunks = emptyChunks(702, 1, [length], [1], 1, 0);

  it("cost what is selected of those that are stored", async () => {
    await using file = await open(makeHdf4([...dfsdElements([length], 20, chunks[0]!), ...chunks.slice(1)]));
    const dataset = file.dataset("Data-Set-1");
    expect((await dataset.read()).size).toBe(length);
    expect((await dataset.read([[0, length, 2 ** 27]])).size).toBe(2);
  });

  it("have no table that is longer than its records, or lists more chunks than there are refs", async () => {
    const size = 2 ** 26;
    const content = { tag: special(1963), ref: 9, bytes: compressedHeader(size, 7, 4, [2, 9]) };
    const coded = { tag: 40, ref: 7, bytes: deflateSync(new Uint8Array(size)) };
    for (const [count, message] of [
      [1, `a chunk table of ${size} bytes, expected 8`],
      [65536, "65536 records in a chunk table"],
    ] as const) {
      const [data, ...table] = emptyChunks(702, 1, [100_000], [1], 1, 0, { count, content });
      await using file = await open(makeHdf4([...dfsdElements([100_000], 20, data!), ...table, coded]));
      await expect(file.dataset("Data-Set-1").read([5])).rejects.toSatisfy(damaged(message));
    }
  });
});

describe("images", { timeout }, () => {
  const description = (width: number, height: number): RawElement[] => [
    { tag: 106, ref: 1, bytes: record([1, 1], [1, 21], [1, 8], [1, 1]) },
    { tag: 300, ref: 2, bytes: record([4, width], [4, height], ...words(106, 1, 1, 0, 0, 0)) },
  ];

  it("in chunks are read where they are selected", async () => {
    const width = 2 ** 31 - 1;
    const bytes = makeHdf4([
      ...description(1, width),
      { tag: 306, ref: 2, bytes: record(...words(300, 2, 302, 2)) },
      ...emptyChunks(302, 2, [1, width], [1, 1024], 1, 7),
    ]);
    await using file = await open(bytes, { maxBytes: 2000 });
    const [image] = file.children();
    if (image?.kind !== "image") throw new Error("expected an image");
    expect((await image.read([2 ** 30, 0])).data).toEqual(Uint8Array.of(7));
  });

  it("have a palette of 768 bytes, not one that is decoded first", async () => {
    const size = 2 ** 26;
    const bytes = makeHdf4([
      ...description(1, 1),
      { tag: 306, ref: 2, bytes: record(...words(300, 2, 302, 2, 301, 5)) },
      { tag: 302, ref: 2, bytes: Uint8Array.of(1) },
      { tag: special(301), ref: 5, bytes: compressedHeader(size, 7, 4, [2, 9]) },
      { tag: 40, ref: 7, bytes: deflateSync(new Uint8Array(size)) },
    ]);
    await using file = await open(bytes);
    const [image] = file.children();
    if (image?.kind !== "image") throw new Error("expected an image");
    await expect(image.readPalette()).rejects.toSatisfy(damaged(`a palette of ${size} bytes, expected 768`));
  });
});

describe("texts", { timeout }, () => {
  const unwritten = (file: Uint8Array, tag: number): Uint8Array => {
    const view = new DataView(file.buffer);
    for (let at = 10; at < 10 + 12 * view.getInt16(4); at += 12) {
      if (view.getUint16(at) === tag) file.fill(255, at + 4, at + 12);
    }
    return file;
  };

  it.each([
    [2 ** 31 - 1, 0],
    [2 ** 28, 1],
  ])("count as strings, %i of %i bytes", async (count, width) => {
    const data = { tag: 702, ref: 1, bytes: new Uint8Array(0) };
    await using file = await open(unwritten(makeHdf4(dfsdElements([count, width], 4, data)), 702));
    await expect(file.dataset("Data-Set-1").readText()).rejects.toSatisfy(limited);
  });

  it("count as strings in tables", async () => {
    const fields = [{ name: "c", type: 4, size: 1, order: 0 }];
    const bytes = makeHdf4([{ tag: 1962, ref: 3, bytes: vdataHeader(fields, 2 ** 31 - 1, "t", "") }]);
    await using file = await open(bytes);
    const table = file.table("t");
    await expect(table.read()).rejects.toSatisfy(limited);
    expect((await table.read({ start: 5, stop: 7 })).c?.data).toEqual(["", ""]);
  });
});

describe("tables", { timeout }, () => {
  it("have at most 256 fields", async () => {
    const fields = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ name: `${i}`, type: 21, size: 1, order: 0 }));
    const bytes = makeHdf4([
      { tag: 1962, ref: 3, bytes: vdataHeader(fields(256), 0, "good", "") },
      { tag: 1962, ref: 4, bytes: vdataHeader(fields(257), 0, "bad", "") },
    ]);
    await using file = await open(bytes);
    expect(file.table("good").fields).toHaveLength(256);
    expect(() => file.tables()).toThrow("257 fields, expected 0 to 256");
  });
});

describe("descriptor blocks", { timeout }, () => {
  const chain = (blocks: number, count: number): Uint8Array => {
    const size = 6 + 12 * count;
    const file = new Uint8Array(4 + blocks * size);
    const view = new DataView(file.buffer);
    view.setUint32(0, 0x0e031301);
    for (let i = 0, at = 4; i < blocks; i++, at += size) {
      view.setInt16(at, count);
      view.setInt32(at + 2, i + 1 < blocks ? at + size : 0);
      if (count > 0) view.setUint16(at + 6, 1);
    }
    return file;
  };

  it("are not empty, but for the last one", async () => {
    await expect(open(chain(2, 0))).rejects.toSatisfy(damaged("an empty descriptor block"));
    await using file = await open(chain(1, 0));
    expect(file.keys()).toEqual([]);
  });

  it("are at most 65536", async () => {
    await expect(open(chain(65537, 1))).rejects.toSatisfy(damaged("more than 65536 descriptor blocks"));
  });

  it("are left when the signal tells to", async () => {
    const source = new CountingSource(chain(60_000, 1));
    const stop = new AbortController();
    const opening = open(source, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 5);
    await expect(opening).rejects.toThrow("enough");
  });
});

it("data sets of one coded element share what was decoded", { timeout }, async () => {
  const size = 2 ** 20;
  const description = compressedHeader(size, 7, 4, [2, 9]);
  const data = Array.from({ length: 20 }, (_, i) => ({ tag: special(702), ref: 1 + i, bytes: description }));
  const coded = { tag: 40, ref: 7, bytes: deflateSync(new Uint8Array(size).fill(5)) };
  await using file = await open(makeHdf4([...manyDfsdElements([size], 20, data), coded], { share: true }));
  for (const dataset of file.datasets().filter(({ isScale }) => !isScale)) {
    expect((await dataset.read([3])).data[0]).toBe(5);
  }
});
