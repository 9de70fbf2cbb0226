import { generateKeyPairSync } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Credentials,
  type Prompt,
  type ResolveCredentialsOptions,
  resolveCredentials,
  Secret,
} from "../../src/credentials/index.ts";
import { isArchiveError } from "../../src/errors.ts";
import type { RemoteLocation } from "../../src/url.ts";

const url: RemoteLocation = { kind: "sftp", host: "host", port: 22, username: undefined, root: "/" };
const mine: RemoteLocation = { ...url, username: "me" };
let folder: string;
let cwd: string;
let configDirectory: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "atcs-credentials-"));
  cwd = join(folder, "cwd");
  configDirectory = join(folder, "settings");
  await mkdir(cwd);
  await mkdir(configDirectory);
});
afterEach(() => rm(folder, { recursive: true }));

const resolve = (options: Partial<ResolveCredentialsOptions> = {}) =>
  resolveCredentials({ url, env: {}, cwd, configDirectory, ...options });

/** Everything that is found, in clear. */
const shown = ({ username, source, authentication }: Credentials) => {
  switch (authentication.kind) {
    case "password":
      return [username, authentication.password.reveal(), source];
    case "private-key":
      return [username, authentication.privateKey.reveal(), authentication.passphrase?.reveal(), source];
    case "agent":
      return [username, authentication.agent, source];
  }
};

const sourcesOf = async (finding: Promise<Credentials>) => {
  const { usernameSource, source } = await finding;
  return [usernameSource, source];
};

async function failureOf(options: Partial<ResolveCredentialsOptions>): Promise<string> {
  const error = await resolve(options).then(
    (found) => shown(found),
    (reason: unknown) => reason,
  );
  if (!isArchiveError(error, "ARCHIVE_CREDENTIALS"))
    throw new Error(`expected a CredentialsError, got ${inspect(error)}`);
  expect(inspect(error)).not.toContain("hunter2");
  return error.message;
}

async function secretFile(path: string, text: string | Uint8Array, mode = 0o600): Promise<string> {
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

function promptOf(answers: Record<string, string>): Prompt & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    isInteractive: true,
    async ask(question, { hidden }) {
      asked.push(`${question}${hidden ? "(hidden)" : ""}`);
      const answer = Object.entries(answers).find(([start]) => question.startsWith(start))?.[1];
      if (answer === undefined) throw new Error(`asked ${question}`);
      return answer;
    },
  };
}

describe("a secret", () => {
  const secret = new Secret("hunter2");
  test("shows itself when asked to only", () => {
    expect(secret.reveal()).toBe("hunter2");
    const ways = [
      `${secret}`,
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret, { showHidden: true, depth: 9 }),
      inspect({ deep: [secret] }, { showHidden: true }),
      JSON.stringify(structuredClone(secret)),
      Object.entries(secret).join(),
    ];
    for (const way of ways) expect(way).not.toContain("hunter2");
  });
});

