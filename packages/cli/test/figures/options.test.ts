import { describe, expect, test } from "vitest";
import { parseFormats, parseInstances } from "../../src/figures/options.ts";

describe("formats", () => {
  test.each([
    ["svg", ["svg"]],
    ["PNG", ["png"]],
    ["png, svg", ["png", "svg"]],
    ["svg,svg", ["svg"]],
  ])("%s", (text, formats) => {
    expect(parseFormats(text)).toEqual(formats);
  });

  test.each(["", "pdf", "svg,", "svg png"])("not %j", (text) => {
    expect(() => parseFormats(text)).toThrow("Expected svg, png or svg,png.");
  });
});

describe("instances", () => {
  test.each([
    ["0", [0]],
    ["3,17, 4", [3, 17, 4]],
    ["3,3", [3]],
  ])("%s", (text, ids) => {
    expect(parseInstances(text)).toEqual(ids);
  });

  test.each(["", "a", "1,", "-1", "1.5", "9999999999999999"])("not %j", (text) => {
    expect(() => parseInstances(text)).toThrow("Expected ids of instances, such as 3,17,4.");
  });
});
