import { inflateSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { checkDeflateLevel, deflate } from "../src/_deflate.ts";
import { createHdf4, createHdf5, MemorySink } from "../src/write.ts";

const data = Uint8Array.from({ length: 5000 }, (_, i) => i % 17);

afterEach(() => vi.restoreAllMocks());

/** As in a browser. */
function hideZlib(): void {
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
}

describe.each(["Node", "elsewhere"])("%s", (place) => {
  test.each([0, 1, 6, 9] as const)("level %i gives a zlib stream, the same each time", async (level) => {
    if (place === "elsewhere") hideZlib();
    const stream = await deflate(data, level);
    expect(await deflate(data, level)).toEqual(stream);
    expect(stream.length < data.length / 10).toBe(level > 0);
    expect(new Uint8Array(inflateSync(stream))).toEqual(data);
  });

  test.each([
    ["createHdf4", createHdf4],
    ["createHdf5", createHdf5 as unknown as typeof createHdf4],
  ])("%s compresses", async (_, create) => {
    if (place === "elsewhere") hideZlib();
    const sink = new MemorySink();
    const file = await create(sink);
    await file.createDataset("d", { dtype: "uint8", shape: [5000], chunks: [5000], deflate: 6 }).write(data);
    await file.close();
    expect(Buffer.from(sink.bytes).includes(Buffer.from(await deflate(data, 6)))).toBe(true);
  });
});

test("levels are 0 to 9", () => {
  expect(checkDeflateLevel(undefined, "x")).toBeUndefined();
  expect(checkDeflateLevel(9, "x")).toBe(9);
  for (const level of [-1, 10, 1.5, "6", null]) {
    expect(() => checkDeflateLevel(level, "x")).toThrow(RangeError);
    expect(() => checkDeflateLevel(level, "x")).toThrow("x: deflate is");
  }
});
