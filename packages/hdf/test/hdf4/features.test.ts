import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { open } from "../../src/open.ts";
import { type ExpectedFile, expectFile } from "../support/hdf4-expected.ts";

const folder = "hdf4/features";
const names = readdirSync(fixturePath(folder))
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length));

describe("what the official library reads", () => {
  it.each(names)("%s", async (name) => {
    await using file = await open(fixturePath(`${folder}/${name}.hdf`));
    await expectFile(file, fixtureJson<ExpectedFile>(`${folder}/${name}.json`));
  });

  it("covers all features", () => {
    expect(names).toHaveLength(34);
  });
});
