import { describe, expect, test } from "vitest";
import { fixtureBytes, fixturePath } from "../../../test/support/fixtures.ts";
import { type HdfErrorCode, open } from "../src/index.ts";

describe("open", () => {
  test.each([
    ["hdf4/features/contiguous.hdf", "hdf4"],
    ["granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5", "hdf5"],
  ])("%s is %s by its signature", async (name, format) => {
    const file = await open(fixturePath(name));
    expect(file.format).toBe(format);
    await file.close();
  });

  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "the file is empty"],
    ["text", new TextEncoder().encode("some text"), "starts with 73 6f 6d 65 20 74 65 78"],
    ["netCDF-3", new TextEncoder().encode("CDF\u0001    "), "netCDF-3, it seems"],
    ["a web page", new TextEncoder().encode("<!DOCTYPE html>"), "a web page, it seems"],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0), "unpack it first"],
    ["three bytes of HDF4", Uint8Array.of(0x0e, 0x03, 0x13), "starts with 0e 03 13"],
  ])("%s is not HDF", async (_, bytes, message) => {
    const code: HdfErrorCode = "HDF_NOT_HDF";
    await expect(open(bytes, { name: "a.hdf" })).rejects.toMatchObject({ code, file: "a.hdf" });
    await expect(open(bytes)).rejects.toThrow(message);
  });

  test("wrong options are refused", async () => {
    const bytes = fixtureBytes("hdf4/features/contiguous.hdf");
    await expect(open(bytes, { maxbytes: 3 } as never)).rejects.toThrow('there is no option "maxbytes"');
    await expect(open(bytes, { maxBytes: 0 })).rejects.toThrow(RangeError);
    await expect(open(bytes, { maxBytes: "5" as never })).rejects.toThrow(RangeError);
    await expect(open(bytes, { cacheBytes: -1 })).rejects.toThrow(RangeError);
    await expect(open(bytes, { name: Symbol("x") as never })).rejects.toThrow(TypeError);
    await expect(open(bytes, { openExternal: 5 as never })).rejects.toThrow(TypeError);
    await expect(open(bytes, { worker: "yes" as never })).rejects.toThrow(TypeError);
    await expect(open(bytes, { maxBytes: Number.NaN })).rejects.toThrow(RangeError);
  });

  test("a source that fails to close does not hide why the file was refused", async () => {
    const source = {
      size: 20,
      read: (_: number, length: number) => new Uint8Array(length),
      close: () => Promise.reject(new Error("close failed")),
    };
    await expect(open(source)).rejects.toMatchObject({ code: "HDF_NOT_HDF" });
  });

  test("an aborted signal: its reason, and the source is closed", async () => {
    const reason = new Error("enough");
    let closed = 0;
    const bytes = fixtureBytes("hdf4/features/contiguous.hdf");
    const controller = new AbortController();
    const source = {
      size: bytes.length,
      read: (offset: number, length: number) => {
        controller.abort(reason);
        return bytes.slice(offset, offset + length);
      },
      close: () => {
        closed++;
      },
    };
    await expect(open(source, { signal: controller.signal })).rejects.toBe(reason);
    expect(closed).toBe(1);
  });
});
