import { beforeAll, expect, test } from "vitest";
import { createHdf5, type Hdf5FileWriter, MemorySink } from "../../../src/write.ts";
import { datasetOf, roundTrip } from "./_h5wasm.ts";

let file: Hdf5FileWriter;
beforeAll(async () => {
  file = await createHdf5(new MemorySink());
});

test("libhdf5 finds the scales of every axis", async () => {
  const scales = await roundTrip(
    (written) => {
      const rows = written.createDataset("rows", { dtype: "int16", shape: [4], scale: true });
      const named = written.createDataset("g/columns", { dtype: "int16", shape: [3], scale: "across track" });
      const bare = written.createDimension("views", 2);
      written.createDataset("g/x", { dtype: "int8", shape: [4, 3, 2], dimensions: [rows, named, bare] });
      written.createDataset("partly", { dtype: "int8", shape: [4, 3], dimensions: [null, named] });
      written.createDataset("square", { dtype: "int8", shape: [4, 4], dimensions: [rows, rows] });
    },
    (read) => ({
      names: ["rows", "g/columns", "views"].map((path) => datasetOf(read, path).get_scale_name()),
      x: [0, 1, 2].map((axis) => datasetOf(read, "g/x").get_attached_scales(axis)),
      partly: [0, 1].map((axis) => datasetOf(read, "partly").get_attached_scales(axis)),
      square: [0, 1].map((axis) => datasetOf(read, "square").get_attached_scales(axis)),
    }),
  );
  expect(scales).toEqual({
    names: ["rows", "across track", "This is a netCDF dimension but not a netCDF variable.         2"],
    x: [["/rows"], ["/g/columns"], ["/views"]],
    partly: [[], ["/g/columns"]],
    square: [["/rows"], ["/rows"]],
  });
});

test("a scale of hundreds of data sets", async () => {
  const last = await roundTrip(
    (written) => {
      const axis = written.createDataset("axis", { dtype: "float64", shape: [2], scale: true });
      for (let i = 0; i < 400; i++) written.createDataset(`d${i}`, { dtype: "int8", shape: [2], dimensions: [axis] });
    },
    (read) => [0, 169, 170, 171, 399].map((i) => datasetOf(read, `d${i}`).get_attached_scales(0)),
  );
  expect(last).toEqual(Array.from({ length: 5 }, () => ["/axis"]));
});

test("refuses wrong scales", async () => {
  const scale = file.createDataset("scale", { dtype: "int8", shape: [3], scale: true });
  const plain = file.createDataset("plain", { dtype: "int8", shape: [3] });
  const other = (await createHdf5(new MemorySink())).createDataset("scale", { dtype: "int8", shape: [3], scale: true });
  const create = (shape: number[], dimensions: unknown) => () =>
    file.createDataset("x", { dtype: "int8", shape, dimensions: dimensions as null[] });
  expect(create([3, 3], [scale])).toThrow(/"x": expected 2 dimensions, one per axis, got 1/);
  expect(create([4], [scale])).toThrow(/axis 0 has 4 elements, its scale "scale" 3/);
  expect(create([3], [plain])).toThrow(/dimension 0, "plain", is not a scale/);
  expect(create([3], [other])).toThrow(/dimension 0: expected a data set of this file, or null/);
  expect(create([3], ["scale"])).toThrow(TypeError);
  expect(create([3], "scale")).toThrow(/expected dimensions to be an array/);
  expect(() => file.createDataset("x", { dtype: "int8", shape: [3, 3], scale: true })).toThrow(/has one axis/);
  expect(() => file.createDataset("x", { dtype: "int8", shape: [3], scale: 1 as never })).toThrow(TypeError);
  expect(() => file.createDataset("x", { dtype: "int8", shape: [3], scale: true, dimensions: [scale] })).toThrow(
    /cannot have dimensions of its own/,
  );
  expect(() => scale.setAttribute("NAME", "x")).toThrow(/written under this name/);
  plain.setAttribute("CLASS", "IMAGE");
});

test("more uses than a header can list are a LimitError", () => {
  const axis = file.createDataset("many", { dtype: "int8", shape: [1], scale: true });
  const create = () => {
    const rank = 32;
    const dimensions = Array.from({ length: rank }, () => axis);
    for (let i = 0; i < 130; i++)
      file.createDataset(`m${i}`, { dtype: "int8", shape: dimensions.map(() => 1), dimensions });
  };
  expect(create).toThrow(/"many": a dimension scale can serve 4079 axes, asked for 4096/);
});
