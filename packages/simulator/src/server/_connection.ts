import type { Socket } from "node:net";
import ssh2, { type AuthContext, type Connection, type Session } from "ssh2";
import type { Authenticator } from "./_authentication.ts";
import { type Channel, type ChannelConnection, serveChannel } from "./_channel.ts";
import type { ArchiveContext } from "./_requests.ts";
import type { HostKey } from "./host-key.ts";

/** What a connection needs besides the archive. */
export interface ConnectionContext extends ArchiveContext {
  readonly authenticator: Authenticator;
}

/** The default of OpenSSH's MaxAuthTries. */
const maxLoginAttempts = 6;

/** Speak SSH on a socket. @returns resolves when the socket is closed and all handles with it */
export function serveConnection(
  socket: Socket,
  hostKey: HostKey,
  context: ConnectionContext,
  log: (line: string) => void,
): Promise<void> {
  const state: ChannelConnection = { socket, stalled: false, log };
  const channels = new Set<Channel>();
  // One server per socket: it never listens, and so its connection and this socket are known to belong together.
  const server = new ssh2.Server({ hostKeys: [hostKey.privateKey], ident: "ATCS-archive" }, (connection) => {
    connection.on("error", () => log("the connection failed"));
    authenticate(connection, context, log);
    connection.on("session", (accept) =>
      acceptSession(accept(), (sftp) => channels.add(serveChannel(sftp, state, context))),
    );
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  server.injectSocket(socket);
  return closed.then(async () => {
    await Promise.all([...channels].map((channel) => channel.dispose()));
    log("closed");
  });
}

function acceptSession(session: Session, onSftp: (sftp: ssh2.SFTPWrapper) => void): void {
  // Shells, commands and other subsystems have no listener: ssh2 refuses them.
  session.on("sftp", (accept) => onSftp(accept()));
}

function authenticate(connection: Connection, context: ConnectionContext, log: (line: string) => void): void {
  let refused = 0;
  connection.on("authentication", (attempt: AuthContext) => {
    // What was sent before the end of the connection arrived there.
    if (refused >= maxLoginAttempts) return;
    // By this clients ask for the methods.
    if (attempt.method === "none") return attempt.reject(["publickey", "password"]);
    const result = context.authenticator.check(attempt);
    if (result === "offered") return attempt.accept();
    const isFault = result === "accepted" && context.faults().apply("refuse-login", { username: attempt.username });
    if (result === "accepted" && !isFault) {
      context.stats.logins++;
      log(`${JSON.stringify(attempt.username)} logged in`);
      return attempt.accept();
    }
    context.stats.refusedLogins++;
    // Without the name: people type passwords there.
    log("login refused");
    if (++refused >= maxLoginAttempts) connection.end();
    else attempt.reject(["publickey", "password"]);
  });
}
