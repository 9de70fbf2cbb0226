import { spawn } from "node:child_process";
import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { hasProgram } from "../../../../../test/support/python.ts";
import { createHostKeyVerifier } from "../../../src/host-keys/index.ts";
import type { SftpTransportOptions } from "../../../src/transport/sftp/index.ts";
import { sftpTransport } from "../../../src/transport/sftp/index.ts";
import { big, connect, makeFolder, readAll } from "./_archive.ts";
import { runProgram, type Sshd, sshd, startSshd } from "./_sshd.ts";

const installed = [sshd, "sftp", "ssh-keygen", "ssh-keyscan", "ssh-agent", "ssh-add"].every(hasProgram);

async function makeTree(): Promise<string> {
  const root = await makeFolder();
  await mkdir(join(root, "many"));
  await writeFile(join(root, "big.h5"), big);
  await writeFile(join(root, "été.h5"), "odd");
  await symlink("big.h5", join(root, "link.h5"));
  for (let i = 0; i < 350; i++) await writeFile(join(root, "many", `file-${i}`), "x".repeat(i));
  return root;
}

function withKey({ username, privateKey }: Sshd): Partial<SftpTransportOptions> {
  return { username, auth: { privateKey } };
}

describe.skipIf(!installed)(`with OpenSSH's sshd${installed ? "" : " (skipped: it is not installed)"}`, () => {
  test("lists, looks and reads, as other programs see it", async () => {
    const [root, server] = [await makeTree(), await startSshd()];
    const connection = await connect(server, withKey(server));
    const entries = new Map((await connection.list(root)).map((entry) => [entry.name, entry]));
    expect([...entries.keys()].sort()).toEqual(["big.h5", "link.h5", "many", "été.h5"].sort());
    expect([...entries.values()].map(({ name, kind }) => [name, kind]).sort()).toEqual([
      ["big.h5", "file"],
      ["link.h5", "file"],
      ["many", "directory"],
      ["été.h5", "file"],
    ]);
    const { mtimeMs } = await stat(join(root, "big.h5"));
    expect({ ...entries.get("link.h5"), name: "big.h5" }).toEqual(entries.get("big.h5"));
    expect(entries.get("big.h5")).toMatchObject({ size: big.length, modifiedMs: 1000 * Math.floor(mtimeMs / 1000) });
    expect(await connection.stat(join(root, "link.h5"))).toMatchObject({ kind: "file", size: big.length });
    const many = await connection.list(join(root, "many"));
    expect(many.map(({ size }) => size).sort((a, b) => a - b)).toEqual(Array.from({ length: 350 }, (_, i) => i));
    for (const offset of [0, 1_234_567, big.length - 1]) {
      const { bytes, error } = await readAll(connection.read(join(root, "big.h5"), { offset, size: big.length }));
      expect(error).toBeUndefined();
      expect(bytes.equals(big.subarray(offset))).toBe(true);
    }
  });

  test("requests longer than the server takes, and small windows", async () => {
    const [root, server] = [await makeTree(), await startSshd()];
    for (const sizes of [
      { requestBytes: 2 ** 20, window: 2 ** 21 },
      { requestBytes: 1000, window: 3000 },
    ]) {
      const connection = await connect(server, { ...withKey(server), ...sizes });
      const { bytes } = await readAll(connection.read(join(root, "big.h5"), { offset: 0, size: big.length }));
      expect(bytes.equals(big)).toBe(true);
    }
  });

  test("keys that are renewed in the middle of a file: the host's key is verified once", async () => {
    const [root, server] = [await makeTree(), await startSshd(["RekeyLimit 600K"])];
    let verified = 0;
    const verifyHostKey = async () => void verified++;
    const connection = await connect(server, { ...withKey(server), verifyHostKey });
    for (let i = 0; i < 3; i++) {
      const { bytes, error } = await readAll(connection.read(join(root, "big.h5"), { offset: 0, size: big.length }));
      expect(error).toBeUndefined();
      expect(bytes.equals(big)).toBe(true);
    }
    expect(verified).toBe(1);
  });

  test.each(["chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes256-ctr"])(
    "a server that takes only %s",
    async (cipher) => {
      const [root, server] = [await makeTree(), await startSshd([`Ciphers ${cipher}`])];
      const connection = await connect(server, withKey(server));
      const { bytes } = await readAll(connection.read(join(root, "big.h5"), { offset: 0, size: big.length }));
      expect(bytes.equals(big)).toBe(true);
    },
  );

  test("tells errors apart", async () => {
    const [root, server] = [await makeTree(), await startSshd()];
    const connection = await connect(server, withKey(server));
    await expect(connection.stat(join(root, "none"))).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    await expect(connection.list(join(root, "none"))).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    const size = big.length + 1000;
    const { bytes, error } = await readAll(connection.read(join(root, "big.h5"), { offset: 0, size }));
    expect(error).toMatchObject({ code: "ARCHIVE_CHANGED" });
    expect(bytes.equals(big)).toBe(true);
    expect(connection.isOpen).toBe(true);
    const folder = await readAll(connection.read(join(root, "many"), { offset: 0, size: 10 }));
    expect(folder.error).toMatchObject({ name: expect.stringMatching(/ConnectionError|RemotePathError/) });
    const refused = connect(server, { username: "nobody-known", auth: { privateKey: server.privateKey } });
    await expect(refused).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
    const password = connect(server, { username: server.username, auth: { password: "none" } });
    await expect(password).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
  });

  test("too many connections, as OpenSSH says it", async () => {
    const server = await startSshd(["MaxStartups 1:100:1"]);
    const connecting: AbortController[] = [];
    // Two that do not log in take the places.
    for (let i = 0; i < 2; i++) {
      const controller = new AbortController();
      connecting.push(controller);
      const held = new Promise<void>((resolve) => {
        const verifyHostKey = () => new Promise<void>(() => resolve());
        const options = { ...withKey(server), verifyHostKey, host: server.host, port: server.port };
        const transport = sftpTransport(options as SftpTransportOptions);
        transport.connect({ signal: controller.signal }).catch(() => resolve());
      });
      await held;
    }
    await expect(connect(server, withKey(server))).rejects.toMatchObject({
      code: expect.stringMatching(/ARCHIVE_(BUSY|CONNECTION)/),
      isTransient: true,
    });
    for (const controller of connecting) controller.abort();
    await vi.waitFor(() => connect(server, withKey(server)).then((connection) => connection.close()), 5000);
  });

  test("logs in by a key with a passphrase and by an agent", async () => {
    const [root, server] = [await makeTree(), await startSshd()];
    const socket = join(server.folder, "agent");
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    onTestFinished(() => void agent.kill());
    await vi.waitFor(() => stat(socket), 10_000);
    const login = { username: server.username, auth: { agent: socket } };
    await expect(connect(server, login)).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
    runProgram("ssh-add", [server.keyFile], { ...process.env, SSH_AUTH_SOCK: socket });
    expect((await (await connect(server, login)).stat(root)).kind).toBe("directory");
    runProgram("ssh-keygen", ["-q", "-p", "-P", "", "-N", "of the key", "-f", server.keyFile]);
    const privateKey = await readFile(server.keyFile);
    const connection = await connect(server, {
      username: server.username,
      auth: { privateKey, passphrase: "of the key" },
    });
    expect((await connection.stat(root)).kind).toBe("directory");
  });

  test("links to directories and to nowhere, and circles", async () => {
    const [root, server] = [await makeTree(), await startSshd()];
    await symlink("many", join(root, "many", "all"));
    await symlink("../many", join(root, "many", "up"));
    await symlink("nowhere", join(root, "many", "dangling"));
    await symlink("circle", join(root, "many", "circle"));
    const connection = await connect(server, withKey(server));
    const kinds = new Map((await connection.list(join(root, "many"))).map(({ name, kind }) => [name, kind]));
    expect(["all", "up", "dangling", "circle"].map((name) => kinds.get(name))).toEqual([
      "link",
      "directory",
      "link",
      "link",
    ]);
  });

  test("an agent with many keys leaves a strict server patience for the password", async () => {
    const server = await startSshd(["PasswordAuthentication yes", "MaxAuthTries 3"]);
    const socket = join(server.folder, "agent");
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    onTestFinished(() => void agent.kill());
    await vi.waitFor(() => stat(socket), 10_000);
    const add = (file: string) => runProgram("ssh-add", [file], { ...process.env, SSH_AUTH_SOCK: socket });
    for (let i = 0; i < 4; i++) {
      const file = join(server.folder, `other_${i}`);
      runProgram("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
      add(file);
    }
    let asked = 0;
    const askPassword = async () => `wrong ${++asked}`;
    const login = { username: server.username, auth: { agent: socket, askPassword } };
    await expect(connect(server, login)).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
    expect(asked).toBe(1);
    runProgram("ssh-add", ["-D"], { ...process.env, SSH_AUTH_SOCK: socket });
    add(server.keyFile);
    await connect(server, login);
    expect(asked).toBe(1);
  });

  test.each([
    ["names", []],
    ["hashed names", ["-H"]],
  ])("knows the keys that ssh-keyscan wrote: %s", async (_what, options) => {
    const server = await startSshd();
    const knownHosts = join(server.folder, "known_hosts");
    const { host, port } = server;
    // Only one of the three keys of the host: that is the one to ask it for.
    for (const type of ["rsa", "ecdsa", "ed25519"]) {
      await writeFile(knownHosts, runProgram("ssh-keyscan", [...options, "-t", type, "-p", String(port), host]));
      const before = await readFile(knownHosts, "utf8");
      expect(before).toContain(type);
      const verifyHostKey = createHostKeyVerifier({ host, port, knownHosts });
      await (await connect(server, { ...withKey(server), verifyHostKey })).close();
      expect(await readFile(knownHosts, "utf8")).toBe(before);
      const another = await startSshd();
      const changed = createHostKeyVerifier({ host, port, knownHosts });
      const refused = connect(another, { ...withKey(another), verifyHostKey: changed });
      await expect(refused).rejects.toMatchObject({ reason: "changed", file: knownHosts });
    }
  });

  test("what it remembers is what OpenSSH reads, and the fingerprint the same", async () => {
    const server = await startSshd();
    const knownHosts = join(server.folder, "known_hosts");
    const { host, port, username, keyFile } = server;
    const verifyHostKey = createHostKeyVerifier({ host, port, knownHosts, acceptNew: true });
    await (await connect(server, { ...withKey(server), verifyHostKey })).close();
    const options = ["StrictHostKeyChecking=yes", `UserKnownHostsFile=${knownHosts}`, "IdentitiesOnly=yes"];
    const args = ["-F", "none", "-i", keyFile, "-P", String(port), ...options.flatMap((option) => ["-o", option])];
    const batch = join(server.folder, "batch");
    await writeFile(batch, "pwd\n");
    expect(runProgram("sftp", ["-b", batch, ...args, `${username}@${host}`])).toContain("Remote working directory");
    const [, fingerprint] = runProgram("ssh-keygen", ["-l", "-f", knownHosts]).split(" ");
    const pinned = createHostKeyVerifier({ host, port, knownHosts: null, fingerprint });
    await (await connect(server, { ...withKey(server), verifyHostKey: pinned })).close();
  });
});
