import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { AttributeInfo, AttributeValue, DataArray, Dataset, Group, HdfFile, Table } from "../../src/types.ts";

/** Values as the JSON files list them: special floats as strings; long lists as a digest and both ends. */
export type ExpectedValues =
  | readonly (number | string)[]
  | { sha256: string; first: (number | string)[]; last: (number | string)[] };

interface ExpectedAttribute {
  dtype: string;
  count: number;
  values: readonly (number | string)[] | string | { sha256: string; first: string; last: string };
}

type ExpectedAttributes = Record<string, ExpectedAttribute>;

export interface ExpectedDataset {
  name: string;
  dtype: string;
  shape: number[];
  ref: number;
  unlimited: boolean;
  coordinate: boolean;
  dims: { name: string; size: number; scale?: { dtype: string; values: ExpectedValues }; attrs?: ExpectedAttributes }[];
  storage: { chunk?: number[]; compression?: string; external?: { file: string; offset: number; length: number } };
  attrs: ExpectedAttributes;
  values: ExpectedValues;
}

interface ExpectedVdata {
  name: string;
  class: string;
  ref: number;
  count: number;
  fields: { name: string; dtype: string; order: number; attrs?: ExpectedAttributes }[];
  attrs?: ExpectedAttributes;
  records: (number | string | (number | string)[])[][];
}

interface ExpectedVgroup {
  name: string;
  class: string;
  ref: number;
  attrs?: ExpectedAttributes;
  members: { tag: number; ref: number; type?: string; name?: string }[];
}

/** What the official library reads from a file (see fixtures/README.md). */
export interface ExpectedFile {
  datasets: ExpectedDataset[];
  attrs: ExpectedAttributes;
  vdatas: ExpectedVdata[];
  vgroups: ExpectedVgroup[];
}

/** Sets that the library makes up for dimensions of old files: they have no ref in the file, and no values. */
function isMadeUp(expected: ExpectedDataset): boolean {
  return expected.name.startsWith("fakeDim") && expected.coordinate;
}

/** Compare everything that the library reads from a file with what we read. */
export async function expectFile(file: HdfFile, expected: ExpectedFile): Promise<void> {
  expectAttributes(file.attributeInfos(), expected.attrs);
  const datasets = file.datasets();
  expect(datasets.map(({ name }) => name)).toEqual(expected.datasets.map(({ name }) => name));
  for (const [i, dataset] of datasets.entries()) await expectDataset(dataset, expected.datasets[i]!);
  const tables = file.tables();
  expect(tables.map(({ hdf4 }) => hdf4?.ref)).toEqual(expected.vdatas.map(({ ref }) => ref));
  for (const [i, table] of tables.entries()) await expectTable(table, expected.vdatas[i]!);
  expectGroups(file, expected.vgroups);
}

export async function expectDataset(dataset: Dataset, expected: ExpectedDataset): Promise<void> {
  const { name, storage } = expected;
  expect(dataset.shape, name).toEqual(expected.shape);
  expect(dataset.dtype, name).toBe(expected.dtype);
  expect(dataset.isScale, name).toBe(expected.coordinate);
  if (!isMadeUp(expected)) expect(dataset.hdf4, name).toEqual({ tag: 720, ref: expected.ref, className: "" });
  expect(dataset.chunks, name).toEqual(storage.chunk ?? null);
  expect(
    dataset.compression.map((step) => step.name),
    name,
  ).toEqual(storage.compression === undefined ? [] : [storage.compression]);
  expectAttributes(dataset.attributeInfos(), expected.attrs);
  const read = await dataset.read();
  expect(read.shape, name).toEqual(expected.shape);
  expectValues(read.data as DataArray, expected.values);
  expect(dataset.dimensions.map((dimension) => dimension.name)).toEqual(
    expected.dims.map((dimension) => dimension.name),
  );
  for (const [axis, dimension] of dataset.dimensions.entries()) {
    const expectedDimension = expected.dims[axis]!;
    const unlimited = expected.unlimited && axis === 0;
    expect(dimension.unlimited, `${name} axis ${axis}`).toBe(unlimited);
    // The library gives 0 as the size of an unlimited dimension.
    expect(dimension.size).toBe(unlimited ? expected.shape[0] : expectedDimension.size);
    const { scale } = dimension;
    if (expectedDimension.scale === undefined || (scale === null && isFilled(expectedDimension.scale.values))) {
      expect(scale, `${name} axis ${axis}`).toBeNull();
    } else {
      expect(scale?.dtype).toBe(expectedDimension.scale.dtype);
      expectValues((await scale!.read()).data as DataArray, expectedDimension.scale.values);
    }
    expect(Object.keys(dimension.attributes)).toEqual(Object.keys(expectedDimension.attrs ?? {}));
    for (const [key, attribute] of Object.entries(expectedDimension.attrs ?? {})) {
      expectValue(dimension.attributes[key]!, attribute);
    }
  }
}

