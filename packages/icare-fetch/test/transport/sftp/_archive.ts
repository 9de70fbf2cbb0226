import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArchiveServer, type ArchiveServerOptions, startArchiveServer } from "@atcs/simulator";
import { onTestFinished } from "vitest";
import type { SftpTransportOptions } from "../../../src/transport/sftp/options.ts";
import { sftpTransport } from "../../../src/transport/sftp/sftp-transport.ts";
import type { Connection } from "../../../src/transport/types.ts";

export const reader = { username: "reader", password: "open sesame" };
export const day = "/SPACEBORNE/PARASOL/L1_B-HDF/2008/2008_03_20";
export const bigPath: string = `${day}/big.h5`;
export const smallPath: string = `${day}/small.h5`;

/** Bytes of which no two places look alike. */
export function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + (i >> 16)) & 0xff;
  return bytes;
}

export const big: Buffer = pattern(3_000_001);
export const small: Buffer = pattern(1000);

/** A folder that is removed behind the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "atcs-sftp-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The files of the archive as a local directory, which stands for `/SPACEBORNE`. */
export async function makeArchive(): Promise<string> {
  const root = await makeFolder();
  const local = join(root, "PARASOL/L1_B-HDF/2008/2008_03_20");
  await mkdir(join(local, "folder"), { recursive: true });
  await mkdir(join(local, "empty"));
  await writeFile(join(local, "big.h5"), big);
  await writeFile(join(local, "small.h5"), small);
  await writeFile(join(local, "empty.h5"), "");
  await writeFile(join(local, "été\n.h5"), "odd");
  return root;
}

/** A server of such an archive, which is closed behind the test. */
export async function serve(options: Partial<ArchiveServerOptions> = {}): Promise<ArchiveServer> {
  const server = await startArchiveServer({ root: options.root ?? (await makeArchive()), users: [reader], ...options });
  onTestFinished(() => server.close());
  return server;
}

/** Options for a transport to such a server. */
export function optionsFor(
  server: Pick<ArchiveServer, "host" | "port">,
  options: Partial<SftpTransportOptions> = {},
): SftpTransportOptions {
  const { host, port } = server;
  const { username, password } = reader;
  return { host, port, username, auth: { password }, verifyHostKey: async () => {}, ...options };
}

/** A session, which is closed behind the test. */
export async function connect(
  server: Pick<ArchiveServer, "host" | "port">,
  options: Partial<SftpTransportOptions> = {},
): Promise<Connection> {
  const connection = await sftpTransport(optionsFor(server, options)).connect();
  onTestFinished(() => connection.close());
  return connection;
}

/** What an error was and what came before it. */
export interface ReadResult {
  readonly bytes: Buffer;
  readonly error: unknown;
}

/** Read until the end or an error. */
export async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<ReadResult> {
  const parts: Uint8Array[] = [];
  try {
    for await (const piece of pieces) parts.push(piece);
    return { bytes: Buffer.concat(parts), error: undefined };
  } catch (error) {
    return { bytes: Buffer.concat(parts), error };
  }
}
