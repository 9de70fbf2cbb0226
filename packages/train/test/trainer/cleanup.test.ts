import { expect, test } from "vitest";
import { Cleanup } from "../../src/trainer/cleanup.ts";

test("everything is given back once, the last first, whatever fails", async () => {
  const done: string[] = [];
  const cleanup = new Cleanup();
  cleanup.add(() => done.push("dataset"));
  cleanup.add(() => {
    throw new Error("the session is gone");
  });
  cleanup.add(async () => done.push("run"));
  await expect(cleanup.run()).rejects.toThrow("the session is gone");
  expect(done).toEqual(["run", "dataset"]);
  await cleanup.run();
  await cleanup.runQuietly();
  expect(done).toHaveLength(2);
});
