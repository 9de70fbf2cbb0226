import { describe, expect, test } from "vitest";
import { ClosedError, DamagedFileError, HdfError, isHdfError, NotFoundError } from "../src/index.ts";

describe("HdfError", () => {
  test("the message names file, object and offset before the problem", () => {
    const error = new DamagedFileError("the block ends early", { file: "a.hdf", object: "Height", offset: 294 });
    expect(error.message).toBe('a.hdf, "Height", byte 294: the block ends early');
    expect(error).toMatchObject({ name: "DamagedFileError", code: "HDF_DAMAGED", file: "a.hdf", offset: 294 });
    expect(error).toBeInstanceOf(HdfError);
  });

  test("nothing known about the place: the problem alone; the cause is kept", () => {
    const cause = new Error("inner");
    expect(new NotFoundError("no such thing").message).toBe("no such thing");
    expect(new NotFoundError("no such thing", { cause }).cause).toBe(cause);
  });
});

describe("isHdfError", () => {
  test("tests the code when codes are given", () => {
    const error = new ClosedError({ file: "a.hdf" });
    expect(isHdfError(error)).toBe(true);
    expect(isHdfError(error, "HDF_CLOSED", "HDF_IO")).toBe(true);
    expect(isHdfError(error, "HDF_IO")).toBe(false);
  });

  test("recognises errors of another copy of the package, and nothing else", () => {
    const foreign = Object.assign(new Error("x"), { [Symbol.for("@atcs/hdf/error")]: true, code: "HDF_IO" });
    expect(isHdfError(foreign, "HDF_IO")).toBe(true);
    for (const other of [new Error("x"), undefined, null, "HDF_IO", { code: "HDF_IO" }]) {
      expect(isHdfError(other)).toBe(false);
    }
  });
});
