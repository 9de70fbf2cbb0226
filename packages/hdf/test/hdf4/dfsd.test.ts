import { describe, expect, it } from "vitest";
import { isHdfError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import { makeHdf4, type RawElement, record } from "../support/hdf4-bytes.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A scientific data group of 2 elements of int16 with members of every kind. */
function file(members: readonly RawElement[], groupTag = 720, extra: readonly RawElement[] = []): Uint8Array {
  const own: RawElement[] = [
    { tag: 106, ref: 1, bytes: Uint8Array.of(1, 22, 16, 1) },
    { tag: 701, ref: 1, bytes: record([2, 1], [4, 2], [2, 106], [2, 1], [2, 106], [2, 1]) },
    { tag: 702, ref: 1, bytes: record([2, 5], [2, -6]) },
  ];
  const list = [...own.slice(1), ...members].flatMap(({ tag, ref }): [2, number][] => [
    [2, tag],
    [2, ref],
  ]);
  return makeHdf4([...own, ...members, { tag: groupTag, ref: 3, bytes: record(...list) }, ...extra]);
}

const doubles = (...values: number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [i, value] of values.entries()) view.setFloat64(8 * i, value);
  return new Uint8Array(view.buffer);
};

describe("old data sets", () => {
  it("have attributes of the names that the SD library gives", async () => {
    const floats = new DataView(new ArrayBuffer(18));
    for (const [i, value] of [0.5, 1.5, 2.5, 3.5].entries()) floats.setFloat32(4 * i, value);
    floats.setInt16(16, 21);
    await using opened = await open(
      file([
        { tag: 704, ref: 2, bytes: text("set\0axis\0") },
        { tag: 705, ref: 2, bytes: text("K\0m\0") },
        { tag: 706, ref: 2, bytes: text("\0%d\0") },
        { tag: 707, ref: 2, bytes: record([2, 9], [2, -9]) },
        { tag: 708, ref: 2, bytes: text("polar\0") },
        { tag: 731, ref: 2, bytes: Uint8Array.of(...doubles(0.1, 0.2, 0.3, 0.4), ...record([4, 20])) },
        { tag: 732, ref: 2, bytes: record([2, -99]) },
      ]),
    );
    const dataset = opened.dataset("Data-Set-3", "int16");
    expect([...(await dataset.read()).data]).toEqual([5, -6]);
    expect({ ...dataset.attributes }).toEqual({
      valid_max: 9,
      valid_min: -9,
      coordsys: "polar",
      scale_factor: 0.1,
      scale_factor_err: 0.2,
      add_offset: 0.3,
      add_offset_err: 0.4,
      calibrated_nt: 20,
      _FillValue: -99,
      long_name: "set",
      units: "K",
    });
    expect(dataset.fillValue).toBe(-99);
    // Strings of the dimension, but no scale: the library makes up no coordinate set.
    expect(opened.keys()).toEqual(["Data-Set-3"]);
    await using older = await open(file([{ tag: 731, ref: 2, bytes: new Uint8Array(floats.buffer) }]));
    expect(older.dataset("Data-Set-3").attributes).toMatchObject({
      scale_factor: 0.5,
      add_offset_err: 3.5,
      calibrated_nt: 21,
    });
  });

  it("have scales with strings", async () => {
    await using opened = await open(
      file([
        { tag: 703, ref: 2, bytes: record([1, 1], [2, 70], [2, 80]) },
        { tag: 705, ref: 2, bytes: text("\0m") },
      ]),
    );
    const [dimension] = opened.dataset("Data-Set-3").dimensions;
    expect([...((await dimension!.scale!.read()).data as Int16Array)]).toEqual([70, 80]);
    expect(dimension!.attributes).toEqual({ units: "m" });
    expect(opened.keys()).toEqual(["fakeDim0", "Data-Set-3"]);
  });

  it("with a scale that is cut can be read without it", async () => {
    await using opened = await open(file([{ tag: 703, ref: 2, bytes: record([1, 1], [2, 70]) }]));
    expect([...(await opened.dataset("Data-Set-3", "int16").read()).data]).toEqual([5, -6]);
    await expect(opened.dataset("fakeDim0").read()).rejects.toSatisfy((error) => isHdfError(error, "HDF_DAMAGED"));
  });

  it("of the oldest kind are read as well, those that a new group repeats only once", async () => {
    await using oldest = await open(file([], 700));
    expect(oldest.datasets().map(({ name, hdf4 }) => [name, hdf4?.tag])).toContainEqual(["Data-Set-3", 700]);
    const link: RawElement = { tag: 710, ref: 1, bytes: record([2, 720], [2, 3], [2, 700], [2, 8]) };
    const repeated: RawElement = { tag: 700, ref: 8, bytes: record([2, 701], [2, 1], [2, 702], [2, 1]) };
    await using both = await open(file([link], 720, [repeated]));
    expect(both.datasets().filter(({ isScale }) => !isScale)).toHaveLength(1);
    await using apart = await open(file([], 720, [repeated]));
    expect(apart.datasets().filter(({ isScale }) => !isScale)).toHaveLength(2);
  });

  it("report a damaged attribute when it is used", async () => {
    await using opened = await open(
      file([
        { tag: 707, ref: 2, bytes: record([2, 9]) },
        { tag: 731, ref: 2, bytes: new Uint8Array(3) },
      ]),
    );
    const { attributes } = opened.dataset("Data-Set-3");
    expect(attributes.valid_max).toBe(9);
    expect(() => attributes.valid_min).toThrow("the element with tag 707 has 2 bytes, expected 4");
    expect(() => attributes.scale_factor).toThrow("expected 4");
  });

  it.each<[string, Uint8Array, string]>([
    [
      "a group without dimensions",
      makeHdf4([{ tag: 720, ref: 3, bytes: record([2, 702], [2, 1]) }]),
      "no dimension record",
    ],
    ["a group of half a pair", makeHdf4([{ tag: 720, ref: 3, bytes: record([2, 702]) }]), "ends inside a field"],
    [
      "more dimensions than there may be",
      makeHdf4([
        { tag: 701, ref: 1, bytes: record([2, 33]) },
        { tag: 720, ref: 3, bytes: record([2, 701], [2, 1]) },
      ]),
      "33 dimensions",
    ],
    [
      "a number type that is none",
      makeHdf4([
        { tag: 701, ref: 1, bytes: record([2, 0], [2, 701], [2, 1]) },
        { tag: 720, ref: 3, bytes: record([2, 701], [2, 1]) },
      ]),
      "a number type with tag 701",
    ],
  ])("report %s", async (_, bytes, message) => {
    await using opened = await open(bytes);
    expect(() => opened.get("Data-Set-3")).toThrow(message);
  });
});
