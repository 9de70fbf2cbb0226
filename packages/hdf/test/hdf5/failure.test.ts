import { expect, test } from "vitest";
import { type HdfErrorCode, LimitError } from "../../src/errors.ts";
import { aboutFile, Failure, toHdfError, toProblem, withFile } from "../../src/hdf5/failure.ts";

const codes: HdfErrorCode[] = [
  "HDF_NOT_HDF",
  "HDF_DAMAGED",
  "HDF_UNSUPPORTED",
  "HDF_LIMIT",
  "HDF_NOT_FOUND",
  "HDF_IO",
  "HDF_CLOSED",
];

test.each(codes)("%s survives the way through a worker", (code) => {
  const posted = structuredClone(toProblem(new Failure(code, "what is wrong", "/group/set")));
  const error = toHdfError(posted, "some.h5");
  expect(error).toMatchObject({ code, file: "some.h5", object: "group/set" });
  expect(error.message).toContain('some.h5, "group/set": ');
});

test("the root is the file itself", () => {
  expect(toHdfError({ code: "HDF_DAMAGED", problem: "bad", object: "/" }, "some.h5").message).toBe("some.h5: bad");
});

test("errors that are typed stay as they are, all others become typed", () => {
  const limit = new LimitError("too much");
  expect(aboutFile("some.h5", limit)).toBe(limit);
  const odd = new TypeError("odd");
  expect(() =>
    withFile("some.h5", () => {
      throw odd;
    }),
  ).toThrow(/^some\.h5: libhdf5 failed: odd$/);
  expect(aboutFile("some.h5", odd)).toMatchObject({ code: "HDF_DAMAGED", cause: odd });
  expect(withFile("some.h5", () => 7)).toBe(7);
});