describe("the order", () => {
  const env = { ICARE_USERNAME: "me", ICARE_PASSWORD: "from env", SSH_AUTH_SOCK: "/run/agent" };
  const fallback = promptOf({ "User name": "typed", Password: "typed password" });

  test("options, environment, files of the directory and configuration, the terminal", async () => {
    const here = await secretFile(join(cwd, "icare_credentials.txt"), "me\nfrom cwd\n");
    const configured = await secretFile(join(configDirectory, "icare_credentials.txt"), "me\nfrom home\n");
    const all = { env, password: "given", prompt: fallback };
    expect(shown(await resolve(all))).toEqual(["me", "given", "the option password"]);
    expect(shown(await resolve({ ...all, password: undefined }))).toEqual(["me", "from env", "ICARE_PASSWORD"]);
    expect(shown(await resolve({ prompt: fallback }))).toEqual(["me", "from cwd", here]);
    await rm(here);
    expect(shown(await resolve({ prompt: fallback }))).toEqual(["me", "from home", configured]);
    await rm(configured);
    expect(shown(await resolve({ prompt: fallback }))).toEqual(["typed", "typed password", "the terminal"]);
    expect(fallback.asked).toEqual(["User name at host: ", "Password of typed at host: (hidden)"]);
  });

  test("the user of the URL and of the options", async () => {
    const prompt = promptOf({ "Password of me": "p" });
    expect(shown(await resolve({ url: mine, prompt }))).toEqual(["me", "p", "the terminal"]);
    expect(shown(await resolve({ env: { ICARE_USERNAME: "me" }, prompt }))).toEqual(["me", "p", "the terminal"]);
    expect(shown(await resolve({ url: mine, env: { ICARE_PASSWORD: "p" } }))).toEqual(["me", "p", "ICARE_PASSWORD"]);
    expect(shown(await resolve({ url: mine, username: "you", password: new Secret("p") }))).toEqual([
      "you",
      "p",
      "the option password",
    ]);
  });

  test("it is told where the user name and the password were found", async () => {
    const named = { ICARE_USERNAME: "me" };
    expect(await sourcesOf(resolve({ env: { ...named, ICARE_PASSWORD: "p" } }))).toEqual([
      "ICARE_USERNAME",
      "ICARE_PASSWORD",
    ]);
    expect(await sourcesOf(resolve({ url: mine, password: "p" }))).toEqual(["the URL", "the option password"]);
    expect(await sourcesOf(resolve({ url: mine, username: "you", env: { ICARE_PASSWORD: "p" } }))).toEqual([
      "the option username",
      "ICARE_PASSWORD",
    ]);
    expect(await sourcesOf(resolve({ prompt: fallback }))).toEqual(["the terminal", "the terminal"]);
    expect(await failureOf({ url: mine })).toContain('a password of "me", the user of the URL');
    const file = await secretFile(join(cwd, "icare_credentials.txt"), "me\nfrom cwd\n");
    expect(await sourcesOf(resolve({ env: named }))).toEqual([file, file]);
  });

  test("passwords of another account are passed over, lest this one gets locked", async () => {
    await secretFile(join(cwd, "icare_credentials.txt"), "you\nhunter2\n");
    const message = await failureOf({ url: mine, env: { ICARE_USERNAME: "you", ICARE_PASSWORD: "hunter2" } });
    expect(message).toMatch(
      /password of "me".*ICARE_PASSWORD is that of "you".*icare_credentials.txt is that of "you"/,
    );
    expect(await failureOf({ url: mine, credentialsFile: "icare_credentials.txt" })).toContain('is that of "you"');
  });

  test("nothing at all names the ways", async () => {
    const message = await failureOf({});
    for (const way of ["ICARE_USERNAME", "ICARE_PASSWORD", "credentials file", "SSH agent", "key"])
      expect(message).toContain(way);
    expect(await failureOf({ url: { ...url, kind: "ftp" } })).not.toContain("agent");
    expect(await failureOf({ env: { ICARE_PASSWORD: "hunter2" } })).toContain("ICARE_USERNAME");
    expect(await failureOf({ password: "hunter2" })).toContain("no user name");
    expect(await failureOf({ prompt: promptOf({ "User name": "  " }) })).toContain("no user name");
    expect(await failureOf({ url: mine, prompt: promptOf({ Password: "" }) })).toContain("no password");
  });
});

