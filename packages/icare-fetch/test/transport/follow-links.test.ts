import { expect, test } from "vitest";
import { followLinks } from "../../src/transport/_follow-links.ts";
import type { RemoteEntry } from "../../src/types.ts";

const link = (name: string): RemoteEntry => ({ name, kind: "link", size: 1, modifiedMs: 1 });
const target = { kind: "file", size: 5, modifiedMs: 2 } as const;

test("looks at links, so many at the same time, and keeps the order", async () => {
  const entries = Array.from({ length: 20 }, (_, i) => (i % 3 === 0 ? { name: `${i}`, ...target } : link(`${i}`)));
  let now = 0;
  let most = 0;
  const followed = await followLinks(entries, 4, async ({ name }) => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    now--;
    return name === "7" ? undefined : target;
  });
  expect(most).toBe(4);
  expect(followed).toEqual(entries.map((entry) => (entry.name === "7" ? entry : { name: entry.name, ...target })));
});

test("looks at files of an unknown size, and ends with the first error", async () => {
  const odd: RemoteEntry = { name: "odd", kind: "file", size: Number.NaN, modifiedMs: 1 };
  expect(await followLinks([odd], 4, async () => target)).toEqual([{ name: "odd", ...target }]);
  const failing = async () => Promise.reject(new Error("lost"));
  await expect(followLinks([link("a"), link("b")], 1, failing)).rejects.toThrow("lost");
});
