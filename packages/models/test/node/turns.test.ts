import { expect, test } from "vitest";
import { inTurn } from "../../src/node/_turns.ts";

test("turns for one directory wait for each other, also for one that fails; others do not wait", async () => {
  const done: string[] = [];
  const failed = new Error("it failed");
  let letEnd!: () => void;
  const end = new Promise<void>((resolve) => {
    letEnd = resolve;
  });
  const first = inTurn("/a", async () => {
    await end;
    done.push("first");
    throw failed;
  });
  const second = inTurn("/a", async () => {
    done.push("second");
    return 2;
  });
  await inTurn("/b", async () => void done.push("elsewhere"));
  letEnd();
  await expect(first).rejects.toBe(failed);
  expect(await second).toBe(2);
  expect(done).toEqual(["elsewhere", "first", "second"]);
});
