import { expect, test } from "vitest";
import { DatasetError } from "../../src/errors.ts";
import { openZarrSource } from "../../src/sources/zarr.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { packDataset } from "../../src/zarr/pack.ts";
import { MemorySink, smallSource } from "./_small-source.ts";

const packed = new MemorySink();
await packDataset({ source: smallSource({ bins: 3 }), sink: packed });
const all = Array.from({ length: 66 }, (_, channel) => channel);

test("what ends the second attempt at a shard of another size is not taken for damage", async () => {
  const path = "directional/c/0/0/0/0";
  const files = new Map(packed.files).set(path, packed.files.get(path)!.slice(0, -1));
  const unreadable = new DatasetError("DATASET_IO", "the disk is gone");
  const ends: [unknown, (controller: AbortController) => void][] = [
    ["enough", (controller) => controller.abort("enough")],
    [unreadable, () => {}],
  ];
  for (const [reason, end] of ends) {
    const [store, controller] = [memoryStore(files), new AbortController()];
    let isSecond = false;
    const source = await openZarrSource({
      ...store,
      size: async (asked, options) => {
        isSecond ||= asked === path;
        if (isSecond) end(controller);
        return store.size(asked, options);
      },
      read: async (asked, options) => {
        options?.signal?.throwIfAborted();
        if (isSecond) throw unreadable;
        return store.read(asked, options);
      },
    });
    const error: unknown = await source.readImage(3, all, controller).then(
      () => undefined,
      (found: unknown) => found,
    );
    if (reason === unreadable) expect(error).toMatchObject({ code: "DATASET_IO", problem: "the disk is gone" });
    else expect(error).toBe(reason);
  }
});
