import { expect, test } from "vitest";
import { readDatatype } from "../../src/hdf5/datatype-message.ts";

const le = (value: number, length: number): number[] =>
  Array.from({ length }, (_, k) => Math.floor(value / 256 ** k) % 256);
const head = (version: number, class_: number, flags: number, size: number): number[] => [
  version * 16 + class_,
  ...le(flags, 3),
  ...le(size, 4),
];
/** A name padded to eight bytes, as before version 3. */
const padded = (name: string): number[] => [...Buffer.from(name.padEnd(Math.ceil((name.length + 1) / 8) * 8, "\0"))];
const read = (bytes: number[]) => readDatatype(new DataView(Uint8Array.from(bytes).buffer));

const narrow = [...head(1, 0, 8, 4), ...le(8, 2), ...le(12, 2)];
const narrowFormat = { class: 0, number: { offset: 8, precision: 12 }, base: null, members: [] };

test("integers of some bits", () => {
  expect(read(narrow)).toEqual(narrowFormat);
  expect(read([...head(1, 4, 0, 2), ...le(0, 2), ...le(16, 2)]).number).toBe("native");
  expect(() => read([...head(1, 0, 8, 1), ...le(4, 2), ...le(5, 2)])).toThrow(/impossible bits/);
});

test.each([
  ["half", 2, [15, 16, 10, 5, 0, 10, 15], "native"],
  ["single", 4, [31, 32, 23, 8, 0, 23, 127], "native"],
  ["double", 8, [63, 64, 52, 11, 0, 52, 1023], "native"],
  ["bfloat16", 2, [15, 16, 7, 8, 0, 7, 127], "foreign"],
  ["another bias", 4, [31, 32, 23, 8, 0, 23, 126], "foreign"],
  ["another sign bit", 4, [30, 32, 23, 8, 0, 23, 127], "foreign"],
  ["extended", 16, [79, 80, 64, 15, 0, 64, 16383], "foreign"],
])("%s of %i bytes", (_, size, [sign, precision, ...rest], expected) => {
  const bias = rest.pop()!;
  const type = [...head(1, 1, 0x20 + sign! * 256, size), ...le(0, 2), ...le(precision!, 2), ...rest, ...le(bias, 4)];
  expect(read(type).number).toBe(expected);
});

test("VAX floats are foreign", () => {
  const type = [...head(3, 1, 0x41 + 31 * 256, 4), ...le(0, 2), ...le(32, 2), 23, 8, 0, 23, ...le(127, 4)];
  expect(read(type).number).toBe("foreign");
});

test("an enumeration has the bits of its base; what follows it is found", () => {
  const names = [...padded("LOW"), ...padded("A LONG NAME")];
  const kind = [...head(1, 8, 2, 4), ...narrow, ...names, ...le(0, 4), ...le(1, 4)];
  expect(read(kind)).toMatchObject({ class: 8, number: { precision: 12 }, base: narrowFormat });
  const record = [...head(2, 6, 2, 8), ...padded("kind"), ...le(0, 4), ...kind, ...padded("n"), ...le(4, 4), ...narrow];
  expect(read(record).members).toMatchObject([{ class: 8 }, narrowFormat]);
});

test("records of version 1 have arrays without a type of their own", () => {
  const shape = (rank: number) => [rank, 0, 0, 0, ...le(0, 8), ...le(3, 4), ...le(0, 12)];
  const members = [
    ...[...padded("list"), ...le(0, 4), ...shape(1), ...narrow],
    ...[...padded("one"), ...le(12, 4), ...shape(0), ...narrow],
  ];
  expect(read([...head(1, 6, 2, 16), ...members]).members).toEqual([
    { class: 10, number: "native", base: narrowFormat, members: [] },
    narrowFormat,
  ]);
});

test("records of version 3: names without padding, short offsets; opaque, text, references, arrays, sequences", () => {
  const members = [
    ...[0x6f, 0, 0, ...head(1, 5, 8, 4), ...padded("opaque")],
    ...[0x74, 0, 4, ...head(1, 3, 0, 2)],
    ...[0x72, 0, 6, ...head(1, 7, 0, 8)],
    ...[0x61, 0, 14, ...head(3, 10, 0, 24), 2, ...le(2, 4), ...le(3, 4), ...narrow],
    ...[0x62, 0, 38, ...head(2, 10, 0, 8), 1, 0, 0, 0, ...le(2, 4), ...le(0, 4), ...narrow],
    ...[0x76, 0, 46, ...head(1, 9, 0, 16), ...narrow],
    ...[0x6e, 0, 62, ...narrow],
  ];
  const { members: found } = read([...head(3, 6, 7, 66), ...members]);
  expect(found.map((member) => member.class)).toEqual([5, 3, 7, 10, 10, 9, 0]);
  expect(found.slice(3).map(({ base }) => base ?? narrowFormat)).toEqual(Array(4).fill(narrowFormat));
});

test("what is cut off, of no known class, or nested without end", () => {
  for (let length = 0; length < narrow.length; length++) {
    expect(() => read(narrow.slice(0, length)), `${length}`).toThrow(/too short/);
  }
  expect(() => read(head(1, 14, 0, 4))).toThrow(/class 14/);
  const nested = Array.from({ length: 100 }, () => head(1, 9, 0, 16)).flat();
  expect(() => read([...nested, ...narrow])).toThrow(/nested more than/);
});
