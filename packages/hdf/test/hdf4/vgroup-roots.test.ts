import { describe, expect, it } from "vitest";
import type { VgroupHeader } from "../../src/hdf4/vgroup-header.ts";
import { findRoots } from "../../src/hdf4/vgroup-roots.ts";

function roots(groups: Record<number, number[]>, order = Object.keys(groups).map(Number)): number[] {
  const headers = order.map((ref): VgroupHeader => {
    const members = groups[ref]!.map((member) => ({ tag: 1965, ref: member }));
    return { ref, name: `${ref}`, className: "", members, attributes: [] };
  });
  return findRoots(headers).map(({ ref }) => ref);
}

describe("findRoots", () => {
  it.each<[string, Record<number, number[]>, number[]]>([
    ["a tree", { 1: [2, 3], 2: [], 3: [4], 4: [] }, [1]],
    ["two trees with a shared branch", { 1: [3], 2: [3], 3: [] }, [1, 2]],
    ["a group in itself", { 1: [1] }, [1]],
    ["a cycle", { 5: [7], 7: [6], 6: [5] }, [5]],
    ["a cycle that something leads to", { 1: [2], 2: [3], 3: [2] }, [1]],
    ["two cycles", { 4: [3], 3: [4], 2: [1], 1: [2] }, [1, 3]],
    ["a member that is not in the file", { 1: [9] }, [1]],
  ])("%s", (_, groups, expected) => {
    expect(roots(groups)).toEqual(expected);
  });

  it("keeps the order of the file", () => {
    expect(roots({ 1: [], 2: [], 3: [] }, [3, 1, 2])).toEqual([3, 1, 2]);
  });

  it("does not mind groups nested thousands deep", () => {
    const groups = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [i + 1, [i + 2]]));
    expect(roots(groups)).toEqual([1]);
  });
});
