import { describe, expect, it } from "vitest";
import { allocateArray } from "../../src/hdf4/allocate.ts";
import type { Hdf4Container } from "../../src/hdf4/container.ts";
import { isHdfError, open } from "../../src/index.ts";
import { dfsdElements, makeHdf4 } from "../support/hdf4-bytes.ts";

const maxBytes = Number.MAX_SAFE_INTEGER;

describe("memory for what is read", () => {
  it("is limited by maxBytes, and by what there is", () => {
    const container = (most: number): Hdf4Container =>
      ({ context: { maxBytes: most }, reader: { name: "test.hdf" } }) as Hdf4Container;
    const type = { dtype: "int32", size: 4, littleEndian: false } as const;
    expect(allocateArray(container(8), type, 2, "a")).toEqual(new Int32Array(2));
    expect(() => allocateArray(container(8), type, 3, "a")).toThrow(/12 bytes, more than maxBytes \(8\)/);
    for (const length of [2 ** 34, 2 ** 50]) {
      expect(() => allocateArray(container(maxBytes), type, length, "a")).toThrow(
        expect.toSatisfy((error) => isHdfError(error, "HDF_LIMIT")),
      );
    }
  });

  it("of a data set that was never written, too", async () => {
    const [numberType, dimensions, group] = dfsdElements([2 ** 31 - 1, 2 ** 31 - 1], 24, {
      tag: 702,
      ref: 1,
      bytes: new Uint8Array(0),
    });
    await using file = await open(
      makeHdf4([numberType!, dimensions!, { ...group!, bytes: group!.bytes.slice(0, 4) }]),
      {
        maxBytes,
      },
    );
    const dataset = file.dataset("Data-Set-1");
    expect((await dataset.read([0, [0, 3]])).size).toBe(3);
    await expect(dataset.read([[0, 8]])).rejects.toSatisfy((error) => isHdfError(error, "HDF_LIMIT"));
  });
});
