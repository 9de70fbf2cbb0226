import { inspect } from "node:util";
import { afterEach, expect } from "vitest";
import { type ArchiveError, isArchiveError } from "../../../src/errors.ts";
import { type FtpTransportOptions, ftpTransport } from "../../../src/transport/ftp/index.ts";
import type { Connection, Transport } from "../../../src/transport/types.ts";
import { type Script, type ScriptedServer, startScriptedServer } from "./_scripted-server.ts";

export const password = "hunter2 secret";

const opened: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

export async function start(script: Script = {}): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  opened.push(server);
  return server;
}

export function transportTo(server: ScriptedServer, options: Partial<FtpTransportOptions> = {}): Transport {
  return ftpTransport({
    host: "127.0.0.1",
    port: server.port,
    username: "me",
    password,
    secure: false,
    timeoutMs: 15_000,
    ...options,
  });
}

export async function session(
  script: Script = {},
  options: Partial<FtpTransportOptions> = {},
): Promise<{ server: ScriptedServer; connection: Connection }> {
  const server = await start(script);
  const connection = await transportTo(server, options).connect();
  return { server, connection };
}

export async function failureOf(work: Promise<unknown>): Promise<ArchiveError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isArchiveError(error)) throw new Error(`expected an ArchiveError, got ${inspect(error)}`);
  expect(inspect(error)).not.toContain(password);
  return error;
}

export function saying(verb: string, reply: string): (line: string) => string | undefined {
  return (line) => (line.split(" ")[0] === verb ? reply : undefined);
}

export const mlsd: string = [
  "type=cdir;modify=20080603012810; .",
  "type=pdir;modify=20080603012810; ..",
  "type=dir;modify=20080603012810; 2008",
  "type=file;size=5;modify=20080603012810.5; a b.hdf",
  "type=OS.unix=slink:/x;size=1; link",
  "",
].join("\r\n");

export const list: string = [
  "total 3",
  "drwxr-xr-x   2 ftp      ftp          4096 Jun 03  2008 2008",
  "-rw-r--r--   1 ftp      ftp             5 Jun 03  2008 a b.hdf",
  "",
].join("\r\n");
