import { mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2, { type Client, type ConnectConfig, type SFTPWrapper } from "ssh2";
import { onTestFinished } from "vitest";
import { startArchiveServer } from "../../src/server/server.ts";
import type { ArchiveServer, ArchiveServerOptions } from "../../src/server/types.ts";

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

/** A small archive, with a secret beside it and links that lead there. */
export async function makeArchive(): Promise<string> {
  const base = await realpath(await mkdtemp(join(tmpdir(), "atcs-archive-")));
  onTestFinished(() => rm(base, { recursive: true }));
  const root = join(base, "root");
  const local = join(root, "PARASOL/L1_B-HDF/2008/2008_03_20");
  await mkdir(local, { recursive: true });
  await writeFile(join(base, "secret"), "secret");
  await mkdir(join(base, "root-but-not-quite"));
  await writeFile(join(base, "root-but-not-quite/secret"), "secret");
  await writeFile(join(local, "big.h5"), big);
  await writeFile(join(local, "small.h5"), small);
  await writeFile(join(local, "empty.h5"), "");
  await writeFile(join(local, "été *[1] 'x'\n.h5"), "odd");
  await symlink("small.h5", join(local, "link.h5"));
  await symlink("L1_B-HDF", join(root, "PARASOL/alias"));
  await symlink(join(base, "secret"), join(local, "out.h5"));
  await symlink(join(base, "root-but-not-quite"), join(local, "out"));
  return root;
}

/** A server of such an archive, which is closed behind the test. */
export async function serve(options: Partial<ArchiveServerOptions> = {}): Promise<ArchiveServer & { root: string }> {
  const root = options.root ?? (await makeArchive());
  const server = await startArchiveServer({ root, users: [reader], ...options });
  onTestFinished(() => server.close());
  return Object.assign(Object.create(server) as ArchiveServer, { root });
}

/** Log in. Errors behind that are left to the requests, which fail by them. */
export async function connect(server: ArchiveServer, config: Partial<ConnectConfig> = {}): Promise<Client> {
  const client = new ssh2.Client();
  onTestFinished(() => void client.destroy());
  await new Promise<void>((resolve, reject) => {
    // ssh2 writes a request in pieces, and held back (Nagle) each would wait 40 ms.
    client.on("connect", () => client.setNoDelay(true));
    client.on("ready", resolve).on("error", reject);
    client.on("close", () => reject(new Error("closed before the login")));
    client.connect({ host: server.host, port: server.port, ...reader, ...config });
  });
  return client;
}

/** The requests of SFTP as promises. */
export interface Requests {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
  call<T>(run: (sftp: SFTPWrapper, done: (error?: Error | null, result?: T) => void) => void): Promise<T>;
  list(path: string): Promise<string[]>;
  stat(path: string): Promise<ssh2.Stats>;
  open(path: string, flags?: ssh2.OpenMode): Promise<Buffer>;
  read(handle: Buffer, offset: number, length: number): Promise<Buffer>;
  get(path: string): Promise<Buffer>;
}

export async function openSftp(given: ArchiveServer | Client): Promise<Requests> {
  const client = "hostKeyFingerprint" in given ? await connect(given) : given;
  const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    client.sftp((error, channel) => (error ? reject(error) : resolve(channel)));
  });
  const call: Requests["call"] = (run) =>
    new Promise((resolve, reject) => run(sftp, (error, result) => (error ? reject(error) : resolve(result as never))));
  return {
    client,
    sftp,
    call,
    list: async (path) => (await call<ssh2.FileEntry[]>((s, done) => s.readdir(path, done))).map((one) => one.filename),
    stat: (path) => call((s, done) => s.stat(path, done)),
    open: (path, flags = "r") => call((s, done) => s.open(path, flags, done)),
    read: (handle, offset, length) =>
      call((s, done) => {
        const buffer = Buffer.alloc(length);
        s.read(handle, buffer, 0, length, offset, (error, count) => done(error, buffer.subarray(0, count)));
      }),
    get: (path) =>
      new Promise((resolve, reject) => {
        const parts: Buffer[] = [];
        const stream = sftp.createReadStream(path);
        stream.on("data", (part: Buffer) => parts.push(part));
        stream.on("end", () => resolve(Buffer.concat(parts)));
        stream.on("error", reject);
        client.once("close", () => reject(new Error("connection lost")));
      }),
  };
}

export function closed(client: Client): Promise<void> {
  return new Promise((resolve) => client.once("close", () => resolve()));
}

/** The files below a directory that this process holds open (Linux). */
export async function openFilesBelow(root: string): Promise<string[]> {
  const ids = await readdir("/proc/self/fd");
  const paths = await Promise.all(ids.map((id) => readlink(`/proc/self/fd/${id}`).catch(() => "")));
  return paths.filter((path) => path.startsWith(root));
}
