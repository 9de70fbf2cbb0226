import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { ArchiveServer, ArchiveServerOptions, FaultRule } from "@atcs/simulator";
import type { Context } from "../command.ts";
import { UsageError } from "../errors.ts";
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
  /** A private key; without it the server has a new one each time. */
  readonly hostKey?: string;
}

/** The simulator's server, or what a test gives for it. */
export type StartServer = (options: ArchiveServerOptions) => Promise<ArchiveServer>;

/** Else the second key under the same name would be taken for an attack. */
const unknownHost = "-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no ";

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
  const server = await start({ root, port, users: [{ username: user, password }], faults, log, ...hostKeyOf(options) });
  try {
    await announce(server, options, given === undefined ? password : undefined, context);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await server.close();
  }
  const { logins, transfers, bytesSent } = server.stats;
  log(`closed after ${countText(logins, "login")}, ${countText(transfers, "file")}, ${byteSizeText(bytesSent)}`);
  throw signal.reason;
}

function hostKeyOf({ hostKey }: ServeOptions): Pick<ArchiveServerOptions, "hostKey"> {
  return hostKey === undefined ? {} : { hostKey };
}

async function announce(
  server: ArchiveServer,
  { user, hostKey: keptKey }: ServeOptions,
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
    ["connect", `sftp ${keptKey === undefined ? unknownHost : ""}-P ${port} ${user}@${host}:${new URL(url).pathname}`],
  ];
  const text = lines.map(([name, value]) => `${name!.padEnd(10)}${escapeControls(value!)}\n`).join("");
  await writeTo(io.stdout, `${text}Ctrl-C ends it.\n`);
}
