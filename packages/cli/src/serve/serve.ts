import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { ArchiveServer, ArchiveServerOptions, FaultRule } from "@atcs/simulator";
import type { Context } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import { escapeControls } from "../format/escape.ts";
import { jsonText } from "../format/json.ts";
import { byteSizeText, countText } from "../format/value.ts";
import { writeTo } from "../io.ts";

/** What is served, and to whom. */
export interface ServeOptions {
  readonly root: string;
  readonly port: number;
  readonly user: string;
  readonly faults: readonly FaultRule[];
}

/** The simulator's server, or what a test gives for it. */
export type StartServer = (options: ArchiveServerOptions) => Promise<ArchiveServer>;

/** A password would be seen in the list of processes if it were an option. */
export const passwordVariable = "ATCS_SERVE_PASSWORD";

/**
 * Serve until the signal.
 * @throws the signal's reason: there is no other end
 */
export async function serve(options: ServeOptions, start: StartServer, context: Context): Promise<never> {
  const { io, signal } = context;
  const given = io.env[passwordVariable];
  if (given === "") throw new UsageError(`${passwordVariable} is empty: set a password, or unset it for a new one`);
  const password = given ?? randomBytes(12).toString("base64url");
  const log = (line: string): void => void writeTo(io.stderr, `${escapeControls(line)}\n`).catch(() => {});
  const { root, port, user, faults } = options;
  const server = await guard(options, () => start({ root, port, users: [{ username: user, password }], faults, log }));
  try {
    await announce(server, user, given === undefined ? password : undefined, context);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await server.close();
  }
  const { logins, transfers, bytesSent } = server.stats;
  log(`closed after ${countText(logins, "login")}, ${countText(transfers, "file")}, ${byteSizeText(bytesSent)}`);
  throw signal.reason;
}

async function announce(
  server: ArchiveServer,
  user: string,
  generated: string | undefined,
  { io, json }: Context,
): Promise<void> {
  const { host, port, url, hostKeyFingerprint: hostKey } = server;
  if (json) {
    const ready = { host, port, url, user, ...(generated === undefined ? {} : { password: generated }), hostKey };
    await writeTo(io.stdout, `${[...jsonText(ready, { compact: true })].join("")}\n`);
    return;
  }
  const lines = [
    ["serving", url],
    ["user", user],
    ["password", generated ?? `that of ${passwordVariable}`],
    ["host key", hostKey],
    ["connect", `sftp -P ${port} ${user}@${host}:${new URL(url).pathname}`],
  ];
  const text = lines.map(([name, value]) => `${name!.padEnd(10)}${escapeControls(value!)}\n`).join("");
  await writeTo(io.stdout, `${text}Ctrl-C ends it.\n`);
}

/** What the system says when the server cannot start, in words. */
async function guard<T>({ root, port }: ServeOptions, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const { code, syscall, message } = cause as Error & { code?: string; syscall?: string };
    if (syscall === "listen") {
      const reason =
        code === "EADDRINUSE" ? "it is in use" : code === "EACCES" ? "permission denied" : (code ?? message);
      throw new CommandError(`port ${port}: cannot be served (${reason})`, {
        code: "SERVE",
        hint: "Choose another one with --port, or leave it out for any that is free.",
        cause,
      });
    }
    if (code !== undefined || cause instanceof TypeError) {
      const reason = code === "ENOENT" ? "no such directory" : (code ?? message);
      throw new CommandError(`${root}: cannot be served (${reason})`, {
        code: "SERVE",
        hint: "Give the directory of an archive, such as atcs simulate writes.",
        file: root,
        cause,
      });
    }
    throw cause;
  }
}
