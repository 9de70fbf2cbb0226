import { describe, expect, it } from "vitest";
import { DamagedFileError } from "../../src/errors.ts";
import { Cursor } from "../../src/hdf4/cursor.ts";

describe("Cursor", () => {
  const where = { file: "f", offset: 100, object: "o" };

  it("reads big-endian fields", () => {
    const bytes = Uint8Array.of(0xfe, 0xff, 0xfe, 0xff, 0xfe, 0x80, 0, 0, 1, 0x80, 0, 0, 1, 0, 2, 0, 3);
    const cursor = new Cursor(bytes, where);
    expect(cursor.uint8()).toBe(0xfe);
    expect(cursor.uint16()).toBe(0xfffe);
    expect(cursor.int16()).toBe(-2);
    expect(cursor.uint32()).toBe(0x80000001);
    expect(cursor.int32()).toBe(-0x7fffffff);
    expect(cursor.uint16List(2)).toEqual([2, 3]);
    expect(cursor.remaining).toBe(0);
    expect(cursor.position).toBe(bytes.length);
  });

  it.each(["", "short", "Größe", "a name of more than twenty-four characters"])("reads the name %j", (name) => {
    const text = new TextEncoder().encode(name);
    const cursor = new Cursor(Uint8Array.of(0, text.length, ...text, 7), where);
    expect(cursor.name()).toBe(name);
    expect(cursor.uint8()).toBe(7);
  });

  it("ends a name at its first NUL", () => {
    expect(new Cursor(Uint8Array.of(0, 3, 0x61, 0, 0x62), where).name()).toBe("a");
  });

  it("reports the place where a record ends inside a field", () => {
    const cursor = new Cursor(Uint8Array.of(1, 2, 3), where);
    cursor.skip(2);
    expect(() => cursor.uint16()).toThrow(DamagedFileError);
    expect(() => cursor.uint16()).toThrow('f, "o", byte 102: a record of 3 bytes ends inside a field');
    expect(cursor.uint8()).toBe(3);
  });

  it("refuses negative counts", () => {
    expect(() => new Cursor(Uint8Array.of(0xff, 0xff, 0xff, 0xfe), where).count("the count")).toThrow(
      "the count is -2, expected 0 or more",
    );
  });
});
