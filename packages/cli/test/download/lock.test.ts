import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { takeLock } from "../../src/download/lock.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("of many at once one gets it; after that the next", async () => {
  const takers = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(folder)));
  const taken = takers.filter(({ status }) => status === "fulfilled");
  const refused = takers.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
  expect(taken).toHaveLength(1);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: "DOWNLOAD_IN_USE" });
  expect(readdirSync(folder)).toEqual(["lock"]);
  await (taken[0] as PromiseFulfilledResult<() => Promise<void>>).value();
  expect(readdirSync(folder)).toEqual([]);
  const release = await takeLock(folder);
  await release();
  await release();
  expect(readdirSync(folder)).toEqual([]);
});
