import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { AttributeValue, Dataset, HdfFile, NdArray } from "../../src/types.ts";

/** A value of the JSON: 64-bit integers, NaN and the infinities are strings. */
export type TruthValue = number | string;

export interface DatasetTruth {
  readonly shape: number[];
  readonly unlimited: boolean[];
  readonly chunks: number[] | null;
  /** Filter ids. */
  readonly filters: number[];
  readonly values?: TruthValue[];
  readonly text?: string[];
  readonly fill?: TruthValue;
  readonly attributes: Record<string, TruthValue | TruthValue[]>;
}

export interface FileTruth {
  readonly datasets: Record<string, DatasetTruth>;
  readonly attributes: Record<string, TruthValue | TruthValue[]>;
}

const root = new URL("../fixtures/hdf5/", import.meta.url);

export function h5Path(name: string): string {
  return fileURLToPath(new URL(name, root));
}

export function h5Bytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(h5Path(name)));
}

export function h5Truth<T = FileTruth>(name: string): T {
  return JSON.parse(readFileSync(h5Path(name), "utf8")) as T;
}

/** A value as the JSON would hold it. */
export function toTruth(value: unknown): TruthValue {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value as TruthValue;
}

/** The elements of an array in C order, as the JSON would hold them. */
export function listTruth(array: NdArray<never> | { readonly data: ArrayLike<unknown> }): TruthValue[] {
  return Array.from(array.data as ArrayLike<unknown>, toTruth);
}

export function attributeTruth(value: AttributeValue): TruthValue | TruthValue[] {
  if (typeof value === "object") return Array.from(value as ArrayLike<unknown>, toTruth);
  return toTruth(value);
}

/** The model gives one element as itself. */
function asValue(truth: TruthValue | TruthValue[]): TruthValue | TruthValue[] {
  return Array.isArray(truth) && truth.length === 1 ? truth[0]! : truth;
}

const filterNames: Record<number, string> = {
  1: "deflate",
  2: "shuffle",
  3: "fletcher32",
  4: "szip",
  5: "nbit",
  6: "scaleoffset",
};

/** Compare everything that the JSON tells of a data set. */
export async function expectDataset(dataset: Dataset, truth: DatasetTruth): Promise<void> {
  const label = dataset.path;
  expect(dataset.shape, label).toEqual(truth.shape);
  expect(dataset.chunks, label).toEqual(truth.chunks);
  expect(
    dataset.dimensions.map(({ unlimited }) => unlimited),
    label,
  ).toEqual(truth.unlimited);
  expect(
    dataset.compression.map(({ name }) => name),
    label,
  ).toEqual(truth.filters.map((id) => filterNames[id]));
  for (const [name, value] of Object.entries(truth.attributes)) {
    expect(attributeTruth(dataset.attributes[name]!), `${label}@${name}`).toEqual(asValue(value));
  }
  if (truth.text !== undefined) expect((await dataset.readText()).data, label).toEqual(truth.text);
  if (truth.values !== undefined) {
    const array = await dataset.read();
    expect(array.shape, label).toEqual(truth.shape);
    expect(listTruth(array), label).toEqual(truth.values);
    expect(toTruth(dataset.fillValue), label).toEqual(truth.fill);
  }
}

/** Compare all data sets and the file's attributes. */
export async function expectFile(file: HdfFile, truth: FileTruth): Promise<void> {
  for (const [name, dataset] of Object.entries(truth.datasets)) await expectDataset(file.dataset(name), dataset);
  for (const [name, value] of Object.entries(truth.attributes)) {
    expect(attributeTruth(file.attributes[name]!), name).toEqual(asValue(value));
  }
}
