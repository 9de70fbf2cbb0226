import { describe, expect, test } from "vitest";
import { openSource } from "../../src/sources/open-source.ts";
import { memoryStore } from "../../src/store/memory-store.ts";

const open = (...paths: string[]) => openSource(memoryStore(new Map(paths.map((path) => [path, "{}"])), "DIR"));

describe("a generation that is not finished is no dataset yet, and the message says how to go on:", () => {
  test.each<[what: string, paths: string[], message: string]>([
    [
      "stopped",
      ["plan.json", "journal.jsonl", "input/2008/2008_06_03/0.npy"],
      "DIR: its generation is not finished: go on with `atcs generate --out DIR --resume` and the options that it was started with",
    ],
    ["only planned", ["plan.json"], "`atcs generate --out DIR --resume`"],
    [
      "made in shards",
      ["plan.json", "shards/0/shard.json", "shards/1/shard.json"],
      "DIR: its generation is not finished: join its shards with `atcs generate merge --out DIR`, when each of them is complete",
    ],
    ["one shard of it", ["shard.json", "journal.jsonl"], "it is one shard of a generation, and not finished"],
  ])("%s", async (_what, paths, message) => {
    await expect(open(...paths)).rejects.toMatchObject({
      code: "DATASET_GENERATION",
      file: "DIR",
      message: expect.stringContaining(message),
    });
  });

  test("anything else is none", async () => {
    for (const paths of [["notes.txt", "input/0.npy"], ["shards/0/instance_info.json"], ["shards/of-anything.txt"]]) {
      await expect(open(...paths)).rejects.toMatchObject({ code: "DATASET_NOT_FOUND" });
    }
  });

  test("where files cannot be listed, by the plan", async () => {
    const { list: _list, ...store } = memoryStore(new Map([["plan.json", "{}"]]), "https://host/dataset");
    await expect(openSource(store)).rejects.toMatchObject({ code: "DATASET_GENERATION" });
  });
});
