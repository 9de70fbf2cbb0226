import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findPython, hasProgram } from "../../../../../test/support/python.ts";
import { type FtpTransportOptions, ftpTransport } from "../../../src/transport/ftp/index.ts";
import type { Connection } from "../../../src/transport/types.ts";
import { readAll } from "../_read-all.ts";

const { python, reason } = findPython("pyftpdlib");
const openssl = hasProgram("openssl");
const tlsPython = openssl ? findPython("pyftpdlib", "OpenSSL").python : undefined;

const script = fileURLToPath(new URL("_pyftpdlib.py", import.meta.url));
const bytes = Buffer.from(Array.from({ length: 2_000_000 }, (_, i) => (i * 7919) >> 8));
const modifiedMs = Date.UTC(2008, 5, 3, 1, 28, 10);
const day = "/PARASOL/L1_B-SYNC.V1-00/2008/2008_06_03";
const file = `${day}/a b.hdf`;
const servers: ChildProcess[] = [];
let folder: string;
let root: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "atcs-ftp-"));
  root = join(folder, "root");
  await mkdir(join(root, day, "empty"), { recursive: true });
  await writeFile(join(root, file), bytes);
  await utimes(join(root, file), modifiedMs / 1000, modifiedMs / 1000);
  await writeFile(join(root, day, "donn\u00e9es[1].hdf"), "12345");
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    if (server.exitCode !== null || server.signalCode !== null) continue;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** Start a server; its port. */
async function serve(interpreter: string, options: Record<string, unknown> = {}): Promise<number> {
  const all = { username: "me", password: "hunter2", root, parent: process.pid, ...options };
  const server = spawn(interpreter, [script, JSON.stringify(all)], { stdio: ["ignore", "pipe", "pipe"] });
  servers.push(server);
  let errors = "";
  server.stderr.on("data", (text: Buffer) => {
    errors += text.toString();
  });
  for await (const line of createInterface({ input: server.stdout })) return Number(line);
  throw new Error(`pyftpdlib did not start:\n${errors}`);
}

function connect(port: number, options: Partial<FtpTransportOptions> = {}): Promise<Connection> {
  const good: FtpTransportOptions = {
    host: "127.0.0.1",
    port,
    username: "me",
    password: "hunter2",
    secure: false,
    timeoutMs: 15_000,
  };
  return ftpTransport({ ...good, ...options }).connect();
}

