import { describe, expect, test } from "vitest";
import { checkOptions, parseByteSize, type RawDumpOptions } from "../../src/dump/options.ts";
import { UsageError } from "../../src/errors.ts";
import { captureIo } from "../support/io.ts";

const terminal = captureIo({ terminal: 80 }).io;
const pipe = captureIo().io;

describe("checkOptions", () => {
  test.each<[RawDumpOptions, string]>([
    [{}, "json"],
    [{ output: "a.npy" }, "npy"],
    [{ output: "A.CSV" }, "csv"],
    [{ output: "a.npy", format: "csv" }, "csv"],
    [{ output: "a.txt", format: "json" }, "json"],
    [{ output: "noending" }, "json"],
    [{ output: "-" }, "json"],
  ])("%j gives %s", (raw, format) => {
    expect(checkOptions(raw, false, terminal).format).toBe(format);
  });

  test("an ending that is no format is a usage error", () => {
    expect(() => checkOptions({ output: "o.parquet" }, false, terminal)).toThrow(UsageError);
    expect(() => checkOptions({ output: "o.parquet" }, false, terminal)).toThrow("add --format json or csv or npy");
  });

  test("npy may go into a pipe and a file, not to a terminal", () => {
    expect(checkOptions({ format: "npy" }, false, pipe).format).toBe("npy");
    expect(checkOptions({ format: "npy", output: "x" }, false, terminal).output).toBe("x");
    expect(() => checkOptions({ format: "npy" }, false, terminal)).toThrow("-o OUT.npy");
    expect(() => checkOptions({ format: "npy", output: "-" }, false, terminal)).toThrow("-o OUT.npy");
  });

  test("--json contradicts other formats on standard output only", () => {
    expect(() => checkOptions({ format: "csv" }, true, pipe)).toThrow("contradicts --format csv");
    expect(checkOptions({ format: "csv", output: "x" }, true, pipe).format).toBe("csv");
  });

  test("--unpack contradicts --bytes", () => {
    expect(() => checkOptions({ unpack: true, bytes: true }, false, pipe)).toThrow("contradict");
  });
});

test.each([
  ["1", 1],
  ["500000", 500000],
  ["3k", 3000],
  ["500M", 5e8],
  ["2g", 2e9],
])("%s is %d bytes", (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});

test.each(["0", "-1", "1.5", "x", "", "1T", "99999999999999999"])("%s is no size", (text) => {
  expect(() => parseByteSize(text)).toThrow("Expected a number of bytes");
});
