import { expect, it } from "vitest";
import { GraphBuilder } from "../../src/graph/builder.ts";
import { describeNetwork, networkNames } from "../../src/index.ts";

it("GraphBuilder refuses two nodes of one name", () => {
  const graph = new GraphBuilder();
  const image = graph.input(3);
  graph.conv("stem", image, 4, 1);
  expect(() => graph.convBatchNorm("stem", image, 4, 3)).toThrow("two nodes are called stem");
});

it.each(networkNames)("%s is written down in an order in which it can run", (name) => {
  const { nodes } = describeNetwork(name, { channels: 3, task: "seg_3d" });
  expect(nodes[0]!.op).toBe("input");
  const used = new Set<number>();
  for (const [place, { inputs }] of nodes.entries()) {
    for (const input of inputs) {
      expect(input).toBeLessThan(place);
      used.add(input);
    }
  }
  // Nothing is made in vain: the last one is the features.
  expect(nodes.flatMap((_, place) => (used.has(place) ? [] : [place]))).toEqual([nodes.length - 1]);
});
