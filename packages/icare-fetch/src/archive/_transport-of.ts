import { homedir } from "node:os";
import { join } from "node:path";
import { type Credentials, createTerminalPrompt, type Prompt, resolveCredentials } from "../credentials/index.ts";
import { CredentialsError } from "../errors.ts";
import { createHostKeyVerifier, type HostKeyVerifier } from "../host-keys/index.ts";
import { ftpSecurityOf, ftpTransport } from "../transport/ftp/index.ts";
import { type SftpAuthentication, sftpTransport } from "../transport/sftp/index.ts";
import type { Transport } from "../transport/types.ts";
import { archiveOrigin, type RemoteLocation } from "../url.ts";
import { configDirectory } from "./_default-directories.ts";
import type { OpenArchiveOptions } from "./types.ts";

/** Sessions at a time. */
export const defaultConnections = 4;

/** Name of the file, in the configuration directory, that new host keys are written to. */
const knownHostsName = "known_hosts";

/** How the archive at a location is reached, with credentials found. Nothing is connected yet. */
export async function transportOf(location: RemoteLocation, options: OpenArchiveOptions): Promise<Transport> {
  const prompt = options.interactive === true ? createTerminalPrompt(process.stdin, process.stderr) : undefined;
  const { env = process.env, signal } = options;
  // What is wrong with the options is told before somebody is asked.
  const verifyHostKey = hostKeyVerifier(location, options, prompt);
  const credentials = await resolveCredentials({
    url: location,
    username: options.username,
    password: options.password,
    privateKeyFile: options.privateKeyFile,
    passphrase: options.passphrase,
    agent: options.agent,
    credentialsFile: options.credentialsFile,
    allowOpenFiles: options.allowOpenCredentialsFile,
    configDirectory: configDirectory(env),
    prompt,
    signal,
    env,
  });
  return location.kind === "sftp"
    ? overSftp(location, credentials, options, verifyHostKey)
    : overFtp(location, credentials, options);
}

const defaultTimeoutMs = 60_000;

function hostKeyVerifier(
  { host, port }: RemoteLocation,
  { env = process.env, knownHostsFile, hostKeyFingerprint, acceptNewHostKey }: OpenArchiveOptions,
  prompt: Prompt | undefined,
): HostKeyVerifier {
  return createHostKeyVerifier({
    host,
    port,
    knownHosts: knownHostsFile ?? [join(configDirectory(env), knownHostsName), join(homedir(), ".ssh", knownHostsName)],
    fingerprint: hostKeyFingerprint,
    acceptNew: acceptNewHostKey,
    confirm: prompt === undefined ? undefined : (question, signal) => confirm(prompt, question, signal),
  });
}

function overSftp(
  { host, port }: RemoteLocation,
  credentials: Credentials,
  { timeoutMs = defaultTimeoutMs, bytesPerSecond, maxConnections, log }: OpenArchiveOptions,
  verifyHostKey: HostKeyVerifier,
): Transport {
  return sftpTransport({
    host,
    port,
    username: credentials.username,
    auth: sftpAuthentication(credentials.authentication),
    credentialsFrom: whereFrom(credentials),
    verifyHostKey,
    timeoutMs,
    window: windowFor(bytesPerSecond, maxConnections),
    log,
  });
}

/** Of the allowed rate may be asked for ahead, in all sessions together: seconds. */
const aheadSeconds = 0.25;
/** Smaller requests cost more than they bring; larger windows bring nothing. */
const leastWindow = 32 * 2 ** 10;
const mostWindow = 4 * 2 ** 20;

/**
 * Bytes that a session may ask for ahead. A limit of the rate only holds back what is asked for next: what was asked
 * for comes as fast as the line can.
 */
export function windowFor(bytesPerSecond: number = Infinity, maxConnections: number = defaultConnections): number {
  const share = Math.floor((bytesPerSecond * aheadSeconds) / maxConnections);
  return Math.min(mostWindow, Math.max(leastWindow, share));
}

function sftpAuthentication(authentication: Credentials["authentication"]): SftpAuthentication {
  switch (authentication.kind) {
    case "password":
      return { password: authentication.password.reveal() };
    case "private-key":
      return {
        privateKey: authentication.privateKey.reveal(),
        passphrase: authentication.passphrase?.reveal(),
      };
    case "agent": {
      const { agent, askPassword } = authentication;
      return { agent, askPassword: askPassword && (async (signal) => (await askPassword(signal)).reveal()) };
    }
  }
}

/** `the user name from the URL and the password from ICARE_PASSWORD` */
function whereFrom({ usernameSource, authentication, source }: Credentials): string {
  const proof = authentication.kind === "password" ? "password" : "key";
  return usernameSource === source
    ? `the user name and ${proof} from ${source}`
    : `the user name from ${usernameSource} and the ${proof} from ${source}`;
}

/** Asks until the answer is one. */
export async function confirm(prompt: Prompt, question: string, signal: AbortSignal | undefined): Promise<boolean> {
  for (let text = `${question} (yes/no) `; ; text = 'Please type "yes" or "no": ') {
    const answer = (await prompt.ask(text, { hidden: false, signal })).trim().toLowerCase();
    if (answer === "yes" || answer === "y") return true;
    if (answer === "no" || answer === "n") return false;
  }
}

function overFtp(location: RemoteLocation, credentials: Credentials, options: OpenArchiveOptions): Transport {
  const { username, authentication } = credentials;
  if (authentication.kind !== "password") {
    const origin = archiveOrigin(location);
    throw new CredentialsError("ARCHIVE_CREDENTIALS", `${origin}: FTP takes a password, not a key or agent`, {
      origin,
    });
  }
  const { host, port } = location;
  const { ca, log, timeoutMs = defaultTimeoutMs } = options;
  const password = authentication.password;
  const secure = ftpSecurityOf(location as { kind: "ftp" | "ftps"; port: number });
  const credentialsFrom = whereFrom(credentials);
  return ftpTransport({ host, port, username, password, credentialsFrom, secure, ca, timeoutMs, log });
}
