import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { seededRandom } from "@atcs/colocate";
import { type ArchiveServer, startArchiveServer } from "@atcs/simulator";
import { afterEach, beforeEach } from "vitest";
import { openArchive } from "../../src/archive/open-archive.ts";
import type { Archive, OpenArchiveOptions } from "../../src/archive/types.ts";

export const password = "not in any message";
export const day: string = "PARASOL/L1_B-HDF/2008/2008_06_03";
export const files = { "a.h5": 300_000, "b.h5": 120_000, "empty.h5": 0 } as const;

/** Holds the root of the server, and what a test makes. */
export let folder: string;
export let server: ArchiveServer;
/** Are closed after the test. */
export let archives: Archive[];

/** Before each test of the file a server with three files is started, and closed after it. */
export function serveFiles(): void {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "icare-"));
    archives = [];
    for (const [name, size] of Object.entries(files)) await put(`${day}/${name}`, bytesOf(name, size));
    server = await startArchiveServer({ root: join(folder, "root"), users: [{ username: "me", password }] });
  });

  afterEach(async () => {
    for (const archive of archives) await archive.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
}

export function bytesOf(name: string, size: number): Uint8Array {
  const random = seededRandom(0, name);
  return Uint8Array.from({ length: size }, () => Math.floor(256 * random()));
}

export async function put(path: string, content: Uint8Array | string): Promise<void> {
  const file = join(folder, "root", path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

export async function open(options: OpenArchiveOptions = {}): Promise<Archive> {
  const archive = await openArchive(`sftp://me@${server.host}:${server.port}/SPACEBORNE`, {
    cacheDir: join(folder, "cache"),
    password,
    hostKeyFingerprint: server.hostKeyFingerprint,
    retry: { minDelayMs: 1, maxDelayMs: 20, attempts: 5 },
    env: {},
    ...options,
  });
  archives.push(archive);
  return archive;
}

/** Does it hold what the server has? */
export const isSame = async (file: string, name: keyof typeof files): Promise<boolean> =>
  Buffer.compare(await readFile(file), bytesOf(name, files[name])) === 0;
