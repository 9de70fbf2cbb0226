import type { OpenArchiveOptions } from "@atcs/icare-fetch";
import { type Command, InvalidArgumentError } from "commander";
import { countText } from "../format/value.ts";
import { parseWhole } from "../simulate/options.ts";

/** Options of the session with an archive as commander parsed them; the same for every command that fetches from one. */
export interface RawSessionOptions {
  readonly concurrency: number;
  readonly maxRate?: number;
  /** Hours. */
  readonly patience?: number;
  readonly user?: string;
  readonly credentials?: string;
  readonly allowOpenCredentials?: boolean;
  readonly identity?: string;
  readonly agent?: true;
  readonly hostKey?: string;
  readonly acceptNewHostKey?: boolean;
  readonly knownHosts?: string;
  readonly verbose?: boolean;
}

/** Which archive, of every command that takes one. */
export function addArchiveOption(command: Command): Command {
  return command.option(
    "--archive <url>",
    "sftp://, ftps://, ftp:// or file:// URL, or a directory",
    parseText,
    "sftp://sftp.icare.univ-lille.fr/SPACEBORNE",
  );
}

/** Transfers, who logs in, and to which host. */
export function addSessionOptions(command: Command): Command {
  return command
    .option("--concurrency <n>", "transfers, each in a session of its own", parseWhole(1, 64), 4)
    .option("--max-rate <bytes>", "bytes a second of all transfers together, such as 500kB or 5MB", parseByteRate)
    .option(
      "--patience <hours>",
      "how long to wait for an archive that has gone away in the middle (default: 24)",
      parseHours,
    )
    .option("--user <name>", "user name (default: that of the URL, or ICARE_USERNAME)", parseText)
    .option("--credentials <file>", "user name and password in two lines", parseText)
    .option("--allow-open-credentials", "take the credentials file although other users can read it")
    .option("--identity <file>", "private key for SFTP; its passphrase is asked for", parseText)
    .option("--agent", "log in with the SSH agent, whatever password is set")
    .option("--host-key <fingerprint>", "accept only this host key, SHA256:…", parseFingerprint)
    .option("--accept-new-host-key", "accept the key of a host that is not known yet, and remember it")
    .option("--verbose", "tell all that happens in the sessions, not only why it takes longer")
    .option(
      "--known-hosts <file>",
      "host keys in OpenSSH's form (default: ~/.ssh/known_hosts and a file of atcs)",
      parseText,
    );
}

/** The options of the library that they are. */
export function sessionOptionsOf(raw: RawSessionOptions): OpenArchiveOptions {
  return {
    maxConnections: raw.concurrency,
    bytesPerSecond: raw.maxRate,
    retry: raw.patience === undefined ? undefined : { patienceMs: raw.patience * 3_600_000 },
    username: raw.user,
    credentialsFile: raw.credentials,
    allowOpenCredentialsFile: raw.allowOpenCredentials,
    privateKeyFile: raw.identity,
    agent: raw.agent,
    hostKeyFingerprint: raw.hostKey,
    acceptNewHostKey: raw.acceptNewHostKey,
    knownHostsFile: raw.knownHosts,
  };
}

/** Slower is a unit that was forgotten: "5" for "5MB". */
const leastByteRate = 1000;

/** Bytes per second: "500000", "500k", "5MB", "1.5 MB/s". */
export function parseByteRate(text: string): number {
  const [, number = "", unit = "", byte = ""] = /^(\d+(?:\.\d+)?) ?([kMG]?)(B?)(?:\/s)?$/i.exec(text) ?? [];
  if (byte === "b") {
    throw new InvalidArgumentError("A small b stands for bits: write MB for megabytes, kB for kilobytes.");
  }
  const factors: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9 };
  const rate = number === "" ? Number.NaN : Math.round(Number(number) * factors[unit.toLowerCase()]!);
  if (!Number.isSafeInteger(rate)) throw new InvalidArgumentError("Expected bytes per second such as 500kB or 5MB.");
  if (rate < leastByteRate) {
    throw new InvalidArgumentError(
      `Expected 1kB per second or more, got ${countText(rate, "byte")}; write 5MB for 5 MB.`,
    );
  }
  return rate;
}

/** A number of hours, also with a fraction. */
export function parseHours(text: string): number {
  const hours = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(hours)) throw new InvalidArgumentError("Expected a number of hours such as 48 or 0.5.");
  return hours;
}

/** A fingerprint as OpenSSH prints it. */
export function parseFingerprint(text: string): string {
  if (!/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(text)) {
    throw new InvalidArgumentError("Expected a fingerprint as ssh-keygen -l prints it: SHA256: and 43 characters.");
  }
  return text.replace(/=$/, "");
}

/** A text that may not be empty, such as that of a variable that is not set. */
export function parseText(text: string): string {
  if (text === "") throw new InvalidArgumentError("Expected a text that is not empty.");
  return text;
}
