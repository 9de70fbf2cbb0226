import { describe, expect, test } from "vitest";
import { datasetDetails, shapeText } from "../../src/inspect/dataset-text.ts";
import type { DatasetDescription, DimensionDescription } from "../../src/inspect/description.ts";

const plain: DatasetDescription = {
  kind: "dataset",
  key: "d",
  path: "d",
  annotations: [],
  dtype: "float32",
  typeName: "float32",
  shape: [],
  chunks: null,
  compression: [],
  dimensions: [],
  isScale: false,
  fillValue: null,
};

const dimension = (name: string, size: number, unlimited = false): DimensionDescription => {
  return { name, size, unlimited, scale: null };
};

describe("shapeText", () => {
  test.each<[string, DimensionDescription[]]>([
    ["scalar", []],
    ["nray 400 × nbin 125", [dimension("nray", 400), dimension("nbin", 125)]],
    ["time 0 (unlimited) × 3", [dimension("time", 0, true), dimension("", 3)]],
    ["4 × 5", [dimension("fakeDim0", 4), dimension("fakeDim12", 5)]],
    ["fakeDimension 4", [dimension("fakeDimension", 4)]],
  ])("%s", (text, dimensions) => {
    expect(shapeText({ ...plain, shape: dimensions.map(({ size }) => size), dimensions })).toBe(text);
  });
});

describe("datasetDetails", () => {
  const hdf4 = { tag: 720, ref: 2, className: "" };

  test.each<[string, Partial<DatasetDescription>]>([
    ["", {}],
    ["image", { kind: "image" }],
    ["dimension scale, chunks 2 × 3", { isScale: true, chunks: [2, 3] }],
    ["deflate 6", { compression: [{ name: "deflate", parameters: { level: 6 } }] }],
    [
      "shuffle + fletcher32 + szip (mask 141, pixels 8)",
      {
        compression: [
          { name: "shuffle", parameters: { elementSize: 2 } },
          { name: "fletcher32", parameters: {} },
          { name: "szip", parameters: { mask: 141, pixels: 8 } },
        ],
      },
    ],
    ["fill 0.1", { fillValue: Math.fround(0.1) }],
    ["fill -9223372036854775808", { dtype: "int64", fillValue: -(2n ** 63n) }],
    ["", { fillValue: 0 }],
    ["", { dtype: "uint64", fillValue: 0n }],
    ["fill 0", { fillValue: 0, hdf4 }],
    ["", { dtype: "int16", fillValue: -32767, hdf4 }],
    ["fill -32767", { dtype: "int16", fillValue: -32767 }],
  ])("%s", (text, properties) => {
    expect(datasetDetails({ ...plain, ...properties }).join(", ")).toBe(text);
  });
});
