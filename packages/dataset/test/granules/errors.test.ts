import { expect, test } from "vitest";
import {
  FieldNotFoundError,
  GranuleAttributeError,
  type GranuleError,
  type GranuleErrorCode,
  type GranuleErrorDetails,
  GranuleLayoutError,
  isGranuleError,
  NoCloudDataError,
} from "../../src/granules/errors.ts";

const classes: [new (problem: string, details: GranuleErrorDetails) => GranuleError, GranuleErrorCode][] = [
  [GranuleLayoutError, "GRANULE_LAYOUT"],
  [NoCloudDataError, "GRANULE_NO_CLOUD_DATA"],
  [FieldNotFoundError, "GRANULE_NO_FIELD"],
  [GranuleAttributeError, "GRANULE_ATTRIBUTE"],
];

test.each(classes)("%o has its name, code and place", (Class, code) => {
  const error = new Class("it is wrong", { file: "a.hdf", object: "Height" });
  expect(error).toMatchObject({ name: Class.name, code, file: "a.hdf", object: "Height" });
  expect(error.message).toBe('a.hdf, "Height": it is wrong');
  expect(isGranuleError(error)).toBe(true);
  expect(isGranuleError(error, code)).toBe(true);
  expect(isGranuleError(error, ...classes.map((each) => each[1]).filter((other) => other !== code))).toBe(false);
});

test("the place may be the file alone", () => {
  expect(new GranuleLayoutError("no field", { file: "a.h5" }).message).toBe("a.h5: no field");
});

test.each([new Error("GRANULE_LAYOUT"), { code: "GRANULE_LAYOUT" }, null, undefined, "GRANULE_LAYOUT"])(
  "%s is none of them",
  (other) => expect(isGranuleError(other)).toBe(false),
);
