import { homedir } from "node:os";
import { join } from "node:path";
import { type Credentials, createTerminalPrompt, type Prompt, resolveCredentials } from "../credentials/index.ts";
import { CredentialsError } from "../errors.ts";
import { createHostKeyVerifier } from "../host-keys/index.ts";
import { ftpSecurityOf, ftpTransport } from "../transport/ftp/index.ts";
import { type SftpAuthentication, sftpTransport } from "../transport/sftp/index.ts";
import type { Transport } from "../transport/types.ts";
import { archiveOrigin, type RemoteLocation } from "../url.ts";
import { configDirectory } from "./_default-directories.ts";
import type { OpenArchiveOptions } from "./types.ts";

/** Name of the file, in the configuration directory, that new host keys are written to. */
const knownHostsName = "known_hosts";

/** How the archive at a location is reached, with credentials found. Nothing is connected yet. */
export async function transportOf(location: RemoteLocation, options: OpenArchiveOptions): Promise<Transport> {
  const prompt = options.interactive === true ? createTerminalPrompt(process.stdin, process.stderr) : undefined;
  const { env = process.env, signal } = options;
  const credentials = await resolveCredentials({
    url: location,
    username: options.username,
    password: options.password,
    privateKeyFile: options.privateKeyFile,
    agent: options.agent,
    credentialsFile: options.credentialsFile,
    allowOpenFiles: options.allowOpenCredentialsFile,
    prompt,
    signal,
    env,
  });
  return location.kind === "sftp"
    ? overSftp(location, credentials, options, prompt)
    : overFtp(location, credentials, options);
}

const defaultTimeoutMs = 60_000;

function overSftp(
  { host, port }: RemoteLocation,
  { username, authentication }: Credentials,
  options: OpenArchiveOptions,
  prompt: Prompt | undefined,
): Transport {
  const { env = process.env, knownHostsFile, hostKeyFingerprint, acceptNewHostKey, log } = options;
  const ownFile = join(configDirectory(env), knownHostsName);
  const verifyHostKey = createHostKeyVerifier({
    host,
    port,
    knownHosts: knownHostsFile ?? [ownFile, join(homedir(), ".ssh", knownHostsName)],
    fingerprint: hostKeyFingerprint,
    acceptNew: acceptNewHostKey,
    confirm: prompt === undefined ? undefined : (question) => confirm(prompt, question, options.signal),
  });
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  return sftpTransport({
    host,
    port,
    username,
    auth: sftpAuthentication(authentication),
    verifyHostKey,
    timeoutMs,
    log,
  });
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
    case "agent":
      return { agent: authentication.agent };
  }
}

async function confirm(prompt: Prompt, question: string, signal: AbortSignal | undefined): Promise<boolean> {
  const answer = await prompt.ask(`${question} (yes/no) `, { hidden: false, signal });
  return answer.trim().toLowerCase() === "yes";
}

function overFtp(location: RemoteLocation, { username, authentication }: Credentials, options: OpenArchiveOptions) {
  if (authentication.kind !== "password") {
    const origin = archiveOrigin(location);
    throw new CredentialsError("ARCHIVE_CREDENTIALS", `${origin}: FTP takes a password, not a key or agent`, {
      origin,
    });
  }
  const { host, port } = location;
  const { ca, log } = options;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const password = authentication.password;
  const secure = ftpSecurityOf(location as { kind: "ftp" | "ftps"; port: number });
  return ftpTransport({ host, port, username, password, secure, ca, timeoutMs, log });
}
