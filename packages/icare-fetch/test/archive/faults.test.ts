import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FaultRule } from "@atcs/simulator";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { TransferProgress } from "../../src/archive/types.ts";
import type { ArchiveEvent } from "../../src/types.ts";
import { bytesOf, day, files, folder, isSame, open, put, serveFiles, server } from "./_served-files.ts";

serveFiles();

describe("bytes that are damaged on the way", () => {
  const damage: FaultRule = { kind: "corrupt", path: "a.h5", offset: 1000 };

  beforeEach(async () => {
    const digest = createHash("md5").update(bytesOf("a.h5", files["a.h5"])).digest("hex");
    await put(`${day}/a.h5.md5`, `${digest}  a.h5\n`);
  });

  test("are noticed by the checksum beside the file, and fetched again", async () => {
    server.setFaults([{ ...damage, times: 1 }]);
    const kinds: string[] = [];
    const archive = await open({ log: ({ kind }) => kinds.push(kind) });
    await archive.list(day);
    expect(await isSame(await archive.fetch(`${day}/a.h5`), "a.h5")).toBe(true);
    expect(kinds).toContain("restart");
  });

  test("time and again are an error, and nothing is left of them", async () => {
    server.setFaults([damage]);
    const archive = await open({ mirrorDir: join(folder, "mirror") });
    await archive.list(day);
    await expect(archive.fetch(`${day}/a.h5`)).rejects.toMatchObject({ code: "ARCHIVE_CHECKSUM" });
    expect(await readdir(join(folder, "mirror", day))).toEqual([".atcs"]);
    expect(await readdir(join(folder, "mirror", day, ".atcs"))).toEqual([]);
  });
});

describe("with faults", () => {
  const recovering: [string, FaultRule[]][] = [
    ["connections that drop", [{ kind: "drop-after-bytes", path: "a.h5", bytes: 70_000, times: 3 }]],
    ["delays", [{ kind: "delay", milliseconds: 5, times: 40 }]],
    ["too many connections", [{ kind: "too-many-connections", max: 0, times: 2 }]],
    ["connections closed without a word", [{ kind: "too-many-connections", max: 0, times: 2, how: "close" }]],
    ["a stall", [{ kind: "stall", path: "a.h5", operations: ["READ"], times: 1 }]],
  ];

  test.each(recovering)("%s: the file comes, and is the same", async (_, faults) => {
    server.setFaults(faults);
    const archive = await open({ timeoutMs: 300 });
    expect(await isSame(await archive.fetch(`${day}/a.h5`), "a.h5")).toBe(true);
    expect(server.stats.faults).toBeGreaterThan(0);
  });

  test("after a drop it goes on where it was", async () => {
    server.setFaults([{ kind: "drop-after-bytes", path: "a.h5", bytes: 200_000, times: 1 }]);
    const archive = await open();
    const seen: TransferProgress[] = [];
    await archive.fetch(`${day}/a.h5`, { onProgress: (progress) => seen.push(progress) });
    expect(server.stats.faults).toBe(1);
    // All of it came in this call, and none of it twice.
    expect(new Set(seen.map(({ resumedFrom }) => resumedFrom))).toEqual(new Set([0]));
    const bytes = seen.map((progress) => progress.bytes);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(server.stats.bytesSent).toBeLessThan(2 * files["a.h5"]);
  });

  test("a wrong password is tried once, and is in no message", async () => {
    const archive = await open({ password: "wrong, and not to be seen" });
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => archive.fetch(`${day}/a.h5`)));
    for (const result of results) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "ARCHIVE_AUTHENTICATION" } });
      expect(String((result as PromiseRejectedResult).reason)).not.toContain("not to be seen");
    }
    expect(server.stats.refusedLogins).toBe(1);
  });

  test("a changed host key is an error at once", async () => {
    const hostKeyFingerprint = server.hostKeyFingerprint;
    server.changeHostKey();
    const archive = await open({ hostKeyFingerprint });
    await expect(archive.list(day)).rejects.toMatchObject({ code: "ARCHIVE_HOST_KEY" });
    expect(server.stats.logins).toBe(0);
  });

  test("a host that is not known is not trusted, and remembered when it shall be", async () => {
    const knownHostsFile = join(folder, "known_hosts");
    const unknown = { hostKeyFingerprint: undefined, knownHostsFile };
    await expect((await open(unknown)).list(day)).rejects.toMatchObject({ code: "ARCHIVE_HOST_KEY" });
    expect(await (await open({ ...unknown, acceptNewHostKey: true })).list(day)).toHaveLength(3);
    expect(await (await open(unknown)).list(day, { refresh: true })).toHaveLength(3);
  });

  test("a file that disappears is an error about the file", async () => {
    server.setFaults([{ kind: "disappear", path: "a.h5", after: 1 }]);
    const archive = await open();
    await archive.stat(`${day}/a.h5`);
    await expect(archive.fetch(`${day}/a.h5`)).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
  });

  test("a size that is not true ends in an error, not in a wrong file", async () => {
    server.setFaults([{ kind: "wrong-size", path: "a.h5", size: 400_000 }]);
    const archive = await open();
    await expect(archive.fetch(`${day}/a.h5`)).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) });
  });
});

