import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { inspect } from "node:util";
import { race } from "../../_race.ts";
import type { Secret } from "../../credentials/secret.ts";
import { ArchiveError, CredentialsError } from "../../errors.ts";
import type { Logger, OperationOptions } from "../../types.ts";
import { archiveOrigin } from "../../url.ts";
import { watchForGreeting } from "../_greeting.ts";
import type { Connection, Transport } from "../types.ts";
import { FtpClient } from "./_client.ts";
import { FtpConnection } from "./_ftp-connection.ts";
import { type ConnectStage, connectError, type ErrorContext } from "./_ftp-errors.ts";

/** TLS: none, from a command on ("explicit", as the standard has it), or from the first byte on ("implicit"). */
export type FtpSecurity = false | "explicit" | "implicit";

/** Options of {@link ftpTransport}. */
export interface FtpTransportOptions {
  readonly host: string;
  /** @default 21, and 990 with implicit TLS */
  readonly port?: number | undefined;
  readonly username: string;
  readonly password: string | Secret;
  /** Where they were found, for messages. @default the user name and password */
  readonly credentialsFrom?: string | undefined;
  /** Without it the password and data go unencrypted. */
  readonly secure: FtpSecurity;
  /** Certificates in PEM to trust instead of those that Node trusts. */
  readonly ca?: string | readonly string[] | undefined;
  /** Longest silence of the server, milliseconds. @default 30_000 */
  readonly timeoutMs?: number | undefined;
  /** An idle session says so often that it is there, milliseconds; 0 for never. @default 30_000 */
  readonly keepAliveMs?: number | undefined;
  /** Gets a line for what happens in sessions. */
  readonly log?: Logger | undefined;
}

const defaults = { timeoutMs: 30_000, keepAliveMs: 30_000 } as const;

/** FTPS on its own port is implicit. */
export function ftpSecurityOf({ kind, port }: { readonly kind: "ftp" | "ftps"; readonly port: number }): FtpSecurity {
  if (kind === "ftp") return false;
  return port === 990 ? "implicit" : "explicit";
}

/**
 * Sessions by FTP or FTPS, in passive mode. An operation at a time: others wait for it. After an abort, a read that was
 * ended early and any error but one about a path or an unknown command the session is closed.
 *
 * @throws TypeError or RangeError for options that cannot be; CredentialsError for a name or password that no command
 * can hold
 */
export function ftpTransport(options: FtpTransportOptions): Transport {
  const { host, username, secure, timeoutMs = defaults.timeoutMs } = options;
  const { keepAliveMs = defaults.keepAliveMs, log = () => {} } = options;
  const port = options.port ?? (secure === "implicit" ? 990 : 21);
  checkOptions({ host, port, timeoutMs, keepAliveMs });
  const kind = secure === false ? "ftp" : "ftps";
  const origin = archiveOrigin({ kind, host, port, username });
  const password = typeof options.password === "string" ? options.password : options.password.reveal();
  checkLine("user name", username, origin);
  checkLine("password", password, origin);
  const { credentialsFrom = "the user name and password" } = options;
  const context: ErrorContext = { origin, username, credentialsFrom, password, timeoutMs };

  return {
    kind,
    origin,
    hasExactListings: false,
    async connect({ signal }: OperationOptions = {}): Promise<Connection> {
      signal?.throwIfAborted();
      const client = new FtpClient(timeoutMs);
      try {
        const features = await race(open(client, { ...options, port, password }, context), signal);
        log({ kind: "session", message: `${origin}: logged in${secure === false ? "; nothing is encrypted" : ""}` });
        return new FtpConnection(client, features, context, keepAliveMs, log);
      } catch (error) {
        client.close();
        throw error;
      }
    },
  };
}

/** What the server says it can do. */
async function open(
  client: FtpClient,
  options: FtpTransportOptions & { readonly port: number; readonly password: string },
  context: ErrorContext,
): Promise<ReadonlySet<string>> {
  const { host, port, username, password, secure } = options;
  let stage: ConnectStage = "connect";
  const stopWatch = watchForGreeting(context.origin, context.timeoutMs, options.log ?? (() => {}));
  try {
    if (secure === "implicit") await client.connectImplicitTLS(host, port, tlsOptions(options));
    else await client.connect(host, port);
    stopWatch();
    if (secure === "explicit") {
      stage = "tls";
      // The library sets no limit to the handshake.
      await race(client.useTLS(tlsOptions(options)), AbortSignal.timeout(context.timeoutMs));
    }
    // For names and passwords beyond ASCII; servers that do not know it refuse it.
    await client.sendIgnoringError("OPTS UTF8 ON");
    stage = "login";
    await client.login(username, password);
    stage = "settings";
    await client.useDefaultSettings();
    client.ftp.socket.setKeepAlive(true, options.keepAliveMs ?? defaults.keepAliveMs);
    return new Set((await client.features()).keys());
  } catch (error) {
    throw error instanceof ArchiveError ? error : connectError(error, context, stage);
  } finally {
    stopWatch();
  }
}

function tlsOptions({ host, ca }: FtpTransportOptions): ConnectionOptions {
  return {
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca: typeof ca === "string" ? ca : [...ca] }),
  };
}

function checkOptions({
  host,
  ...numbers
}: {
  host: string;
  port: number;
  timeoutMs: number;
  keepAliveMs: number;
}): void {
  if (typeof host !== "string" || host === "") throw new TypeError("host must be a name or address");
  const { port, timeoutMs, keepAliveMs } = numbers;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RangeError(`port must be an integer from 1 to 65535, got ${inspect(port)}`);
  }
  if (typeof timeoutMs !== "number" || !(timeoutMs >= 1 && timeoutMs <= 2 ** 31 - 1)) {
    throw new RangeError(`timeoutMs must be from 1 to 2147483647, got ${inspect(timeoutMs)}`);
  }
  if (typeof keepAliveMs !== "number" || !(keepAliveMs >= 0 && keepAliveMs <= 2 ** 31 - 1)) {
    throw new RangeError(`keepAliveMs must be from 0 to 2147483647, got ${inspect(keepAliveMs)}`);
  }
}

/** A line break would start another command. */
function checkLine(what: string, text: string, origin: string): void {
  if (text !== "" && !/[\r\n\0]/.test(text)) return;
  const problem = text === "" ? "is empty" : "holds a line break or NUL, which FTP cannot send";
  throw new CredentialsError("ARCHIVE_CREDENTIALS", `${origin}: the ${what} ${problem}`, { origin });
}
