import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2, { type ParsedKey } from "ssh2";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHostKeyVerifier, type HostKeyVerifierOptions } from "../../src/host-keys/index.ts";

const ecdsa = makeKey(256);
const otherEcdsa = makeKey(256);
const ecdsa384 = makeKey(384);

function makeKey(bits: 256 | 384): { type: string; blob: Buffer; text: string } {
  const parsed = ssh2.utils.parseKey(ssh2.utils.generateKeyPairSync("ecdsa", { bits }).public) as ParsedKey;
  const blob = parsed.getPublicSSH();
  return { type: parsed.type, blob, text: `${parsed.type} ${blob.toString("base64")}` };
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "atcs-hosts-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** A verifier for a host with a file of these lines. */
async function verifierFor(
  lines: readonly string[],
  options: Partial<HostKeyVerifierOptions> = {},
): Promise<{ verify: ReturnType<typeof createHostKeyVerifier>; file: string }> {
  const file = join(await folder(), "known_hosts");
  await writeFile(file, lines.map((line) => `${line}\n`).join(""));
  return { verify: createHostKeyVerifier({ host: "sftp.example.org", knownHosts: file, ...options }), file };
}

function hashed(name: string): string {
  const salt = Buffer.from("twenty bytes of salt");
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

describe("lines of known_hosts", () => {
  test.each([
    ["a name", "sftp.example.org"],
    ["a list", "other,sftp.example.org,192.0.2.1"],
    ["another case", "SFTP.Example.org"],
    ["a wildcard", "*.example.org"],
    ["wildcards", "s?tp.*.o*g"],
    ["a hash", hashed("sftp.example.org")],
    ["an exclusion of another", "*.example.org,!ftp.example.org"],
  ])("by %s: the host is known", async (_what, field) => {
    const { verify } = await verifierFor(["# a comment", "", "damaged", `${field} ${ecdsa.text} comment here`]);
    await expect(verify(ecdsa.blob)).resolves.toBeUndefined();
    expect(await verify.keyTypes?.()).toEqual([ecdsa.type]);
  });

  test.each([
    ["another name", "ftp.example.org"],
    ["a part of the name", "example.org"],
    ["a wildcard that does not fit", "*.example.com"],
    ["an exclusion", "*.example.org,!sftp.example.org"],
    ["a port", "[sftp.example.org]:2222"],
    ["a hash of another", hashed("ftp.example.org")],
    ["a damaged hash", "|1|AAAA"],
    ["a certificate's authority", "@cert-authority *.example.org"],
    ["a marker that nobody knows", "@trusted *.example.org"],
    ["a comment", "#sftp.example.org"],
  ])("by %s: the host is not known", async (_what, field) => {
    const { verify } = await verifierFor([`${field} ${ecdsa.text}`]);
    await expect(verify(ecdsa.blob)).rejects.toMatchObject({ code: "ARCHIVE_HOST_KEY", reason: "unknown" });
  });

  test("a port that is not 22 belongs to the name", async () => {
    const lines = [`[sftp.example.org]:2222 ${ecdsa.text}`, `${hashed("[sftp.example.org]:2223")} ${ecdsa.text}`];
    for (const port of [2222, 2223]) {
      const { verify } = await verifierFor(lines, { port });
      await verify(ecdsa.blob);
    }
    const { verify } = await verifierFor([`sftp.example.org ${ecdsa.text}`], { port: 2222 });
    await expect(verify(ecdsa.blob)).rejects.toMatchObject({ reason: "unknown" });
  });

  test("one of several keys", async () => {
    const { verify } = await verifierFor([
      `sftp.example.org ${ecdsa384.text}`,
      `sftp.example.org ${otherEcdsa.text}`,
      `sftp.example.org ${ecdsa.text}`,
    ]);
    await verify(ecdsa.blob);
    expect(await verify.keyTypes?.()).toEqual([ecdsa384.type, ecdsa.type]);
  });

  test("a pattern that would take a regular expression for ever", async () => {
    const { verify } = await verifierFor([`${"*a".repeat(200)}b ${ecdsa.text}`], { host: "a".repeat(250) });
    await expect(verify(ecdsa.blob)).rejects.toMatchObject({ reason: "unknown" });
  });
});

describe("a key that is not the known one", () => {
  test("changed: tells file and line, and writes nothing", async () => {
    const lines = ["# first", `sftp.example.org ${ecdsa.text}`];
    const confirm = async () => true;
    const { verify, file } = await verifierFor(lines, { acceptNew: true, confirm });
    const refused = verify(otherEcdsa.blob);
    await expect(refused).rejects.toMatchObject({
      code: "ARCHIVE_HOST_KEY",
      reason: "changed",
      isTransient: false,
      file,
      fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
    });
    await expect(refused).rejects.toThrow(`line 2 of ${file}`);
    expect(await readFile(file, "utf8")).toBe(`${lines.join("\n")}\n`);
  });

  test("a key of another type is changed too", async () => {
    const { verify } = await verifierFor([`sftp.example.org ${ecdsa.text}`], { acceptNew: true });
    await expect(verify(ecdsa384.blob)).rejects.toMatchObject({ reason: "changed" });
  });

  test("revoked, also when it is known elsewhere", async () => {
    const { verify } = await verifierFor(
      [`sftp.example.org ${ecdsa.text}`, `@revoked * ${ecdsa.text}`, `sftp.example.org ${otherEcdsa.text}`],
      { acceptNew: true },
    );
    await expect(verify(ecdsa.blob)).rejects.toMatchObject({ reason: "revoked" });
    await expect(verify(ecdsa.blob)).rejects.toThrow(/line 2 of/);
    await verify(otherEcdsa.blob);
  });
});

describe("a host seen for the first time", () => {
  test("is refused when nobody can be asked, with what to do", async () => {
    const { verify, file } = await verifierFor([]);
    const refused = verify(ecdsa.blob);
    await expect(refused).rejects.toMatchObject({ reason: "unknown" });
    await expect(refused).rejects.toThrow(/SHA256:.*hostKeyFingerprint.*acceptNewHostKey/);
    expect(await readFile(file, "utf8")).toBe("");
  });

  test("is asked about once and remembered, also by others", async () => {
    const questions: string[] = [];
    const confirm = async (question: string) => questions.push(question) > 0;
    const { verify, file } = await verifierFor([], { confirm });
    await Promise.all([verify(ecdsa.blob), verify(ecdsa.blob), verify(ecdsa.blob)]);
    expect(questions).toHaveLength(1);
    expect(questions[0]).toMatch(/sftp\.example\.org.*SHA256:/);
    expect(await readFile(file, "utf8")).toBe(`sftp.example.org ${ecdsa.text}\n`);
    await createHostKeyVerifier({ host: "sftp.example.org", knownHosts: file })(ecdsa.blob);
    await expect(verify(otherEcdsa.blob)).rejects.toMatchObject({ reason: "changed" });
  });

  test("the question hears the signal of the session that it is for", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const confirm = async (_question: string, signal?: AbortSignal) => signals.push(signal) > 0;
    const { verify } = await verifierFor([], { confirm });
    const { signal } = new AbortController();
    await verify(ecdsa.blob, signal);
    expect(signals).toEqual([signal]);
  });

  test("is refused when the answer is no, and asked about again", async () => {
    let answer = false;
    const { verify } = await verifierFor([], { confirm: async () => answer });
    await expect(verify(ecdsa.blob)).rejects.toMatchObject({ reason: "unknown" });
    answer = true;
    await verify(ecdsa.blob);
  });

  test("acceptNew: a new file is for its owner alone, with its folder", async () => {
    const file = join(await folder(), "config/atcs/known_hosts");
    const options = { host: "Sftp.example.org", port: 2222, acceptNew: true };
    await createHostKeyVerifier({ ...options, knownHosts: file })(ecdsa.blob);
    expect(await readFile(file, "utf8")).toBe(`[sftp.example.org]:2222 ${ecdsa.text}\n`);
    if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("the first of several files is written to, after a last line without an end", async () => {
    const base = await folder();
    const [own, users] = [join(base, "own"), join(base, "users")];
    await writeFile(own, `other ${ecdsa.text}`);
    await writeFile(users, `sftp.example.org ${ecdsa384.text}\n`);
    const verifier = (host: string) => createHostKeyVerifier({ host, knownHosts: [own, users], acceptNew: true });
    await verifier("sftp.example.org")(ecdsa384.blob);
    expect(await readFile(own, "utf8")).toBe(`other ${ecdsa.text}`);
    await verifier("new.example.org")(ecdsa.blob);
    expect(await readFile(own, "utf8")).toBe(`other ${ecdsa.text}\nnew.example.org ${ecdsa.text}\n`);
    expect(await readFile(users, "utf8")).toBe(`sftp.example.org ${ecdsa384.text}\n`);
  });

  test("without a file it is trusted as long as the program runs", async () => {
    let questions = 0;
    const confirm = async () => ++questions > 0;
    const verify = createHostKeyVerifier({ host: "h", knownHosts: null, confirm });
    await verify(ecdsa.blob);
    await verify(ecdsa.blob);
    expect(questions).toBe(1);
  });

  test("a file that cannot be written", async () => {
    const base = await folder();
    await writeFile(join(base, "file"), "");
    const verify = createHostKeyVerifier({ host: "h", knownHosts: join(base, "file/known_hosts"), acceptNew: true });
    await expect(verify(ecdsa.blob)).rejects.toMatchObject({ code: "ARCHIVE_CACHE" });
  });

  test("a file that cannot be read is an error and not an empty one", async () => {
    const base = await folder();
    const verify = createHostKeyVerifier({ host: "h", knownHosts: base, acceptNew: true });
    await expect(verify(ecdsa.blob)).rejects.toMatchObject({ code: "ARCHIVE_HOST_KEY" });
  });

  test("what is no key", async () => {
    const { verify } = await verifierFor([], { acceptNew: true });
    for (const bytes of [[], [0, 0, 0, 9, 65], [0, 0, 0, 1, 10, 7]]) {
      await expect(verify(Uint8Array.from(bytes))).rejects.toMatchObject({ reason: "unknown" });
    }
  });
});

describe("a pinned fingerprint", () => {
  test("decides alone", async () => {
    const { verify: seen } = await verifierFor([]);
    const error = await seen(ecdsa.blob).catch((error: { fingerprint: string }) => error);
    const { fingerprint } = error as { fingerprint: string };
    const { verify, file } = await verifierFor([`sftp.example.org ${otherEcdsa.text}`], { fingerprint });
    await verify(ecdsa.blob);
    await expect(verify(otherEcdsa.blob)).rejects.toMatchObject({ reason: "changed" });
    expect(await readFile(file, "utf8")).toBe(`sftp.example.org ${otherEcdsa.text}\n`);
  });

  test.each(["", "SHA256:short", "MD5:aa:bb", "SHA256:*******************************************"])(
    "%j is none",
    (fingerprint) => {
      const create = () => createHostKeyVerifier({ host: "h", knownHosts: null, fingerprint });
      expect(create).toThrow(TypeError);
      expect(create).toThrow(`hostKeyFingerprint must be as ssh-keygen -l prints it`);
      expect(create).toThrow(`got '${fingerprint}'`);
    },
  );
});
