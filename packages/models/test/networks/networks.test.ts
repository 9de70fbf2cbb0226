import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  describeNetwork,
  graphParameters,
  type NetworkConfig,
  type NetworkName,
  networkNames,
  tasks,
} from "../../src/index.ts";
import { learnedNumbers } from "./support/closed-form.ts";

/** Numbers that are learned. */
function count(name: NetworkName, config: NetworkConfig): number {
  const learned = graphParameters(describeNetwork(name, config)).filter(({ trainable }) => trainable);
  return learned.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
}

describe.each(networkNames)("%s", (name) => {
  const variations: Partial<NetworkConfig>[] = [
    {},
    { channels: 1 },
    { channels: 289, bins: 99 },
    { baseWidth: 16 },
    { baseWidth: 7, bins: 3 },
    { baseWidth: 1, bins: 2 },
    { baseWidth: 256 },
    { baseWidth: 64, maxWidth: 100 },
    { maxWidth: 8 },
    { blocks: 1 },
    { blocks: 2, bins: 99 },
    { blocks: 6, bins: 1 },
    ...Array.from({ length: 125 }, (_, i) => ({ channels: 5, baseWidth: 8, bins: i + 1 })),
  ];

  it.each(tasks)("%s: learns as many numbers as the formula says", (task) => {
    for (const variation of variations) {
      const config = { channels: 288, task, ...variation };
      expect(count(name, config), JSON.stringify(config)).toBe(learnedNumbers(name, config));
    }
  });

  it.each(tasks)("%s: has the numbers of docs/reference/networks.md", (task) => {
    const row = tableOfCounts().get(name)!;
    expect(row[tasks.indexOf(task)]).toBe(count(name, { channels: 288, task }));
  });
});

it('"max" blocks count like their number', () => {
  const config = { channels: 288, task: "seg_3d", baseWidth: 16 } as const;
  expect(count("unet_2d", { ...config, blocks: "max" })).toBe(count("unet_2d", { ...config, blocks: 6 }));
});

/** Rows `| network | seg_3d | bin_seg_3d | bin_seg_2d |` by network. */
function tableOfCounts(): Map<string, number[]> {
  const text = readFileSync(new URL("../../../../docs/reference/networks.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` \|((?: [\d,]+ \|){3})$/gm)].map(([, name, cells]): [string, number[]] => [
    name!,
    cells!
      .split("|")
      .slice(0, 3)
      .map((cell) => Number(cell.replaceAll(",", ""))),
  ]);
  expect(rows.map(([name]) => name)).toEqual(networkNames);
  return new Map(rows);
}
