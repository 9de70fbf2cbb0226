import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DamagedFileError } from "../../../src/errors.ts";
import { inflate } from "../../../src/hdf4/codecs/index.ts";

const where = { file: "made.hdf", offset: 12 };
const content = Uint8Array.from({ length: 20_000 }, (_, i) => ((i * i) >> 7) & 0xff);
const stream = new Uint8Array(deflateSync(content));

describe.each(["Node's zlib", "fflate"])("inflate with %s", (engine) => {
  beforeEach(() => {
    // What a browser has: no built-in modules.
    if (engine === "fflate") vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([0, 1, 63, 64, 65, 5552, 5553, 20_000])("decodes %i bytes", (length) => {
    for (const level of [0, 1, 9]) {
      const input = new Uint8Array(deflateSync(content.subarray(0, length), { level }));
      const output = inflate(input, length, where);
      expect(output).toEqual(content.slice(0, length));
      expect(output.constructor).toBe(Uint8Array);
    }
  });

  it("ignores the rest of an older, longer stream", () => {
    const longer = new Uint8Array(stream.length + 500).fill(0x5a);
    longer.set(stream);
    expect(inflate(longer, content.length, where)).toEqual(content);
  });

  it.each([0, 1, 19_999, 20_001, 40_000])("rejects a stream of 20000 bytes where %i are expected", (length) => {
    expect(() => inflate(stream, length, where)).toThrow(DamagedFileError);
  });

  it("rejects a stream that is cut anywhere", () => {
    for (let length = 0; length < stream.length; length += length < 10 || length > stream.length - 10 ? 1 : 37) {
      expect(() => inflate(stream.subarray(0, length), content.length, where), `${length} bytes`).toThrow(
        DamagedFileError,
      );
    }
  });

  it("never gives other content for a damaged stream", () => {
    fc.assert(
      fc.property(fc.nat(stream.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = stream.slice();
        damaged[at]! ^= flip;
        let output: Uint8Array | undefined;
        try {
          output = inflate(damaged, content.length, where);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedFileError);
          expect((error as DamagedFileError).offset).toBe(12);
        }
        if (output !== undefined) expect(output).toEqual(content);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("gives DamagedFileError for garbage", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
        expect(() => inflate(Uint8Array.of(0x78, 0x9c, ...input), 1000, where)).toThrow(DamagedFileError);
      }),
      { seed: 8, numRuns: 200 },
    );
  });
});
