import { describe, expect, test } from "vitest";
import { checkChoice, checkOptions } from "../src/_check-options.ts";

describe("checkOptions", () => {
  test("known options pass, also undefined ones", () => {
    expect(() => checkOptions("read", { start: 0, stop: undefined }, ["start", "stop"])).not.toThrow();
  });

  test.each([
    [{ feilds: ["a"] }, 'read: there is no option "feilds"; the options are start, stop'],
    [[[0, 1]], "read: expected an object of options (start, stop), got an array"],
    [null, "got null"],
    ["start", "got string"],
  ])("%j is a TypeError", (given, message) => {
    expect(() => checkOptions("read", given as object, ["start", "stop"])).toThrow(TypeError);
    expect(() => checkOptions("read", given as object, ["start", "stop"])).toThrow(message);
  });
});

test("checkChoice names what there is", () => {
  expect(() => checkChoice("convention", undefined, ["cf", "hdf4"])).not.toThrow();
  expect(() => checkChoice("convention", "cf", ["cf", "hdf4"])).not.toThrow();
  expect(() => checkChoice("convention", "CF", ["cf", "hdf4"])).toThrow('convention: expected "cf" or "hdf4", got CF');
});
