import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { systemReason } from "../_system-error.ts";
import { ArchiveServerError } from "../errors.ts";
import { createAuthenticator } from "./_authentication.ts";
import { type ConnectionContext, serveConnection } from "./_connection.ts";
import { createFaultPlan, type FaultPlan } from "./_fault-plan.ts";
import { pathMatcher } from "./_glob.ts";
import { type ArchiveTree, createArchiveTree, normaliseRemotePath } from "./_paths.ts";
import { turnAway } from "./_turn-away.ts";
import type { FaultRule } from "./fault-rules.ts";
import { createHostKey } from "./host-key.ts";
import type { ArchiveServer, ArchiveServerOptions, ArchiveServerStats } from "./types.ts";

/**
 * Serve a local directory as the ICARE archive does: read-only, by SFTP version 3, on this machine alone unless told
 * otherwise; and let go wrong what the rules say.
 *
 * @throws TypeError for options that are wrong, naming them; RangeError for a port that is none; ArchiveServerError when
 * `root` or the port cannot be had; the signal's reason when it is aborted already
 *
 * @example
 * ```ts
 * import { startArchiveServer } from "@atcs/simulator";
 *
 * await using server = await startArchiveServer({
 *   root: "archive",
 *   users: [{ username: "reader", password: "secret" }],
 *   faults: [{ kind: "drop-after-bytes", path: "*.h5", bytes: 1_000_000, times: 2 }],
 * });
 * server.url; // sftp://127.0.0.1:…/SPACEBORNE
 * ```
 */
export async function startArchiveServer(options: ArchiveServerOptions): Promise<ArchiveServer> {
  const { root, port = 0, host = "127.0.0.1", users = [], prefix = "/SPACEBORNE", signal } = options;
  signal?.throwIfAborted();
  if (typeof root !== "string" || root === "") throw new TypeError("root must be the path of a directory");
  checkAddress(host, port);
  const urlPath = urlPathOf(prefix);
  const log = guardedLog(options.log);
  const stats = emptyStats();
  const makePlan = (rules: readonly FaultRule[]): FaultPlan =>
    createFaultPlan(rules, (kind, index, { path }) => {
      stats.faults++;
      log(`fault ${index} (${kind})${path === undefined ? "" : `: ${JSON.stringify(path)}`}`);
    });
  let plan = makePlan(options.faults ?? []);
  let hostKey = createHostKey(options.hostKey);
  const context: ConnectionContext = {
    authenticator: createAuthenticator(users),
    isUnlistable: unlistableTest(options.unlistable ?? []),
    tree: await openTree(root, prefix),
    faults: () => plan,
    stats,
  };

  const open = new Map<Socket, Promise<void>>();
  // Requests and replies are small and wait for each other: held back (Nagle), each round would take 40 ms.
  const server = createServer({ noDelay: true }, (socket) => {
    const number = ++stats.connections;
    const say = (line: string) => log(`connection ${number}: ${line}`);
    // A client that goes without a word is no failure of the server.
    socket.on("error", () => say("lost"));
    const served = accept(socket, open.size + 1, say)
      .catch((error: unknown) => {
        say(`could not be served (${systemReason(error)})`);
        socket.destroy();
      })
      .finally(() => open.delete(socket));
    open.set(socket, served);
  });

  async function accept(socket: Socket, count: number, say: (line: string) => void): Promise<void> {
    const tooMany = plan.apply("too-many-connections", {}, (rule) => count > rule.max);
    if (!tooMany) {
      const shown = plan.apply("changed-host-key", {}) ? createHostKey() : hostKey;
      return serveConnection(socket, shown, context, say);
    }
    say("turned away");
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    if (tooMany.how === "close") socket.destroy();
    else turnAway(socket);
    await closed;
  }

  await listen(server, port, host);
  // Such as too many open files: that client is not served, the others are.
  server.on("error", () => log("a connection could not be accepted"));
  // As undefined only for pipes and before it listens.
  const address = server.address() as { port: number };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      signal?.removeEventListener("abort", close);
      const closed = once(server, "close");
      server.close();
      for (const socket of open.keys()) socket.destroy();
      await Promise.all([closed, ...open.values()]);
    })();
    return closing;
  };
  signal?.addEventListener("abort", close, { once: true });
  if (signal?.aborted) {
    await close();
    signal.throwIfAborted();
  }

  return {
    host,
    port: address.port,
    url: `sftp://${host.includes(":") ? `[${host}]` : host}:${address.port}${urlPath}`,
    get hostKeyFingerprint() {
      return hostKey.fingerprint;
    },
    get connections() {
      return open.size;
    },
    stats,
    setFaults(rules) {
      plan = makePlan(rules);
    },
    changeHostKey() {
      hostKey = createHostKey();
      return hostKey.fingerprint;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function openTree(root: string, prefix: string): Promise<ArchiveTree> {
  try {
    return await createArchiveTree(root, prefix);
  } catch (cause) {
    throw new ArchiveServerError(`${root}: cannot be served (${systemReason(cause)})`, { file: root, cause });
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new ArchiveServerError(`port ${port} of ${host}: cannot be served (${systemReason(cause)})`, { cause });
  }
}

/** Node would take another text for the port as the name of a local socket, and no host for all networks. */
function checkAddress(host: unknown, port: unknown): void {
  if (typeof host !== "string" || host === "") {
    throw new TypeError(`host must be a name or address, got ${JSON.stringify(host)}`);
  }
  if (typeof port !== "number") throw new TypeError(`port must be a number, got ${typeof port}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`port must be an integer from 0 to 65535, got ${port}`);
  }
}

function urlPathOf(prefix: unknown): string {
  if (typeof prefix !== "string") throw new TypeError(`prefix must be a remote path, got ${typeof prefix}`);
  try {
    return encodeURI(normaliseRemotePath(prefix));
  } catch (cause) {
    throw new TypeError("prefix must be a remote path, got half of a surrogate pair in it", { cause });
  }
}

/** It is called from events of the network, where an error would end the process. */
function guardedLog(log: (line: string) => void = () => {}): (line: string) => void {
  if (typeof log !== "function") throw new TypeError(`log must be a function, got ${typeof log}`);
  return (line) => {
    try {
      log(line);
    } catch {
      // As said of the option.
    }
  };
}

function unlistableTest(patterns: readonly string[]): (path: string) => boolean {
  if (!Array.isArray(patterns)) throw new TypeError("unlistable must be a list of remote paths");
  const tests = [...patterns].map((pattern: unknown, index) => {
    if (typeof pattern === "string" && pattern.startsWith("/")) return pathMatcher(pattern);
    throw new TypeError(`unlistable ${index} is ${JSON.stringify(pattern)}: expected an absolute remote path`);
  });
  return (path) => tests.some((matches) => matches(path));
}

function emptyStats(): ArchiveServerStats {
  return {
    connections: 0,
    logins: 0,
    refusedLogins: 0,
    transfers: 0,
    bytesSent: 0,
    listings: 0,
    requests: 0,
    faults: 0,
  };
}
