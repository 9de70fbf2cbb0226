import { posix, win32 } from "node:path";
import { quoted, shown } from "../_text.ts";
import { CredentialsError } from "../errors.ts";
import { archiveOrigin, type RemoteLocation } from "../url.ts";
import { credentialsFileName, parseCredentialsFile } from "./_credentials-file.ts";
import { isEncryptedKey } from "./_private-key.ts";
import { readSecretFile } from "./_secret-file.ts";
import { Secret } from "./secret.ts";
import type { Prompt } from "./terminal-prompt.ts";

/** How to show who one is. */
export type Authentication =
  | { readonly kind: "password"; readonly password: Secret }
  | { readonly kind: "private-key"; readonly privateKey: Secret; readonly passphrase: Secret | undefined }
  | {
      readonly kind: "agent";
      readonly agent: string;
      /** Where somebody can be asked when the server takes none of the agent's keys. */
      readonly askPassword: ((signal: AbortSignal) => Promise<Secret>) | undefined;
    };

/** An account and the way into it. */
export interface Credentials {
  readonly username: string;
  /** Where it was found, for messages: `the URL`, `ICARE_USERNAME`, a file's path, `the terminal`. */
  readonly usernameSource: string;
  readonly authentication: Authentication;
  /** Where that was found: `ICARE_PASSWORD`, a file's path, `the terminal`. */
  readonly source: string;
}

/** Options of {@link resolveCredentials}. */
export interface ResolveCredentialsOptions {
  readonly url: RemoteLocation;
  /** Before that of the URL and all others. */
  readonly username?: string | undefined;
  readonly password?: string | Secret | undefined;
  /** For sftp: a file with a private key, of OpenSSH or in PEM. */
  readonly privateKeyFile?: string | undefined;
  /** Of the private key. @default asked for when there is one */
  readonly passphrase?: string | Secret | undefined;
  /**
   * For sftp: socket of an SSH agent, true for that of SSH_AUTH_SOCK, false for none. By default the agent of
   * SSH_AUTH_SOCK is tried before somebody is asked for a password.
   */
  readonly agent?: string | boolean | undefined;
  /** A credentials file. @default icare_credentials.txt in `cwd`, then in `configDirectory` */
  readonly credentialsFile?: string | undefined;
  /** Take files that other users can read. @default false */
  readonly allowOpenFiles?: boolean | undefined;
  /** Asks at a terminal (`createTerminalPrompt`). @default nobody is asked */
  readonly prompt?: Prompt | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** @default process.cwd() */
  readonly cwd?: string | undefined;
  /** Where the user's settings are. */
  readonly configDirectory: string;
  /** @default process.platform */
  readonly platform?: NodeJS.Platform | undefined;
  /** Of the user that runs the process. @default process.getuid() */
  readonly userId?: number | undefined;
}

/**
 * Find the account's name with its password, key or agent. The first of these that there is: what the options say, a
 * credentials file that they name last; ICARE_PASSWORD with the URL's user or ICARE_USERNAME; a credentials file of two
 * lines; an SSH agent; the terminal. Passwords of another account than the URL's are passed over.
 *
 * @throws CredentialsError ARCHIVE_CREDENTIALS when there is none or a file is not safe; what the prompt throws
 */
export async function resolveCredentials(options: ResolveCredentialsOptions): Promise<Credentials> {
  const search = new Search(options);
  const found =
    (await search.options()) ??
    // A file that was named comes before variables that may have been set long ago.
    (options.credentialsFile === undefined ? undefined : await search.files()) ??
    search.environment() ??
    (await search.files()) ??
    (await search.agent()) ??
    (await search.terminal());
  if (found === undefined) throw search.nothing();
  return found;
}

class Search {
  readonly #options: ResolveCredentialsOptions;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #cwd: string;
  readonly #platform: NodeJS.Platform;
  readonly #path: typeof posix;
  readonly #origin: string;
  /** Whose credentials are wanted: undefined for any. */
  readonly #wanted: string | undefined;
  readonly #isSftp: boolean;
  /** What was found and not used, for the error. */
  readonly #notes: string[] = [];

