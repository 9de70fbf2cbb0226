import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Cache } from "../../src/cache/types.ts";
import { downloadFile } from "../../src/download/download.ts";
import { createLimiter } from "../../src/session/limiter.ts";
import { createRetry } from "../../src/session/retry.ts";
import { FakeRemote } from "../download/_fake-remote.ts";
import { compileSources, startChild } from "./_compiled.ts";
import { putFile, temporaryCache, temporaryDirectory } from "./_temporary.ts";

let compiled: string;
let directory: string;

beforeAll(async () => {
  compiled = await mkdtemp(join(tmpdir(), "atcs-compiled-"));
  await compileSources(compiled);
  return () => rm(compiled, { recursive: true, force: true });
});

/** A program that has a cache of the same archive open. */
function program(text: string, maxBytes = Infinity): string {
  return `
    import { openCache } from "./cache/cache.js";
    import { downloadFile } from "./download/download.js";
    import { createLimiter } from "./session/limiter.js";
    import { createRetry } from "./session/retry.js";
    const cache = await openCache({ directory: ${JSON.stringify(directory)}, origin: "sftp://me@host:22", maxBytes: ${maxBytes} });
    const forever = setInterval(() => {}, 1000);
    ${text}
  `;
}

/** Bytes that two processes make alike: byte \`at\` of a file is (at * 31 + at >> 8) & 255. */
function patternBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 255);
}

function download(remote: FakeRemote, cache: Cache): Promise<unknown> {
  return downloadFile({
    use: remote.use,
    remotePath: "/a",
    remote: remote.stat,
    cache,
    retry: createRetry(() => 0, { minDelayMs: 0 }),
    limiter: createLimiter(Infinity),
  });
}

