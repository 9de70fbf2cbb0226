import { describe, expect, test } from "vitest";
import { AtcsDataset } from "../../src/dataset.ts";
import { isDatasetError } from "../../src/errors.ts";
import { resolveFields } from "../../src/fields/resolve-fields.ts";
import { fieldsOfScheme } from "../../src/fields/schemes.ts";
import { formatStatistics } from "../../src/layout/statistics-file.ts";
import { chooseChannels } from "../../src/loader/recipe.ts";
import { openNpySource } from "../../src/sources/npy.ts";
import type { InstanceSource } from "../../src/sources/types.ts";
import { computeStatistics } from "../../src/stats/compute-statistics.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import type { StoredField } from "../../src/types.ts";
import { smallDataset, smallFields } from "../support/small-dataset.ts";

const settings = { clip: "physical", angles: "default" } as const;
const source = (fields: readonly StoredField[]): InstanceSource =>
  ({ name: "DIR", generation: { fields } }) as unknown as InstanceSource;
const names = (fields: readonly StoredField[]): string[] => fields.map(({ name }) => name);

describe("without a selection of fields", () => {
  test("a dataset that has all default fields gives these, in the order of the scheme", () => {
    const stored = resolveFields("all").reverse();
    const { fields } = chooseChannels(source(stored), settings, {});
    expect(names(fields)).toEqual(fieldsOfScheme("default"));
    expect(fields).toHaveLength(24);
  });

  test.each(["phi", "Latitude"])("one that lacks %s gives all that it has, in its order", (lacking) => {
    const stored = resolveFields("all")
      .filter(({ name }) => name !== lacking)
      .reverse();
    expect(chooseChannels(source(stored), settings, {}).fields).toEqual(stored);
    expect(() => chooseChannels(source(stored), settings, { fields: "default" })).toThrow(
      expect.objectContaining({ code: "DATASET_FIELDS", problem: expect.stringContaining(lacking) }),
    );
  });

  test("one without fields is an error", () => {
    let thrown: unknown;
    try {
      chooseChannels(source([]), settings, {});
    } catch (error) {
      thrown = error;
    }
    expect(isDatasetError(thrown, "DATASET_FIELDS")).toBe(true);
  });

  test("a dataset opens with the statistics that are made without one", async () => {
    const files = smallDataset();
    const npy = await openNpySource(memoryStore(files));
    files.set("default.stats.json", formatStatistics(await computeStatistics(npy, [0, 1, 2, 16])));
    const data = await AtcsDataset.open(memoryStore(files));
    expect(names(data.fields)).toEqual(smallFields);
    const { sensorInput } = await data.get(0);
    expect(sensorInput).toHaveLength(data.channelCount * 16);
    const named = await AtcsDataset.open(memoryStore(files), { fields: smallFields });
    expect((await named.get(0)).sensorInput).toEqual(sensorInput);
  });
});
