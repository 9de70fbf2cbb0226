import { expect, test } from "vitest";
import { ByteBuilder } from "../src/_byte-builder.ts";

test("fields in both orders of bytes", () => {
  const build = (order: "big-endian" | "little-endian") => [
    ...new ByteBuilder(order).u8(1).u16(0x0203, 4).u32(-2).u64(5).finish(),
  ];
  expect(build("big-endian")).toEqual([1, 2, 3, 0, 4, 255, 255, 255, 254, 0, 0, 0, 0, 0, 0, 0, 5]);
  expect(build("little-endian")).toEqual([1, 3, 2, 4, 0, 254, 255, 255, 255, 5, 0, 0, 0, 0, 0, 0, 0]);
});

test("addresses, text and bytes", () => {
  expect([...new ByteBuilder("little-endian").address(null).address(1).finish()]).toEqual([
    ...new Array(8).fill(255),
    ...[1, 0, 0, 0, 0, 0, 0, 0],
  ]);
  const builder = new ByteBuilder("big-endian").text("é").ascii("OK").zeros(1).bytes(Uint8Array.of(9));
  expect([...builder.finish()]).toEqual([0, 2, 0xc3, 0xa9, 79, 75, 0, 9]);
});

test("grows as needed", () => {
  const builder = new ByteBuilder("big-endian");
  for (let i = 0; i < 1000; i++) builder.u16(i);
  expect(builder.length).toBe(2000);
  expect(new DataView(builder.finish().buffer).getUint16(1998)).toBe(999);
});