  constructor(options: ResolveCredentialsOptions) {
    this.#options = options;
    this.#env = options.env ?? process.env;
    this.#cwd = options.cwd ?? process.cwd();
    this.#platform = options.platform ?? process.platform;
    this.#path = this.#platform === "win32" ? win32 : posix;
    this.#origin = archiveOrigin(options.url);
    this.#wanted = options.username ?? options.url.username;
    this.#isSftp = options.url.kind === "sftp";
  }

  async options(): Promise<Credentials | undefined> {
    const { password, privateKeyFile, agent } = this.#options;
    if (!this.#isSftp && (privateKeyFile !== undefined || (agent !== undefined && agent !== false))) {
      throw this.#error(`keys and agents are for sftp://, not ${this.#options.url.kind}://`);
    }
    if (password !== undefined)
      return this.#make({ kind: "password", password: secret(password) }, "the option password");
    if (privateKeyFile !== undefined) return this.#make(await this.#readKey(privateKeyFile), privateKeyFile);
    if (agent === undefined || agent === false) return undefined;
    const socket = agent === true ? this.#env.SSH_AUTH_SOCK : agent;
    if (!socket) throw this.#error("an SSH agent was asked for, and SSH_AUTH_SOCK is not set");
    return this.#make({ kind: "agent", agent: socket, askPassword: undefined }, "the SSH agent");
  }

