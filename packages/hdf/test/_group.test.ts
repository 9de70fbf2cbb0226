import { describe, expect, test } from "vitest";
import { GroupBase, joinPath, toAttributes, uniqueKeys } from "../src/_group.ts";
import { DamagedFileError, LimitError, NotFoundError } from "../src/index.ts";
import type { Member, Node } from "../src/types.ts";

type Tree = { [name: string]: Tree | Error };

/** A group of groups only. */
class TestGroup extends GroupBase {
  readonly format = "hdf4" as const;
  readonly name = "";
  readonly attributes = {};
  readonly annotations = [];
  protected readonly fileName = "x.hdf";
  readonly path: string;
  readonly #members: Map<string, Member>;

  constructor(tree: Tree, path = "") {
    super();
    this.path = path;
    const entries = Object.entries(tree).map(([name, value]) => ({
      name,
      make: (key: string): Node => {
        if (value instanceof Error) throw value;
        return new TestGroup(value as Tree, joinPath(path, key));
      },
    }));
    this.#members = uniqueKeys(entries);
  }

  attributeInfos(): [] {
    return [];
  }

  protected members(): Map<string, Member> {
    return this.#members;
  }
}

describe("get", () => {
  const root = new TestGroup({ a: { b: {} }, "a/b": { c: {} }, "x/y": {}, "": { inner: {} }, "/lead": {} });

  test.each([
    ["a", "a"],
    ["/a/", "a"],
    ["a/b", "a/b"],
    ["a/b/c", "a/b/c"],
    ["x/y", "x/y"],
    ["/lead", "/lead"],
  ])("%j leads to %j", (path, found) => expect(root.get(path)?.path).toBe(found));

  test("the same object each time", () => expect(root.get("a/b/c")).toBe(root.get("a/b/c")));

  test.each(["b", "a/c", "x", "x/y/z", "toString", "__proto__"])("%j leads nowhere", (path) => {
    expect(root.get(path)).toBeUndefined();
    expect(() => root.group(path)).toThrow(NotFoundError);
  });

  test("a path of another kind says what it is and what to use", () => {
    expect(() => root.dataset("a")).toThrow('x.hdf, "a": it is a group, not a dataset: use group(path)');
    expect(() => root.dataset("q")).toThrow(/there is no such dataset; this group holds "a", "a\/b", "x\/y"/);
  });

  test("a damaged member throws its error, and does not hide the others", () => {
    const group = new TestGroup({ good: {}, bad: new DamagedFileError("broken") });
    expect(group.keys()).toEqual(["good", "bad"]);
    expect(group.get("good")).toBeDefined();
    expect(() => group.get("bad")).toThrow("broken");
    expect(() => group.children()).toThrow("broken");
    expect(group.entries().map(({ key }) => key)).toEqual(["good", "bad"]);
  });

  test("a path of thousands of levels is found", () => {
    let deep: Tree = { end: {} };
    for (let level = 0; level < 5000; level++) deep = { a: deep };
    expect(new TestGroup(deep).get(`${"a/".repeat(5000)}end`)).toBeDefined();
  });

  test("names that make every split a dead end are refused, not tried for ever", () => {
    let maze: Tree = {};
    for (let level = 0; level < 40; level++) maze = { a: maze, "a/a": maze };
    expect(() => new TestGroup(maze).get(`${"a/".repeat(40)}b`)).toThrow(LimitError);
  });
});

test("uniqueKeys numbers equal names", () => {
  const node = { kind: "group" } as unknown as Node;
  const members = uniqueKeys(["a", "b", "a", "a#2", "a"].map((name) => ({ name, make: () => node })));
  expect([...members.keys()]).toEqual(["a", "b", "a#2", "a#2#2", "a#3"]);
});

test("toAttributes: the first of a name counts, a damaged one throws when it is read, no prototype", () => {
  const info = (name: string, value: number) => ({ name, value, dtype: "int32", shape: [1] }) as const;
  const attributes = toAttributes([info("a", 1), info("a", 2), { name: "bad", error: new Error("broken") }]);
  expect(attributes.a).toBe(1);
  expect(Object.keys(attributes)).toEqual(["a", "bad"]);
  expect(() => attributes.bad).toThrow("broken");
  expect(attributes.toString).toBeUndefined();
});