test("an abort ends a fetch, and the next one goes on from there", async () => {
  server.setFaults([{ kind: "delay", path: "a.h5", operations: ["READ"], milliseconds: 20 }]);
  const archive = await open({ bytesPerSecond: 400_000 });
  const abort = new AbortController();
  const fetching = archive.fetch(`${day}/a.h5`, {
    signal: abort.signal,
    onProgress: ({ bytes }) => bytes > 100_000 && abort.abort(new Error("enough")),
  });
  await expect(fetching).rejects.toThrow("enough");
  let resumedFrom = 0;
  const file = await archive.fetch(`${day}/a.h5`, { onProgress: (progress) => (resumedFrom = progress.resumedFrom) });
  expect(await isSame(file, "a.h5")).toBe(true);
  expect(resumedFrom).toBeGreaterThan(0);
});

test("no more is asked for ahead than a limit of the rate allows in a moment", async () => {
  const archive = await open({ bytesPerSecond: 400_000 });
  const ahead: number[] = [];
  let before = 0;
  const enough = new AbortController();
  const fetching = archive.fetch(`${day}/a.h5`, {
    signal: enough.signal,
    onProgress: ({ bytes }) => {
      // What came at once had been asked for, and so had what is on its way.
      ahead.push(server.stats.bytesSent - before);
      before = bytes;
      // Longer than a burst lasts.
      if (bytes > 200_000) enough.abort(new Error("enough"));
    },
  });
  await expect(fetching).rejects.toThrow("enough");
  expect(Math.max(...ahead)).toBeLessThanOrEqual(2 * 32_768);
});

test("a closed archive fetches nothing", async () => {
  const archive = await open();
  const fetching = archive.fetch(`${day}/a.h5`);
  const ended = expect(fetching).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
  await archive.close();
  await ended;
  await expect(archive.list(day)).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
});

test("closing ends what waits to be tried again, and waits for what goes on", async () => {
  let onRetry = (): void => {};
  const retried = new Promise<void>((resolve) => {
    onRetry = resolve;
  });
  const log = ({ kind }: ArchiveEvent) => kind === "retry" && onRetry();
  const archive = await open({ retry: { minDelayMs: 60_000 }, log });
  await archive.list(day);
  await server.close();
  const fetching = archive.fetch(`${day}/a.h5`);
  const ended = expect(fetching).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
  await retried;
  await archive.close();
  await ended;
  await expect(archive.list(day)).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
});

test("a file that becomes shorter while it comes is begun anew", async () => {
  server.setFaults([{ kind: "delay", path: "a.h5", operations: ["READ"], milliseconds: 100 }]);
  const archive = await open();
  const short = bytesOf("shorter", 50_000);
  const fetching = archive.fetch(`${day}/a.h5`);
  await vi.waitFor(() => expect(server.stats.transfers).toBe(1), 10_000);
  await put(`${day}/a.h5`, short);
  expect(Buffer.compare(await readFile(await fetching), short)).toBe(0);
});

test("what a logger throws is ignored", async () => {
  const log = () => {
    throw new Error("a logger's mistake");
  };
  server.setFaults([{ kind: "drop-after-bytes", path: "a.h5", bytes: 70_000, times: 1 }]);
  const archive = await open({ log });
  expect(await isSame(await archive.fetch(`${day}/a.h5`), "a.h5")).toBe(true);
});
