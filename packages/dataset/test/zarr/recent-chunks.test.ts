import { expect, test } from "vitest";
import { RecentChunks } from "../../src/zarr/_recent-chunks.ts";

/** Which keys had to be decoded, of those that are asked for. */
async function decoded(recent: RecentChunks, keys: string, bytes = 10): Promise<string> {
  let found = "";
  for (const key of keys) {
    await recent.get(key, bytes, async () => {
      found += key;
      return new Uint8Array(bytes);
    });
  }
  return found;
}

test("the last ones are kept within the bound, by when they were used", async () => {
  const recent = new RecentChunks(30);
  expect(await decoded(recent, "abcabc")).toBe("abc");
  // a is used again; d takes the place of b.
  expect(await decoded(recent, "adacb")).toBe("db");
  recent.clear();
  expect(await decoded(recent, "ab")).toBe("ab");
});

test("one that is larger than the bound is not kept, and puts away no others", async () => {
  const recent = new RecentChunks(30);
  expect(await decoded(recent, "ab")).toBe("ab");
  expect(await decoded(recent, "xx", 31)).toBe("xx");
  expect(await decoded(recent, "ab")).toBe("");
});

test("those who ask at the same time get the same; what fails is not kept", async () => {
  const recent = new RecentChunks(30);
  let calls = 0;
  const fail = async () => {
    calls++;
    throw new Error("gone");
  };
  const attempts = await Promise.allSettled([recent.get("a", 10, fail), recent.get("a", 10, fail)]);
  expect(attempts.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(calls).toBe(1);
  expect(await decoded(recent, "abca")).toBe("abc");
});
