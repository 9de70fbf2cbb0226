import { seededRandom } from "@atcs/colocate";
import { describe, expect, test, vi } from "vitest";
import { WasmKernel } from "../../../src/wasm/_kernel.ts";
import { foldModule } from "../../../src/zarr/crc32c/_fold-module.ts";
import { checksum } from "../../../src/zarr/crc32c/checksum.ts";
import { crc32c } from "../../../src/zarr/crc32c/crc32c.ts";

const random = seededRandom(1, "checksum");
const bytes = Uint8Array.from({ length: 60_000 }, () => Math.floor(256 * random()));

test("SIMD is what runs here, from a module that every browser compiles at once", () => {
  expect(foldModule().length).toBeLessThan(4096);
  const [create, reserve] = [vi.spyOn(WasmKernel, "create"), vi.spyOn(WasmKernel.prototype, "reserve")];
  try {
    checksum()(bytes);
    expect(create.mock.results).toEqual([{ type: "return", value: expect.any(WasmKernel) }]);
    expect(reserve).toHaveBeenCalledTimes(1);
    checksum(false)(bytes);
    expect(create).toHaveBeenCalledTimes(1);
  } finally {
    create.mockRestore();
    reserve.mockRestore();
  }
});

describe.each([true, false])("with SIMD: %s", (simd) => {
  const checksumOf = checksum(simd);

  test("is CRC-32C, by the table, for lengths around those of vectors and of what is folded at a time", () => {
    const around = [0, 16, 512, 720, 3344, 3856, 16_384, 19_728, 36_112, 59_900];
    const lengths = around.flatMap((length) => Array.from({ length: 40 }, (_, i) => Math.max(0, length - 20 + i)));
    for (const length of lengths) {
      // From an odd byte of a memory that others use, too.
      const part = bytes.subarray(1, 1 + length);
      expect(checksumOf(part), String(length)).toBe(crc32c(part));
    }
  });

  test("of zeros, and of ones, of which nothing is left over from those before", () => {
    for (const value of [0, 255, 0]) {
      const same = new Uint8Array(20_000).fill(value);
      expect(checksumOf(same)).toBe(crc32c(same));
    }
  });
});