describe("agents and keys", () => {
  const env = { SSH_AUTH_SOCK: "/run/agent" };
  const keys = (passphrase?: string) =>
    generateKeyPairSync("ec", {
      namedCurve: "P-256",
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: {
        type: "pkcs8",
        format: "pem",
        ...(passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase }),
      },
    }).privateKey;

  test("an agent that is asked for, or where nobody can be asked", async () => {
    const agent = ["me", "/run/agent", "the SSH agent"];
    expect(shown(await resolve({ url: mine, env, agent: true }))).toEqual(agent);
    expect(shown(await resolve({ url: mine, agent: "/run/agent" }))).toEqual(agent);
    expect(shown(await resolve({ url: mine, env }))).toEqual(agent);
    expect(await failureOf({ url: mine, env, agent: false })).toContain(
      "nobody is asked, for the option interactive is not set",
    );
    expect(await failureOf({ url: mine, agent: true })).toContain("SSH_AUTH_SOCK is not set");
    expect(await failureOf({ url: { ...mine, kind: "ftps" }, env, agent: true })).toContain("sftp://");
    expect(await failureOf({ url: { ...mine, kind: "ftps" }, env })).toContain(
      "nobody is asked, for the option interactive is not set",
    );
  });

  test("on a terminal the agent comes before the question, which is asked when the agent's keys do not fit", async () => {
    const prompt = promptOf({ "User name": "me", Password: "p" });
    const { authentication, ...found } = await resolve({ env, prompt });
    const source = "the SSH agent, or the password from the terminal";
    expect(found).toEqual({ username: "me", usernameSource: "the terminal", source });
    if (authentication.kind !== "agent" || authentication.askPassword === undefined)
      throw new Error("expected an agent");
    expect(prompt.asked).toEqual(["User name at host: "]);
    expect((await authentication.askPassword(AbortSignal.timeout(1000))).reveal()).toBe("p");
    expect(prompt.asked.at(-1)).toBe("Password of me at host: (hidden)");
    const silent = await resolve({ url: mine, env, prompt: promptOf({ Password: "" }) });
    const asking =
      silent.authentication.kind === "agent" && silent.authentication.askPassword?.(AbortSignal.timeout(1000));
    await expect(asking).rejects.toMatchObject({ code: "ARCHIVE_CREDENTIALS" });
    const terminal = ["me", "p", "the terminal"];
    expect(shown(await resolve({ url: mine, env, prompt, agent: false }))).toEqual(terminal);
    expect(shown(await resolve({ url: { ...mine, kind: "ftps" }, env, prompt }))).toEqual(terminal);
  });

  test("a key, with and without a passphrase", async () => {
    const open = keys();
    const plain = await secretFile(join(cwd, "plain"), open);
    expect(shown(await resolve({ url: mine, privateKeyFile: "plain" }))).toEqual(["me", open, undefined, "plain"]);
    const encrypted = keys("hunter2");
    const locked = await secretFile(join(cwd, "locked"), encrypted);
    const found = { url: mine, privateKeyFile: locked };
    expect(shown(await resolve({ ...found, passphrase: "p" }))).toEqual(["me", encrypted, "p", locked]);
    const prompt = promptOf({ "Passphrase of": "p" });
    expect(shown(await resolve({ ...found, prompt }))).toEqual(["me", encrypted, "p", locked]);
    expect(prompt.asked[0]).toContain("(hidden)");
    expect(await failureOf(found)).toMatch(/is encrypted.*option passphrase/);
    await chmod(plain, 0o640);
    expect(await failureOf({ url: mine, privateKeyFile: plain })).toContain("mode 640");
    expect(await failureOf({ url: mine, privateKeyFile: "none" })).toContain("no key file");
  });

  test.each([
    // Made by ssh-keygen -t ed25519, without and with a passphrase: cut off behind the cipher's name.
    ["b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ==", false],
    ["b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0", true],
  ])("OpenSSH's form %s", async (base64, isEncrypted) => {
    const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${base64}\n-----END OPENSSH PRIVATE KEY-----\n`;
    const privateKeyFile = await secretFile(join(cwd, "key"), text);
    const finding = resolve({ url: mine, privateKeyFile });
    if (isEncrypted) await expect(finding).rejects.toThrow("is encrypted");
    else expect((await finding).authentication).toMatchObject({ kind: "private-key", passphrase: undefined });
  });

  test.each([
    ["-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", "is encrypted"],
    ["PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\n", "is encrypted"],
    ["ssh-ed25519 AAAA me", "public key"],
    ["hunter2", "no private key"],
  ])("%j", async (text, expected) => {
    const privateKeyFile = await secretFile(join(cwd, "key"), text);
    expect(await failureOf({ url: mine, privateKeyFile })).toContain(expected);
  });
});

describe("a credentials file", () => {
  const inFile = async (text: string | Uint8Array) =>
    resolve({ credentialsFile: await secretFile(join(cwd, "file"), text) });

  test.each([
    ["me\nhunter2\n", "hunter2"],
    ["me\nhunter2", "hunter2"],
    ["me\r\nhunter2\r\n", "hunter2"],
    ["\ufeffme\nhunter2\n", "hunter2"],
    ["me\n hunter2\t \n", " hunter2\t "],
    ["me\nmot de passe \u00e9\n", "mot de passe \u00e9"],
  ])("%j", async (text, password) => {
    expect(shown(await inFile(text)).slice(0, 2)).toEqual(["me", password]);
  });

  test.each([
    ["", "no lines"],
    ["me\n", "one line"],
    ["me\nhunter2\n\n", "3 lines"],
    ["me\n\nhunter2", "3 lines"],
    ["me\nhunter2\nx", "3 lines"],
    ["\nhunter2\n", "first line is empty"],
    ["username: me\npassword: hunter2\n", "it has names before the values"],
    ["user=me\nhunter2\n", "it has names before the values"],
    ["me\nPASS = hunter2\n", "it has names before the values"],
    ["me\n\n", "second line is empty"],
    ["me \nhunter2\n", "space"],
    ["me\nhunter2\x07\n", "control character"],
    [Buffer.from("me\nhunter2\n", "utf16le"), "UTF-8"],
    [Uint8Array.of(0x6d, 0x0a, 0xff), "UTF-8"],
    ["x".repeat(70_000), "70000 bytes"],
  ])("%j is refused", async (text, expected) => {
    const credentialsFile = await secretFile(join(cwd, "file"), text);
    const message = await failureOf({ credentialsFile });
    expect(message).toContain(expected);
    expect(message).toContain(credentialsFile);
  });

  test.each([0o640, 0o604, 0o620, 0o666])("that others can read or write is refused: mode %o", async (mode) => {
    const credentialsFile = await secretFile(join(cwd, "it's mine"), "me\nhunter2\n", mode);
    const message = await failureOf({ credentialsFile });
    expect(message).toContain(`mode ${mode.toString(8)}`);
    expect(message).toContain("chmod 600 '");
    expect(shown(await resolve({ credentialsFile, allowOpenFiles: true }))[1]).toBe("hunter2");
    // Found by itself it is refused as well, and not passed over.
    await secretFile(join(cwd, "icare_credentials.txt"), "me\nhunter2\n", mode);
    expect(await failureOf({})).toContain("chmod");
  });

  test("of another user is refused, of root taken", async () => {
    const credentialsFile = await secretFile(join(cwd, "file"), "me\nhunter2\n");
    const owner = process.getuid?.() ?? 0;
    const finding = { credentialsFile, userId: owner + 1 };
    if (owner === 0) expect(shown(await resolve(finding))[0]).toBe("me");
    else expect(await failureOf(finding)).toContain("another user");
    expect(shown(await resolve({ ...finding, allowOpenFiles: true }))[0]).toBe("me");
  });

  test("by a link; not a directory, not a file that is not there", async () => {
    await secretFile(join(cwd, "file"), "me\nhunter2\n");
    await symlink("file", join(cwd, "link"));
    expect(shown(await resolve({ credentialsFile: "link" }))[0]).toBe("me");
    expect(await failureOf({ credentialsFile: "." })).toMatch(/not a file|EISDIR/);
    expect(await failureOf({ credentialsFile: "none", prompt: promptOf({}) })).toContain("no credentials file none");
  });
});