  environment(): Credentials | undefined {
    const { ICARE_USERNAME: name, ICARE_PASSWORD: password } = this.#env;
    if (!password) return undefined;
    if (name && this.#wanted !== undefined && name !== this.#wanted) {
      this.#notes.push(`ICARE_PASSWORD is that of ${quoted(name)}, by ICARE_USERNAME`);
      return undefined;
    }
    const username = this.#wanted ?? name;
    if (!username) throw this.#error("ICARE_PASSWORD is set, but neither ICARE_USERNAME nor a user in the URL");
    const authentication = { kind: "password", password: new Secret(password) } as const;
    return { username, usernameSource: this.#usernameSource, authentication, source: "ICARE_PASSWORD" };
  }

  async files(): Promise<Credentials | undefined> {
    const { credentialsFile, configDirectory } = this.#options;
    const directories = [this.#cwd, configDirectory];
    const files =
      credentialsFile === undefined
        ? directories.map((directory) => this.#path.join(directory, credentialsFileName))
        : [this.#resolve(credentialsFile)];
    for (const file of files) {
      const text = await this.#read(file);
      if (text === undefined) continue;
      const { username, password } = parseCredentialsFile(text, file);
      if (this.#wanted === undefined || username === this.#wanted) {
        return { username, usernameSource: file, authentication: { kind: "password", password }, source: file };
      }
      this.#notes.push(`${file} is that of ${quoted(username)}`);
    }
    if (credentialsFile === undefined) return undefined;
    throw this.#error(this.#notes.at(-1) ?? `there is no credentials file ${credentialsFile}`);
  }

  async agent(): Promise<Credentials | undefined> {
    const { SSH_AUTH_SOCK: socket } = this.#env;
    if (!socket || !this.#isSftp || this.#options.agent === false) return undefined;
    const { prompt } = this.#options;
    if (prompt?.isInteractive !== true) {
      if (!(this.#wanted ?? this.#env.ICARE_USERNAME)) return undefined;
      return this.#make({ kind: "agent", agent: socket, askPassword: undefined }, "the SSH agent");
    }
    const { username, usernameSource } = await this.#username();
    const askPassword = (signal: AbortSignal): Promise<Secret> => this.#askPassword(prompt, username, signal);
    const authentication = { kind: "agent", agent: socket, askPassword } as const;
    return { username, usernameSource, authentication, source: "the SSH agent, or the password from the terminal" };
  }

  async terminal(): Promise<Credentials | undefined> {
    const { prompt, signal } = this.#options;
    if (prompt?.isInteractive !== true) return undefined;
    const { username, usernameSource } = await this.#username();
    const password = await this.#askPassword(prompt, username, signal);
    return { username, usernameSource, authentication: { kind: "password", password }, source: "the terminal" };
  }

  async #askPassword(prompt: Prompt, username: string, signal: AbortSignal | undefined): Promise<Secret> {
    const question = `Password of ${shown(username)} at ${this.#options.url.host}: `;
    const password = await prompt.ask(question, { hidden: true, signal });
    if (password === "") throw this.#error("no password was typed");
    return new Secret(password);
  }

  nothing(): CredentialsError {
    const account =
      this.#wanted === undefined
        ? "a user name and password"
        : `a password of ${quoted(this.#wanted)}, the user of ${this.#usernameSource}`;
    const notes = this.#notes.length === 0 ? "" : ` (passed over: ${this.#notes.join("; ")})`;
    const keys = this.#isSftp ? ", an SSH agent or a key" : "";
    return this.#error(
      `${account} was not found${notes}, and ${this.#whyNobodyIsAsked}; set ICARE_USERNAME and ICARE_PASSWORD, or use a credentials file${keys}`,
    );
  }

  get #whyNobodyIsAsked(): string {
    return this.#options.prompt === undefined
      ? "nobody is asked, for the option interactive is not set"
      : "there is no terminal to ask";
  }

  async #make(authentication: Authentication, source: string): Promise<Credentials> {
    return { ...(await this.#username()), authentication, source };
  }

  /** Of the name that is known before somebody is asked. */
  get #usernameSource(): string {
    if (this.#wanted === undefined) return "ICARE_USERNAME";
    return this.#options.username === undefined ? "the URL" : "the option username";
  }

  async #username(): Promise<Pick<Credentials, "username" | "usernameSource">> {
    const known = this.#wanted ?? this.#env.ICARE_USERNAME;
    if (known) return { username: known, usernameSource: this.#usernameSource };
    const { prompt, signal } = this.#options;
    if (prompt?.isInteractive !== true) {
      throw this.#error("there is no user name; write it in the URL (sftp://user@host/path) or set ICARE_USERNAME");
    }
    const typed = (await prompt.ask(`User name at ${this.#options.url.host}: `, { hidden: false, signal })).trim();
    if (typed === "") throw this.#error("no user name was typed");
    return { username: typed, usernameSource: "the terminal" };
  }

  async #readKey(privateKeyFile: string): Promise<Authentication> {
    const file = this.#resolve(privateKeyFile);
    const text = await this.#read(file);
    if (text === undefined) throw this.#error(`there is no key file ${privateKeyFile}`);
    return { kind: "private-key", privateKey: new Secret(text), passphrase: await this.#passphrase(text, file) };
  }

  async #passphrase(key: string, file: string): Promise<Secret | undefined> {
    const { passphrase, prompt, signal } = this.#options;
    if (!isEncryptedKey(key, file)) return undefined;
    if (passphrase !== undefined) return secret(passphrase);
    if (prompt?.isInteractive === true) {
      return new Secret(await prompt.ask(`Passphrase of ${file}: `, { hidden: true, signal }));
    }
    throw this.#error(
      `the key ${file} is encrypted, no passphrase was given, and ${this.#whyNobodyIsAsked}; give the option passphrase, or use an SSH agent`,
    );
  }

  #read(file: string): Promise<string | undefined> {
    return readSecretFile(file, {
      allowOpen: this.#options.allowOpenFiles === true,
      platform: this.#platform,
      userId: this.#options.userId ?? process.getuid?.(),
    });
  }

  #resolve(file: string): string {
    return this.#path.resolve(this.#cwd, file);
  }

  #error(message: string): CredentialsError {
    return new CredentialsError("ARCHIVE_CREDENTIALS", `${this.#origin}: ${message}`, { origin: this.#origin });
  }
}

function secret(value: string | Secret): Secret {
  return typeof value === "string" ? new Secret(value) : value;
}
