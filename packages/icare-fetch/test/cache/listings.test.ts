import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createListingCache } from "../../src/cache/listings.ts";
import type { ArchiveEvent, RemoteEntry } from "../../src/types.ts";
import { temporaryDirectory } from "./_temporary.ts";

const origin = "sftp://me@host:22";
const entries: RemoteEntry[] = [
  { name: "2008_01_01", kind: "directory", size: 0, modifiedMs: 1_000 },
  { name: "a\u001b.hdf", kind: "file", size: 2 ** 40, modifiedMs: undefined },
];

async function fileIn(directory: string): Promise<string> {
  const folder = join(directory, ".atcs-cache", "listings", "sftp_me@host_22");
  return join(folder, (await readdir(folder))[0]!);
}

describe("listings", () => {
  test("are kept for other runs, each for its directory and archive", async () => {
    const directory = await temporaryDirectory();
    const listings = createListingCache({ directory, origin, now: () => 7000 });
    expect(await listings.get("/a")).toBeUndefined();
    await listings.set("/a", entries);
    await listings.set("/empty", []);
    const again = createListingCache({ directory, origin, now: () => 7001 });
    expect(await again.get("/a")).toEqual({ entries, listedAtMs: 7000 });
    expect(await again.get("/empty")).toEqual({ entries: [], listedAtMs: 7000 });
    expect(await again.get("/b")).toBeUndefined();
    expect(await createListingCache({ directory, origin: "sftp://other" }).get("/a")).toBeUndefined();
  });

  test("that say that there is no such directory are kept too, and replaced by what is found later", async () => {
    const directory = await temporaryDirectory();
    await createListingCache({ directory, origin }).set("/a", undefined);
    const again = createListingCache({ directory, origin });
    expect(await again.get("/a")).toEqual({ entries: undefined, listedAtMs: expect.any(Number) as number });
    await again.set("/a", entries);
    expect((await again.get("/a"))?.entries).toEqual(entries);
  });

  test("expire, and those of the future are not believed", async () => {
    const directory = await temporaryDirectory();
    let now = 1_000_000;
    const listings = createListingCache({ directory, origin, maxAgeMs: 500, now: () => now });
    await listings.set("/a", entries);
    now += 499;
    expect(await listings.get("/a")).toEqual({ entries, listedAtMs: 1_000_000 });
    now += 1;
    expect(await listings.get("/a")).toBeUndefined();
    now = 999_999;
    expect(await listings.get("/a")).toBeUndefined();
    const none = createListingCache({ directory, origin, maxAgeMs: 0, now: () => 1_000_000 });
    expect(await none.get("/a")).toBeUndefined();
    expect(() => createListingCache({ directory, origin, maxAgeMs: -1 })).toThrow(RangeError);
  });

  test("that are damaged are none", async () => {
    const directory = await temporaryDirectory();
    const listings = createListingCache({ directory, origin, now: () => 5 });
    await listings.set("/a", entries);
    const file = await fileIn(directory);
    const good = { version: 1, remoteDirectory: "/a", listedAtMs: 5, entries };
    const damaged: unknown[] = [
      null,
      [],
      "x",
      { ...good, version: 2 },
      { ...good, remoteDirectory: "/b" },
      { ...good, listedAtMs: "x" },
      { ...good, entries: {} },
      { ...good, entries: [null] },
      { ...good, entries: [{ name: 1, kind: "file", size: 1 }] },
      { ...good, entries: [{ name: "x", kind: "other things", size: 1 }] },
      { ...good, entries: [{ name: "x", kind: "file", size: "1" }] },
    ];
    for (const value of damaged) {
      await writeFile(file, JSON.stringify(value));
      expect(await listings.get("/a"), JSON.stringify(value)).toBeUndefined();
    }
    await writeFile(file, JSON.stringify(good).slice(0, -5));
    expect(await listings.get("/a")).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        await writeFile(file, text);
        expect(await listings.get("/a")).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  test("that are too long, or have no place on the disk, are not kept, which is told", async () => {
    const directory = await temporaryDirectory();
    const lines: string[] = [];
    const log = ({ message }: ArchiveEvent) => lines.push(message);
    const listings = createListingCache({ directory, origin, log });
    const one: RemoteEntry = { name: "x", kind: "file", size: 1, modifiedMs: 1 };
    await listings.set("/a", new Array<RemoteEntry>(200_001).fill(one));
    expect(await listings.get("/a")).toBeUndefined();
    expect(lines.pop()).toContain("too many");
    await listings.set("/a", [{ ...one, name: "x".repeat(65 * 2 ** 20) }]);
    expect(lines.pop()).toContain("too long");
    await writeFile(join(directory, "file"), "");
    await createListingCache({ directory: join(directory, "file"), origin, log }).set("/a\u001b", entries);
    expect(lines.pop()).toBe("/a\\u{1b}: its listing cannot be kept: ENOTDIR");
  });
});