async function lookAround(connection: Connection, hasTimes: boolean): Promise<void> {
  const entries = await connection.list(day);
  expect(entries.sort((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
    { name: "a b.hdf", kind: "file", size: bytes.length, modifiedMs: hasTimes ? modifiedMs : undefined },
    { name: "donn\u00e9es[1].hdf", kind: "file", size: 5 },
    { name: "empty", kind: "directory", size: 0 },
  ]);
  expect(await connection.list(`${day}/empty`)).toEqual([]);
  expect(await connection.stat(file)).toEqual({ kind: "file", size: bytes.length, modifiedMs });
  expect(await connection.stat(`${day}/donn\u00e9es[1].hdf`)).toMatchObject({ kind: "file", size: 5 });
  expect(await connection.stat(day)).toMatchObject({ kind: "directory", size: 0 });
  expect(await connection.stat("/")).toMatchObject({ kind: "directory" });
  for (const path of ["/none", `${day}/none.hdf`, `${day}/none/none`]) {
    const missing = { code: "ARCHIVE_NOT_FOUND", remotePath: path };
    await expect(connection.stat(path)).rejects.toMatchObject(missing);
    await expect(connection.list(path)).rejects.toMatchObject(missing);
    await expect(readAll(connection.read(path, { offset: 0, size: 1 }))).rejects.toMatchObject(missing);
  }
  for (const offset of [0, 1, 1_234_567, bytes.length - 1, bytes.length]) {
    const read = await readAll(connection.read(file, { offset, size: bytes.length }));
    expect(read.equals(bytes.subarray(offset))).toBe(true);
  }
  expect(connection.isOpen).toBe(true);
}

describe.skipIf(python === undefined)(`pyftpdlib, without TLS ${reason}`, () => {
  test("lists, looks and reads from any offset", async () => {
    const connection = await connect(await serve(python!));
    await lookAround(connection, true);
    await connection.close();
  });

  test.each([
    ["MLSD", []],
    ["LIST", ["MLST", "MLSD"]],
  ])("links in listings by %s", async (_command, without) => {
    await mkdir(join(root, "links"), { recursive: true });
    const link = async (target: string, name: string) => symlink(target, join(root, "links", name)).catch(() => {});
    await link(`..${file}`, "file link");
    await link(`..${day}`, "directory");
    await link("nowhere", "dangling");
    const connection = await connect(await serve(python!, { without }));
    const entries = (await connection.list("/links")).sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(entries.filter(({ name }) => name !== "dangling")).toMatchObject([
      { name: "directory", kind: "directory", size: 0 },
      { name: "file link", kind: "file", size: bytes.length },
    ]);
    await connection.close();
  });

  test("as an older server without MLSD", async () => {
    const connection = await connect(await serve(python!, { without: ["MLST", "MLSD"] }));
    await lookAround(connection, false);
    await connection.close();
  });

  test("wrong password and unknown user", async () => {
    const port = await serve(python!);
    const refused = { code: "ARCHIVE_AUTHENTICATION", isTransient: false };
    await expect(connect(port, { password: "wrong" })).rejects.toMatchObject(refused);
    await expect(connect(port, { username: "nobody" })).rejects.toMatchObject(refused);
    // It ends the session at the first wrong password.
    await expect(connect(await serve(python!, { max_login_attempts: 1 }), { password: "wrong" })).rejects.toMatchObject(
      refused,
    );
  });

  test("too many connections, until one is closed", async () => {
    const port = await serve(python!, { max_cons_per_ip: 2 });
    const sessions = [await connect(port), await connect(port)];
    await expect(connect(port)).rejects.toMatchObject({ code: "ARCHIVE_BUSY", isTransient: true });
    await sessions[0]!.close();
    await expect
      .poll(
        () =>
          connect(port).then(
            (third) => third.close(),
            () => "busy",
          ),
        { timeout: 10_000 },
      )
      .toBeUndefined();
    await sessions[1]!.close();
  });

  // Root may read everything.
  test.runIf(process.getuid?.() !== 0)("a file without permission", async () => {
    await writeFile(join(root, "closed"), "x");
    await chmod(join(root, "closed"), 0);
    const connection = await connect(await serve(python!));
    const reading = readAll(connection.read("/closed", { offset: 0, size: 1 }));
    await expect(reading).rejects.toMatchObject({ code: "ARCHIVE_PERMISSION" });
    await connection.close();
  });

  test("a session that the server ends for being idle, and one that is kept alive", async () => {
    const port = await serve(python!, { timeout: 3 });
    const idle = await connect(port, { keepAliveMs: 0 });
    const kept = await connect(port, { keepAliveMs: 200 });
    await expect.poll(() => idle.isOpen, { timeout: 15_000 }).toBe(false);
    expect(kept.isOpen).toBe(true);
    expect(await kept.stat(file)).toMatchObject({ size: bytes.length });
    await kept.close();
  });

  test("a server that dies in the middle", async () => {
    const connection = await connect(await serve(python!));
    const reading = (async () => {
      for await (const _piece of connection.read(file, { offset: 0, size: bytes.length })) {
        servers[0]!.kill("SIGKILL");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await connection.stat(file);
    })();
    await expect(reading).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION", isTransient: true });
    expect(connection.isOpen).toBe(false);
  });

  test("no FTPS", async () => {
    const connecting = connect(await serve(python!), { secure: "explicit" });
    await expect(connecting).rejects.toMatchObject({ code: "ARCHIVE_PROTOCOL", isTransient: false });
  });
});

describe.skipIf(tlsPython === undefined)("pyftpdlib, with TLS (needs pyOpenSSL and openssl)", () => {
  let key: string;
  let certificate: string;
  let ca: string;
  beforeAll(async () => {
    key = join(folder, "key.pem");
    certificate = join(folder, "certificate.pem");
    const made = spawnSync("openssl", [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
      ...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
    ]);
    expect(made.status, made.stderr.toString()).toBe(0);
    ca = await readFile(certificate, "utf8");
  });

  test.each(["127.0.0.1", "localhost"])("lists, looks and reads, at %s", async (host) => {
    const port = await serve(tlsPython!, { certificate, key });
    const connection = await connect(port, { secure: "explicit", ca, host });
    await lookAround(connection, true);
    await connection.close();
  });

  test("with implicit TLS", async () => {
    const port = await serve(tlsPython!, { certificate, key, implicit: true });
    const connection = await connect(port, { secure: "implicit", ca });
    await lookAround(connection, true);
    await connection.close();
    await expect(connect(port, { secure: "implicit" })).rejects.toMatchObject({ code: "ARCHIVE_PROTOCOL" });
  });

  test("a certificate for another name", async () => {
    const connecting = connect(await serve(tlsPython!, { certificate, key, host: "127.0.0.2" }), {
      secure: "explicit",
      ca,
      host: "127.0.0.2",
    });
    await expect(connecting).rejects.toMatchObject({
      code: "ARCHIVE_PROTOCOL",
      message: expect.stringContaining("ALTNAME") as string,
    });
  });

  test("a certificate that nobody vouches for, with advice", async () => {
    const connecting = connect(await serve(tlsPython!, { certificate, key }), { secure: "explicit" });
    await expect(connecting).rejects.toMatchObject({
      code: "ARCHIVE_PROTOCOL",
      isTransient: false,
      message: expect.stringMatching(/SELF_SIGNED.*option `ca`/) as string,
    });
  });

  test("a password is not sent without TLS where the server wants it", async () => {
    const connecting = connect(await serve(tlsPython!, { certificate, key }));
    await expect(connecting).rejects.toMatchObject({
      code: "ARCHIVE_PROTOCOL",
      message: expect.stringContaining("ftps://") as string,
    });
  });

  test("wrong password", async () => {
    const connecting = connect(await serve(tlsPython!, { certificate, key }), {
      secure: "explicit",
      ca,
      password: "wrong",
    });
    await expect(connecting).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
  });
});
