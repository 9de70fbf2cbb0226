import { DamagedFileError, type Group, type Node, SourceError } from "@atcs/hdf";
import { describe, expect, test } from "vitest";
import { describeTree } from "../../src/inspect/describe.ts";
import type { NodeDescription } from "../../src/inspect/description.ts";
import { fakeDataset, fakeGroup, fakeTable } from "../support/fake.ts";

const damage = new DamagedFileError("the length is -1", { file: "a.hdf", object: "bad", offset: 12 });

/** Names and kinds of a tree. */
function outline(node: NodeDescription): string {
  if (node.kind !== "group") return `${node.key}:${node.kind}`;
  return `${node.key}(${node.members?.map(outline).join(" ") ?? "…"})`;
}

describe("describeTree", () => {
  test("data sets, tables and groups", () => {
    const scale = fakeDataset("x", [2], { isScale: true });
    const dimensions = [{ name: "x", size: 2, unlimited: true, scale, attributes: {} }];
    const compression = [{ name: "deflate", parameters: { level: 6 } }];
    const data = fakeDataset("d", [2], { dimensions, chunks: [1], compression, attributes: { units: "m" } });
    const table = fakeTable("t", { id: { dtype: "int16", data: Int16Array.of(1), attributes: { unit: "1" } } });
    const { tree, errors } = describeTree(fakeGroup("", { d: data, g: fakeGroup("g", { t: table }) }));
    expect(errors).toEqual([]);
    expect(outline(tree)).toBe("(d:dataset g(t:table))");
    const [first, second] = tree.kind === "group" ? tree.members! : [];
    expect(first).toMatchObject({
      path: "d",
      shape: [2],
      chunks: [1],
      compression,
      dimensions: [{ name: "x", size: 2, unlimited: true, scale: "x" }],
      attributes: [{ name: "units", dtype: "char8", value: "m" }],
    });
    expect(second).toMatchObject({
      members: [{ path: "g/t", count: 1, fields: [{ name: "id", order: 1, attributes: [{ name: "unit" }] }] }],
    });
  });

  test("a damaged member is reported in its place, the others are there", () => {
    const { tree, errors } = describeTree(
      fakeGroup("", { a: fakeDataset("a", []), bad: damage, c: fakeDataset("c", []) }),
    );
    expect(outline(tree)).toBe("(a:dataset bad:damaged c:dataset)");
    expect(errors).toEqual([{ path: "bad", code: "HDF_DAMAGED", message: "byte 12: the length is -1", offset: 12 }]);
  });

  test("a damaged attribute leaves the others", () => {
    const { tree, errors } = describeTree(fakeDataset("d", [], { attributes: { good: 1, bad: damage } }));
    expect(tree).toMatchObject({
      kind: "dataset",
      attributes: [
        { name: "good", dtype: null, value: 1 },
        { name: "bad", error: { code: "HDF_DAMAGED" } },
      ],
    });
    expect(errors.map(({ path }) => path)).toEqual(["d@bad"]);
  });

  test("a property that throws damages its object only", () => {
    const broken = fakeDataset("broken", [1]);
    Object.defineProperty(broken, "chunks", {
      get: () => {
        throw damage;
      },
    });
    expect(outline(describeTree(fakeGroup("", { broken, ok: fakeDataset("ok", []) })).tree)).toBe(
      "(broken:damaged ok:dataset)",
    );
  });

  test("other errors are not swallowed", () => {
    const failing = fakeGroup("", { x: new SourceError("the disk is gone") });
    expect(() => describeTree(failing)).toThrow("the disk is gone");
  });

  test("cycles and shared objects are described once", () => {
    const hdf4 = (ref: number) => ({ tag: 1965, ref, className: "" });
    const shared = fakeDataset("s", [], { hdf4: { tag: 720, ref: 7, className: "" } });
    // Every look gives new objects, as a reader may.
    const outer = (): Group => fakeGroup("outer", () => ({ inner: inner(), s: { ...shared } }), { hdf4: hdf4(1) });
    const inner = (): Group => fakeGroup("inner", () => ({ outer: outer(), s: { ...shared } }), { hdf4: hdf4(2) });
    const { tree } = describeTree(outer());
    expect(outline(tree)).toBe("outer(inner(outer:reference s:dataset) s:reference)");
    expect(tree).toMatchObject({ members: [{ members: [{ target: "outer" }, {}] }, { target: "outer/inner/s" }] });
  });

  test("a cycle in HDF5", () => {
    const group = (name: string): Group =>
      fakeGroup(name, () => ({ again: group("again") }), { format: "hdf5", hdf5: { id: "/g" } });
    expect(outline(describeTree(group("g")).tree)).toBe("g(again:reference)");
  });

  test("a cycle through the root, which has no number in HDF4", () => {
    const members: Record<string, Node> = {};
    const root = fakeGroup("", members);
    members.root = root;
    expect(outline(describeTree(root).tree)).toBe("(root:reference)");
  });

  test("an endless tree ends", () => {
    const deeper = (): Group => fakeGroup("g", () => ({ g: deeper() }));
    const text = outline(describeTree(deeper()).tree);
    expect(text).toContain("…");
    expect(text.length).toBeLessThan(1000);
  });

  test("depth and attributes", () => {
    const root = fakeGroup("", { g: fakeGroup("g", { d: fakeDataset("d", []) }) }, { attributes: { a: 1 } });
    const { tree } = describeTree(root, { depth: 1, attributes: false });
    expect(outline(tree)).toBe("(g(…))");
    expect(tree).toMatchObject({ members: [{ memberCount: 1 }] });
    expect(tree).toHaveProperty("attributes", undefined);
    expect(outline(describeTree(root, { depth: 0 }).tree)).toBe("(…)");
  });

  test("stops when interrupted", () => {
    const signal = AbortSignal.abort(new Error("stop"));
    expect(() => describeTree(fakeGroup("", {}), { signal })).toThrow("stop");
  });
});
