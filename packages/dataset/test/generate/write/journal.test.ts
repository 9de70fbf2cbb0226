import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type GranuleEntry, openJournal } from "../../../src/generate/write/journal.ts";
import { temporaryFolder } from "../_support.ts";

const folder = temporaryFolder();
const file = join(folder, "journal.jsonl");
const entry = (ordinal: number): GranuleEntry => ({
  ordinal,
  granule: `granule ${ordinal}, é`,
  skipped: { reason: "damaged", message: "why" },
});

test("what was appended is there, also after a line that was not finished", async () => {
  const first = await openJournal(folder, { plan: "abc" });
  await first.append(entry(1));
  await first.append(entry(0));
  expect(first.entries).toEqual([entry(1), entry(0)]);
  await first.close();
  appendFileSync(file, '{"ordinal":7,"granule":"é');
  const second = await openJournal(folder, { plan: "abc" });
  expect(second.entries).toEqual([entry(1), entry(0)]);
  await second.append(entry(2));
  await second.close();
  expect(readFileSync(file, "utf8").split("\n")).toHaveLength(5);
});

test("a header that was not finished is begun again", async () => {
  writeFileSync(file, '{"pl');
  const journal = await openJournal(folder, { plan: "abc" });
  expect(journal.entries).toEqual([]);
  await journal.close();
  expect(readFileSync(file, "utf8")).toBe('{"plan":"abc"}\n');
});

test("of another plan, or damaged: refused", async () => {
  await expect(openJournal(folder, { plan: "def" })).rejects.toMatchObject({ code: "DATASET_GENERATION", file });
  writeFileSync(file, '{"plan":"abc"}\nnothing\n{}\n');
  await expect(openJournal(folder, { plan: "abc" })).rejects.toThrow(/line 2 is damaged/);
});
