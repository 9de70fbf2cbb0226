import { isIPv6 } from "node:net";
import { posix, win32 } from "node:path";
import { domainToASCII, fileURLToPath } from "node:url";
import { ArchiveError } from "./errors.ts";

/** The archive of the ICARE Data and Services Center. */
export const defaultArchiveUrl = "sftp://sftp.icare.univ-lille.fr/SPACEBORNE";

/** An archive on a server. */
export interface RemoteLocation {
  readonly kind: "sftp" | "ftp" | "ftps";
  /** Name in lower case, or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  /** Absolute, without a slash at the end (but "/" alone). */
  readonly root: string;
}

/** An archive in a directory of this computer. */
export interface LocalLocation {
  readonly kind: "local";
  /** Absolute local path. */
  readonly root: string;
}

/** Where an archive is. */
export type ArchiveLocation = RemoteLocation | LocalLocation;

/** Of the process, unless tests say otherwise. */
export interface ParseArchiveUrlOptions {
  /** What relative paths start from. @default process.cwd() */
  readonly cwd?: string;
  /** Whose paths: "win32" or another. @default process.platform */
  readonly platform?: string;
}

const defaultPorts = { sftp: 22, ftp: 21, ftps: 21 } as const;

/** Scheme and what follows; one letter is a Windows drive. */
const withScheme = /^([a-z][a-z0-9+.-]+):(.*)$/is;

/** `user@host:path` and `user:password@host`, as other programs take them. */
const withoutScheme = /^[^/\\]*(@[^/\\]*:|:[^/\\]*@)/;

/**
 * Understand `sftp://user@host:22/SPACEBORNE`, `ftps://…`, `ftp://…`, `file:///path` or a bare path. User and path may
 * be percent-encoded. The path counts from the top of the server. `ftps` is FTP with TLS from the first command on
 * (port 21), or implicit TLS on port 990.
 *
 * @example
 * ```ts
 * import { parseArchiveUrl } from "@atcs/icare-fetch";
 *
 * parseArchiveUrl("sftp://me@sftp.icare.univ-lille.fr/SPACEBORNE/"); // { kind: "sftp", port: 22, root: "/SPACEBORNE", ... }
 * ```
 * @throws ArchiveError ARCHIVE_URL; it repeats nothing that could be a password
 */
export function parseArchiveUrl(text: string, options: ParseArchiveUrlOptions = {}): ArchiveLocation {
  if (typeof text !== "string") throw new TypeError(`an archive URL is a string, got ${typeof text}`);
  const { cwd = process.cwd(), platform = process.platform } = options;
  if (text === "") throw wrong("it is empty");
  if (hasControlCharacter(text)) throw wrong("it holds a control character");
  const [, scheme, rest] = withScheme.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) {
    if (/^\s|:\/\/|^[a-z]+\/\//i.test(text))
      throw wrong("it starts with sftp://, ftps://, ftp:// or file:// or is a path");
    if (withoutScheme.test(text)) throw wrong("it has a user and host but no scheme; write sftp://user@host/path");
    return { kind: "local", root: (platform === "win32" ? win32 : posix).resolve(cwd, text) };
  }
  const kind = scheme.toLowerCase();
  if (kind === "file") return { kind: "local", root: localRoot(text, platform) };
  if (kind !== "sftp" && kind !== "ftp" && kind !== "ftps") {
    // A scheme without slashes may be a user name, with a password behind.
    const found = rest.startsWith("//") ? `, not ${scheme}://` : "";
    throw wrong(`it starts with sftp://, ftps://, ftp:// or file:// or is a path${found}`);
  }
  if (!rest.startsWith("//")) throw wrong(`write ${kind}://host/path`);
  return parseRemote(kind, rest);
}

/** An archive as text, without its directory and never with a password: `sftp://me@host:22`. */
export function archiveOrigin(location: Pick<RemoteLocation, "kind" | "host" | "port" | "username">): string {
  const user = location.username === undefined ? "" : `${encodeURIComponent(location.username)}@`;
  const host = isIPv6(location.host) ? `[${location.host}]` : location.host;
  return `${location.kind}://${user}${host}:${location.port}`;
}

function parseRemote(kind: RemoteLocation["kind"], rest: string): RemoteLocation {
  // The rules of URL for `ftp:` differ (backslashes, an empty host); all three shall be read alike.
  const url = tryUrl(`sftp:${rest}`);
  if (url === null) throw wrong(`write ${kind}://user@host:port/path (a port is a number up to 65535)`);
  if (url.password !== "") {
    throw wrong(
      "it holds a password, which other users and the shell's history would see; give it by ICARE_PASSWORD, a credentials file or when asked",
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw wrong("it holds a ? or #; where those belong to a name, write %3F or %23");
  }
  // A password of digits with a slash in it looks like a port and a path.
  if (url.port !== "" && url.pathname.includes("@"))
    throw wrong("its path holds an @; where that belongs to a name, write %40");
  const port = url.port === "" ? defaultPorts[kind] : Number(url.port);
  if (port === 0) throw wrong("port 0 cannot be connected to");
  const username = url.username === "" ? undefined : decode(url.username, "its user name");
  return { kind, host: hostOf(url.hostname), port, username, root: remoteRoot(url.pathname) };
}

function tryUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function hostOf(hostname: string): string {
  if (hostname === "") throw wrong("it has no host");
  if (hostname.startsWith("[")) return hostname.slice(1, -1);
  const name = decode(hostname, "its host");
  const host = /^[\p{L}\p{M}\p{N}_.-]+$/u.test(name) ? domainToASCII(name) : "";
  if (host === "") throw wrong("its host is not a name or address");
  return host;
}

function remoteRoot(pathname: string): string {
  const names = pathname.split("/").map((name) => decode(name, "its path"));
  if (names.some((name) => name.includes("/"))) throw wrong("a name in its path holds %2F, a slash");
  return posix.normalize(`/${names.filter((name) => name !== "").join("/")}`);
}

function localRoot(text: string, platform: string): string {
  try {
    const path = fileURLToPath(new URL(text), { windows: platform === "win32" });
    return (platform === "win32" ? win32 : posix).resolve(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw wrong(`write file:///path (${reason})`);
  }
}

function decode(text: string, what: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw wrong(`${what} holds a % that is not followed by UTF-8 in hexadecimal; write a percent sign as %25`);
  }
  if (hasControlCharacter(decoded)) throw wrong(`${what} holds a control character`);
  return decoded;
}

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function wrong(message: string): ArchiveError {
  return new ArchiveError("ARCHIVE_URL", `archive URL: ${message}`);
}