describe("a process that was killed", () => {
  test("loses its lock, which it had until then", async () => {
    directory = await temporaryDirectory();
    const cache = await temporaryCache({ directory });
    const child = await startChild(compiled, program('await cache.lock("/a"); console.log("locked");'));
    await child.printed("locked");
    await expect(cache.lock("/a", { signal: AbortSignal.timeout(300) })).rejects.toThrow("timeout");
    await child.kill();
    const lock = await cache.lock("/a", { signal: AbortSignal.timeout(5000) });
    lock.release();
  });

  test("loses its lock to one of several processes that wait", async () => {
    directory = await temporaryDirectory();
    const owner = await startChild(compiled, program('await cache.lock("/a"); console.log("locked");'));
    await owner.printed("locked");
    const marker = join(directory, "inside");
    const waiter = program(`
      import { mkdir, rmdir } from "node:fs/promises";
      console.log("waiting");
      for (let time = 0; time < 20; time++) {
        const lock = await cache.lock("/a");
        await mkdir(${JSON.stringify(marker)});
        await rmdir(${JSON.stringify(marker)});
        lock.release();
      }
      console.log("done");
      clearInterval(forever);
    `);
    const waiters = [await startChild(compiled, waiter), await startChild(compiled, waiter)];
    for (const child of waiters) await child.printed("waiting");
    await owner.kill();
    for (const child of waiters) expect(await child.ended()).toBe("waiting\ndone\n");
  });

  test("no longer keeps files from being evicted", async () => {
    directory = await temporaryDirectory();
    const cache = await temporaryCache({ directory, maxBytes: 100 });
    const file = await putFile(cache, "/a", new Uint8Array(100));
    const child = await startChild(compiled, program('console.log((await cache.lookUp("/a")).size);'));
    await child.printed("100");
    await expect(cache.makeRoom(1)).rejects.toThrow("100 are in use");
    expect(existsSync(file)).toBe(true);
    await child.kill();
    await cache.makeRoom(1);
    expect(existsSync(file)).toBe(false);
    expect(await readdir(join(directory, ".atcs-cache", "holders"))).toHaveLength(1);
  });

  test("in the middle of a transfer leaves what came, from which the one that waited goes on", async () => {
    directory = await temporaryDirectory();
    const cache = await temporaryCache({ directory });
    const size = 6 * 2 ** 20;
    const child = await startChild(
      compiled,
      program(`
        const connection = {
          isOpen: true,
          stat: async () => ({ kind: "file", size: ${size}, modifiedMs: 1000000 }),
          async *read() {
            const piece = new Uint8Array(65536);
            for (let at = 0; ; at += piece.length) {
              for (let i = 0; i < piece.length; i++) piece[i] = ((at + i) * 31 + ((at + i) >> 8)) & 255;
              if (at === 3.5 * 2 ** 20) {
                console.log("half");
                await new Promise(() => {});
              }
              yield piece;
            }
          },
        };
        await downloadFile({
          use: (task) => task(connection), remotePath: "/a", remote: await connection.stat(), cache,
          retry: createRetry(() => 0), limiter: createLimiter(Infinity),
        });
      `),
    );
    await child.printed("half");
    const remote = new FakeRemote(patternBytes(size));
    remote.pieceBytes = 2 ** 16;
    const waiting = download(remote, cache);
    const file = cache.localPath("/a");
    expect((await stat(`${file}.part`)).size).toBe(3 * 2 ** 20);
    await child.kill();
    await waiting;
    expect(remote.reads).toEqual([3 * 2 ** 20]);
    const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(digest(await readFile(file))).toBe(digest(remote.bytes));
  });

  test.each([Infinity, 1e9])(
    "at any moment never leaves a wrong file, and nothing complete is fetched again (%d bytes)",
    {
      timeout: 60_000,
    },
    async (maxBytes) => {
      directory = await temporaryDirectory();
      const cache = await temporaryCache({ directory, maxBytes });
      const size = 300_000;
      const count = 15;
      const text = `
      let completed = 0;
      for (let number = 0; number < ${count}; number++) {
        const stat = { kind: "file", size: ${size}, modifiedMs: 1000000 };
        const connection = {
          isOpen: true,
          stat: async () => stat,
          async *read(path, { offset }) {
            const bytes = Uint8Array.from({ length: ${size} }, (_, at) => (at * 31 + (at >> 8)) & 255);
            for (let at = offset; at < ${size}; at += 10000) yield bytes.subarray(at, Math.min(at + 10000, ${size}));
            console.log("read " + number);
          },
        };
        await downloadFile({
          use: (task) => task(connection), remotePath: "/" + number, remote: stat, cache,
          retry: createRetry(() => 0), limiter: createLimiter(Infinity),
        });
        cache.release("/" + number);
        console.log("complete " + number);
      }
      console.log("all");
      clearInterval(forever);
    `;
      const child = program(text, maxBytes);
      const complete = new Set<string>();
      const expected = Buffer.from(patternBytes(size));
      let output = "";
      for (let run = 0; run < 60 && !output.includes("all\n"); run++) {
        const process = await startChild(compiled, child);
        const timer = setTimeout(() => void process.kill(), 120 + 30 * (run % 12) + (run > 40 ? 5000 : 0));
        output = await process.ended();
        clearTimeout(timer);
        for (const [, number] of output.matchAll(/read (\d+)\n/g)) {
          expect(complete.has(number!)).toBe(false);
        }
        for (const [, number] of output.matchAll(/complete (\d+)\n/g)) complete.add(number!);
        for (let number = 0; number < count; number++) {
          const file = cache.localPath(`/${number}`);
          if (existsSync(file)) expect((await readFile(file)).equals(expected)).toBe(true);
        }
      }
      expect(output).toContain("all\n");
      expect(complete.size).toBe(count);
      for (let number = 0; number < count; number++) expect(await cache.lookUp(`/${number}`)).toMatchObject({ size });
    },
  );
});

describe("several processes", () => {
  test("with one limited cache stay within it, and none loses what it has just found", {
    timeout: 60_000,
  }, async () => {
    directory = await temporaryDirectory();
    const child = (seed: number): string => `
      import { statSync } from "node:fs";
      let found = 0;
      for (let step = 0; step < 150; step++) {
        const path = "/" + "abcde"[(${seed} * 7 + step * 3 + step * step) % 5];
        const hit = await cache.lookUp(path);
        if (hit !== undefined) {
          await new Promise((resolve) => setTimeout(resolve, step % 3));
          if (statSync(hit.path).size !== 30) throw new Error("damaged");
          cache.release(path);
          found++;
          continue;
        }
        const lock = await cache.lock(path);
        try {
          const part = await cache.openPart(path, { kind: "file", size: 30, modifiedMs: 1 });
          await part.append(new Uint8Array(30 - part.length));
          await part.finish();
          cache.release(path);
        } catch (error) {
          if (!/no room/.test(String(error))) throw error;
        } finally {
          lock.release();
        }
      }
      if (found < 5) throw new Error("only " + found + " found");
      console.log("done");
      await cache.close();
      clearInterval(forever);
    `;
    const children = await Promise.all([1, 2, 3].map((seed) => startChild(compiled, program(child(seed), 100))));
    for (const one of children) expect(await one.ended()).toBe("done\n");
    const left = (await readdir(join(directory, "sftp_me@host_22"))).filter((name) => name !== ".atcs");
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThanOrEqual(3);
  });
});
