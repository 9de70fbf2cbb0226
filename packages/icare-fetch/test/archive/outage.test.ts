import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArchiveServer, createHostKey, startArchiveServer } from "@atcs/simulator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openArchive } from "../../src/archive/open-archive.ts";
import type { Archive } from "../../src/archive/types.ts";
import type { RetryOptions } from "../../src/session/retry.ts";

const password = "secret";
const hostKey = createHostKey().privateKey;
const names = Array.from({ length: 12 }, (_, index) => `${index}.h5`);
const contentOf = (name: string): Uint8Array => new Uint8Array(200_000).fill(Number.parseInt(name, 10));

let folder: string;
let server: ArchiveServer;
let archive: Archive;
/** Waits for a session, as they are told. */
let waits: number;
let onWait: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "icare-"));
  await mkdir(join(folder, "root"));
  for (const name of names) await writeFile(join(folder, "root", name), contentOf(name));
  server = await startServer();
  waits = 0;
  onWait = () => {};
});

afterEach(async () => {
  await archive.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function startServer(port = 0): Promise<ArchiveServer> {
  return startArchiveServer({ root: join(folder, "root"), port, hostKey, users: [{ username: "me", password }] });
}

function open(retry: RetryOptions): Promise<Archive> {
  return openArchive(`sftp://me@${server.host}:${server.port}/SPACEBORNE`, {
    cacheDir: join(folder, "cache"),
    password,
    hostKeyFingerprint: server.hostKeyFingerprint,
    retry: { attempts: 2, minDelayMs: 1, maxDelayMs: 4, ...retry },
    env: {},
    log({ kind }) {
      if (kind !== "retry") return;
      waits++;
      onWait();
    },
  });
}

test("a server that is away for far longer than attempts last ends nothing", async () => {
  archive = await open({ patienceMs: 60_000 });
  let away: Promise<void> | undefined;
  let back: Promise<ArchiveServer> | undefined;
  onWait = () => {
    if (waits === 40) back = away?.then(() => startServer(server.port));
  };
  const onResult = (): void => {
    away ??= server.close();
  };
  const results = await archive.fetchAll(names, { concurrency: 4, onResult });
  if (back !== undefined) server = await back;
  expect(waits).toBeGreaterThanOrEqual(40);
  for (const result of results) {
    if ("error" in result) throw result.error;
    expect(Buffer.compare(await readFile(result.file), contentOf(result.path))).toBe(0);
  }
});

test("a server that stays away ends all files at once", async () => {
  archive = await open({ patienceMs: 50 });
  await archive.fetch(names[0]!);
  await server.close();
  const error = await archive.fetchAll(names, { concurrency: 4 }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "ARCHIVE_CONNECTION", isOutage: true, isTransient: true });
});
