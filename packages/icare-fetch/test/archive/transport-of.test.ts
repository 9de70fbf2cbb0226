import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArchiveUser, startArchiveServer } from "@atcs/simulator";
import ssh2 from "ssh2";
import { expect, onTestFinished, test } from "vitest";
import { confirm, transportOf, windowFor } from "../../src/archive/_transport-of.ts";
import type { OpenArchiveOptions } from "../../src/archive/types.ts";
import type { RemoteLocation } from "../../src/url.ts";
import { startScriptedServer } from "../transport/ftp/_scripted-server.ts";

const wrong = { ICARE_USERNAME: "me", ICARE_PASSWORD: "wrong" };

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "atcs-transport-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Log in by what the options say; nothing of this user's own is looked at. */
async function connect(location: Omit<RemoteLocation, "host" | "root" | "username">, options: OpenArchiveOptions) {
  const folder = await makeFolder();
  const transport = await transportOf(
    { host: "127.0.0.1", root: "/", username: undefined, ...location },
    { knownHostsFile: join(folder, "known_hosts"), acceptNewHostKey: true, ...options },
  );
  await (await transport.connect()).close();
}

async function sftpServer(users: readonly ArchiveUser[]): Promise<number> {
  const server = await startArchiveServer({ root: await makeFolder(), users });
  onTestFinished(() => server.close());
  return server.port;
}

test("a login that is refused tells whose it was, and where the credentials were found", async () => {
  const message = 'of "me"';
  const where = "check the user name from ICARE_USERNAME and the password from ICARE_PASSWORD; it is not tried again";
  const port = await sftpServer([{ username: "me", password: "right" }]);
  const refused = connect({ kind: "sftp", port }, { env: wrong });
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow(where);
  await using server = await startScriptedServer({
    answer: (line) => (line.startsWith("PASS") ? "530 No" : undefined),
  });
  const other = connect({ kind: "ftp", port: server.port }, { env: wrong });
  await expect(other).rejects.toThrow(message);
  await expect(other).rejects.toThrow(where);
});

test("a key with a passphrase", async () => {
  const passphrase = "of the key";
  const options = { bits: 256, passphrase, cipher: "aes256-ctr", rounds: 1 } as const;
  const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync("ecdsa", options);
  const port = await sftpServer([{ username: "me", publicKey }]);
  const privateKeyFile = join(await makeFolder(), "id_ecdsa");
  await writeFile(privateKeyFile, privateKey, { mode: 0o600 });
  const login = { env: {}, username: "me", privateKeyFile };
  await connect({ kind: "sftp", port }, { ...login, passphrase });
  await expect(connect({ kind: "sftp", port }, login)).rejects.toThrow(/id_ecdsa is encrypted/);
  await expect(connect({ kind: "sftp", port }, { ...login, passphrase: "another" })).rejects.toThrow(
    `the user name from the option username and the key from ${privateKeyFile}`,
  );
});

test.each<[answers: string[], isAccepted: boolean]>([
  [["yes"], true],
  [[" Y "], true],
  [["no"], false],
  [["n"], false],
  [["", "oui", "SHA256:x", "yes"], true],
  [["yes!", "NO"], false],
])("a question is asked until %j is an answer: %s", async (answers, isAccepted) => {
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    return answers[asked.length - 1]!;
  };
  expect(await confirm({ isInteractive: true, ask }, "Is it?", undefined)).toBe(isAccepted);
  expect(asked).toEqual(answers.map((_, at) => (at === 0 ? "Is it? (yes/no) " : 'Please type "yes" or "no": ')));
});

test.each<[bytesPerSecond: number | undefined, maxConnections: number | undefined, window: number]>([
  [undefined, undefined, 4_194_304],
  [1e9, 1, 4_194_304],
  [10e6, 4, 625_000],
  [10e6, 1, 2_500_000],
  [1000, 64, 32_768],
])("with %s bytes a second in %s sessions, %i bytes are asked for ahead in each", (rate, sessions, window) => {
  expect(windowFor(rate, sessions)).toBe(window);
});

test("a fingerprint that is none is told before credentials are looked for", async () => {
  const wrongOne = connect({ kind: "sftp", port: 22 }, { env: {}, hostKeyFingerprint: "MD5:aa" });
  await expect(wrongOne).rejects.toThrow(/hostKeyFingerprint must be .*, got 'MD5:aa'/);
});
