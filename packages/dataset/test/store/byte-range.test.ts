import { describe, expect, test } from "vitest";
import { checkBeyond, checkPart, rangeHeader } from "../../src/store/_byte-range.ts";

const refused = expect.objectContaining({ code: "DATASET_IO", file: "x" });

test("is written as HTTP wants it", () => {
  expect(rangeHeader({ offset: 10, length: 5 })).toBe("bytes=10-14");
  expect(rangeHeader({ offset: 10, length: undefined })).toBe("bytes=10-");
});

describe("checkPart", () => {
  test.each<[string | null, number, number, number | undefined]>([
    ["bytes 10-14/100", 5, 10, 5],
    ["bytes 10-14/*", 5, 10, 5],
    ["bytes 10-99/100", 90, 10, undefined],
    ["bytes 10-99/*", 90, 10, undefined],
    ["bytes 90-99/100", 10, 90, 50],
    [null, 5, 10, 5],
    [null, 3, 10, 5],
  ])("takes %j with %i bytes for those from %i on, %j of them", (header, received, offset, length) => {
    expect(() => checkPart(header, received, { offset, length }, "x")).not.toThrow();
  });

  test.each<[string | null, number, number, number | undefined]>([
    ["bytes 0-4/100", 5, 10, 5],
    ["bytes 10-15/100", 6, 10, 5],
    ["bytes 10-12/100", 3, 10, 5],
    ["bytes 10-12/*", 3, 10, 5],
    ["bytes 10-98/100", 89, 10, undefined],
    ["bytes 10-14/100", 4, 10, 5],
    ["bytes 10-14/100", 6, 10, 5],
    ["items 10-14/100", 5, 10, 5],
    ["", 5, 10, 5],
    [null, 6, 10, 5],
  ])("refuses %j with %i bytes for those from %i on, %j of them", (header, received, offset, length) => {
    expect(() => checkPart(header, received, { offset, length }, "x")).toThrow(refused);
  });
});

test("checkBeyond refuses a size that the range is within", () => {
  const range = { offset: 10, length: 5 };
  for (const header of [null, "bytes */10", "bytes */0", "bytes */*"]) {
    expect(() => checkBeyond(header, range, "x")).not.toThrow();
  }
  expect(() => checkBeyond("bytes */11", range, "x")).toThrow(refused);
});
