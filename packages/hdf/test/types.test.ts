import { describe, expectTypeOf, test } from "vitest";
import type { ArrayOf, Column, Dataset, Group, HdfFile, Image, NdArray, Node, Table } from "../src/index.ts";

// Checked by the compiler, in `npm run types`: what users rely on to be narrowed or inferred.
describe("types", () => {
  test("the kind of a node narrows it", () => {
    const check = (node: Node): void => {
      if (node.kind === "image") expectTypeOf(node).toEqualTypeOf<Image>();
      if (node.kind === "dataset") expectTypeOf(node).toEqualTypeOf<Dataset>();
      if (node.kind === "table") expectTypeOf(node).toEqualTypeOf<Table>();
      if (node.kind === "group") expectTypeOf(node).toExtend<Group>();
    };
    expectTypeOf(check).parameter(0).toEqualTypeOf<Node>();
  });

  test("a data set or field asked for by its type reads as that type", () => {
    const readDataset = (file: HdfFile) => file.dataset("a", "int16").read();
    const readField = (file: HdfFile) => file.table("t").readField("x", { dtype: "float64" });
    const readAnyField = (file: HdfFile) => file.table("t").readField("x");
    expectTypeOf(readDataset).returns.resolves.toEqualTypeOf<NdArray<ArrayOf["int16"]>>();
    expectTypeOf(readField).returns.resolves.toEqualTypeOf<NdArray<ArrayOf["float64"]>>();
    expectTypeOf(readAnyField).returns.resolves.toEqualTypeOf<Column>();
  });
});