/** All values are the library's fill: it gives them for a scale that is not in the file. */
function isFilled(values: ExpectedValues): boolean {
  return Array.isArray(values) && values.every((value) => value === -32767);
}

/** @param infos in the order of the file, as `expected` has them */
export function expectAttributes(infos: readonly AttributeInfo[], expected: ExpectedAttributes): void {
  expect(infos.map(({ name }) => name)).toEqual(Object.keys(expected));
  for (const { name, dtype, shape, value } of infos) {
    const attribute = expected[name]!;
    expect(dtype, name).toBe(attribute.dtype);
    // The library reads 1 value of an uchar8 attribute whatever its length (see fixtures/README.md).
    if (dtype === "uchar8") continue;
    expect(shape, name).toEqual([attribute.count]);
    expectValue(value, attribute);
  }
}

function expectValue(value: AttributeValue, { count, values, dtype }: ExpectedAttribute): void {
  if (typeof values === "string") {
    expect(value).toBe(values);
  } else if (Array.isArray(values)) {
    expect(dtype).not.toBe("char8");
    const list = count === 1 ? [value as number] : Array.from(value as Float64Array);
    expect(list.map(plain)).toEqual(values);
  } else {
    const { sha256, first, last } = values as { sha256: string; first: string; last: string };
    const text = value as string;
    expect(text.slice(0, first.length)).toBe(first);
    expect(text.slice(-last.length)).toBe(last);
    expect(createHash("sha256").update(text).digest("hex")).toBe(sha256);
  }
}

export function expectValues(data: DataArray, expected: ExpectedValues): void {
  if ("sha256" in expected) {
    const ends = [...data.subarray(0, expected.first.length)].map(plain);
    expect(ends).toEqual(expected.first);
    expect([...data.subarray(-expected.last.length)].map(plain)).toEqual(expected.last);
    expect(createHash("sha256").update(new Uint8Array(data.buffer)).digest("hex")).toBe(expected.sha256);
  } else {
    expect(Array.from<number | bigint, number | string>(data, plain)).toEqual(expected);
  }
}

/** A value as in JSON. */
function plain(value: number | bigint): number | string {
  if (typeof value === "bigint") return Number(value);
  return Number.isFinite(value) ? value : String(value);
}

export async function expectTable(table: Table, expected: ExpectedVdata): Promise<void> {
  expect(table.name).toBe(expected.name);
  expect(table.hdf4?.className).toBe(expected.class);
  expect(table.count).toBe(expected.count);
  expect(table.fields.map(({ name, dtype, order }) => ({ name, dtype, order }))).toEqual(
    expected.fields.map(({ name, dtype, order }) => ({ name, dtype, order })),
  );
  expectAttributes(table.attributeInfos(), expected.attrs ?? {});
  for (const [i, field] of table.fields.entries()) {
    expectAttributes(field.attributeInfos(), expected.fields[i]!.attrs ?? {});
  }
  const columns = await table.read();
  for (const [i, { name, order, dtype }] of expected.fields.entries()) {
    const column = columns[name]!;
    const cells = expected.records.flatMap((record) => record[i]!);
    expect(column.shape, name).toEqual(order === 1 || dtype === "char8" ? [table.count] : [table.count, order]);
    if (dtype === "char8") expect(column.data).toEqual(cells);
    else expectValues(column.data as DataArray, cells);
  }
}

function expectGroups(file: HdfFile, expected: readonly ExpectedVgroup[]): void {
  const groups = new Map<number, Group>();
  const visit = (group: Group): void => {
    for (const child of group.children()) {
      if (child.kind !== "group" || groups.has(child.hdf4!.ref)) continue;
      groups.set(child.hdf4!.ref, child);
      visit(child);
    }
  };
  visit(file);
  expect([...groups.keys()].sort((a, b) => a - b)).toEqual(expected.map(({ ref }) => ref).sort((a, b) => a - b));
  for (const { ref, name, class: className, attrs, members } of expected) {
    const group = groups.get(ref)!;
    expect(group.name).toBe(name);
    expect(group.hdf4).toEqual({ tag: 1965, ref, className });
    expectAttributes(group.attributeInfos(), attrs ?? {});
    expect(group.children().map((child) => ({ tag: child.hdf4!.tag, ref: child.hdf4!.ref, name: child.name }))).toEqual(
      members.map((member) => ({ tag: member.tag, ref: member.ref, name: member.name })),
    );
    for (const [i, key] of group.keys().entries()) expect(group.get(key)).toBe(group.children()[i]);
    for (const child of group.children())
      if (child.kind === "dataset" || child.kind === "image") expect(file.get(child.path)).toBe(child);
  }
}
