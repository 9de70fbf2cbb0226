import { expect, test } from "vitest";
import { ByteBudget } from "../../../src/generate/run/byte-budget.ts";

const { signal } = new AbortController();

test("lets in what fits, in order, and one however large", async () => {
  const budget = new ByteBudget(10);
  const inside: string[] = [];
  const enter = (name: string, bytes: number, own: AbortSignal = signal): Promise<void> =>
    budget.enter(bytes, own).then(
      () => void inside.push(name),
      () => void inside.push(`${name} stopped`),
    );
  const controller = new AbortController();
  void enter("a", 6);
  void enter("b", 20);
  void enter("c", 6, controller.signal);
  void enter("d", 4);
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  await settle();
  expect(inside).toEqual(["a"]);
  budget.leave(6);
  await settle();
  expect(inside).toEqual(["a", "b"]);
  controller.abort();
  budget.leave(20);
  await settle();
  expect(inside).toEqual(["a", "b", "c stopped", "d"]);
  await expect(budget.enter(1, controller.signal)).rejects.toBe(controller.signal.reason);
});
