import { describe, expect, test, vi } from "vitest";
import * as errors from "../src/errors.ts";

type ErrorClass = new (message: string, options?: errors.ColocateErrorOptions) => errors.ColocateError;

const classes: [ErrorClass, errors.ColocateErrorCode][] = [
  [errors.CoordinateError, "COLOCATE_COORDINATE"],
  [errors.ShapeError, "COLOCATE_SHAPE"],
  [errors.IndexError, "COLOCATE_INDEX"],
  [errors.ValueError, "COLOCATE_VALUE"],
  [errors.TimeError, "COLOCATE_TIME"],
  [errors.GranuleNameError, "COLOCATE_NAME"],
  [errors.PatchError, "COLOCATE_PATCH"],
];

test("every class is in the table", () => {
  const exported = Object.keys(errors).filter((name) => name.endsWith("Error") && !name.startsWith("is"));
  expect(exported.sort()).toEqual([...classes.map(([Class]) => Class.name), "ColocateError"].sort());
});

describe.each(classes)("%o", (Class, code) => {
  test("name, code and message", () => {
    const error = new Class("it is wrong");
    expect(error).toMatchObject({ name: Class.name, code, message: "it is wrong" });
    expect(error).toBeInstanceOf(errors.ColocateError);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe(`${Class.name}: it is wrong`);
  });

  test("the cause is kept", () => {
    const cause = new Error("inner");
    expect(new Class("it is wrong", { cause }).cause).toBe(cause);
    expect(Object.hasOwn(new Class("it is wrong"), "cause")).toBe(false);
  });

  test("the guard knows it, and its code", () => {
    const error = new Class("it is wrong");
    const others = classes.map((each) => each[1]).filter((other) => other !== code);
    expect(errors.isColocateError(error)).toBe(true);
    expect(errors.isColocateError(error, ...others, code)).toBe(true);
    expect(errors.isColocateError(error, ...others)).toBe(false);
  });
});

test("the guard knows the errors of another copy of the package", async () => {
  vi.resetModules();
  const copy = (await import("../src/errors.ts")) as typeof errors;
  expect(copy.ShapeError).not.toBe(errors.ShapeError);
  expect(errors.isColocateError(new copy.ShapeError("x"), "COLOCATE_SHAPE")).toBe(true);
  expect(copy.isColocateError(new errors.ShapeError("x"), "COLOCATE_TIME")).toBe(false);
});

test.each([new Error("COLOCATE_SHAPE"), { code: "COLOCATE_SHAPE" }, null, undefined, "COLOCATE_SHAPE"])(
  "%s is none of them",
  (other) => expect(errors.isColocateError(other)).toBe(false),
);
