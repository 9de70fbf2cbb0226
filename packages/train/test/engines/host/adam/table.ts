import { readFileSync } from "node:fs";

/** What PyTorch made of each update. */
export interface AdamTable {
  readonly first: readonly number[];
  readonly steps: readonly {
    readonly gradient: readonly number[];
    readonly learningRate: number;
    readonly parameters: readonly number[];
    readonly firstMoments: readonly number[];
    readonly secondMoments: readonly number[];
  }[];
}

export function adamTable(): AdamTable {
  return JSON.parse(readFileSync(new URL("table.json", import.meta.url), "utf8")) as AdamTable;
}
