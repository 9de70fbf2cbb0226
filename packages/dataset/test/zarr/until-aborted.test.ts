import { expect, test } from "vitest";
import { untilAborted } from "../../src/zarr/_until-aborted.ts";

test("an abort ends the waiting, not what others wait for", async () => {
  let resolve: (value: number) => void = () => {};
  const shared = new Promise<number>((done) => {
    resolve = done;
  });
  const controller = new AbortController();
  const [mine, others] = [untilAborted(shared, controller.signal), untilAborted(shared, new AbortController().signal)];
  controller.abort("enough");
  await expect(mine).rejects.toBe("enough");
  await expect(untilAborted(shared, controller.signal)).rejects.toBe("enough");
  resolve(5);
  expect(await Promise.all([others, untilAborted(shared, undefined)])).toEqual([5, 5]);
});

test("what fails, fails for all", async () => {
  const failing = Promise.reject(new Error("gone"));
  await expect(untilAborted(failing, new AbortController().signal)).rejects.toThrow("gone");
});
