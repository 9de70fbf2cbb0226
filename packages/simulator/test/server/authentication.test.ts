import { createHash } from "node:crypto";
import ssh2 from "ssh2";
import { describe, expect, test } from "vitest";
import { createHostKey } from "../../src/server/host-key.ts";
import { connect, openSftp, reader, serve } from "./_archive.ts";

const other = { username: "other", password: "hunter2" };
const rsa = ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 });
const ecdsa = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });

/** Only this key, so that no other method is tried. */
const byKey = (username: string, privateKey: string) => ({ username, privateKey, password: undefined as never });

describe("logins", () => {
  test("two users, each with the own password", async () => {
    const server = await serve({ users: [reader, other] });
    await connect(server);
    await connect(server, other);
    await expect(connect(server, { ...reader, password: other.password })).rejects.toThrow(/authentication/);
    expect(server.stats).toMatchObject({ logins: 2, refusedLogins: 1 });
  });

  test("a wrong password and an unknown user look the same", async () => {
    const server = await serve();
    const failures = await Promise.allSettled([
      connect(server, { password: "wrong" }),
      connect(server, { username: "nobody" }),
      connect(server, { password: "" }),
      connect(server, { username: "__proto__" }),
    ]);
    const messages = failures.map((one) => (one.status === "rejected" ? String(one.reason) : "logged in"));
    expect(new Set(messages)).toEqual(new Set(["Error: All configured authentication methods failed"]));
  });

  test.each([
    ["RSA", rsa],
    ["ECDSA", ecdsa],
  ])("by public key, %s", async (_, pair) => {
    const server = await serve({ users: [{ username: "key", publicKey: pair.public }] });
    const sftp = await openSftp(await connect(server, byKey("key", pair.private)));
    expect(await sftp.list("/")).toEqual(["SPACEBORNE"]);
    const stranger = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }).private;
    await expect(connect(server, byKey("key", stranger))).rejects.toThrow(/authentication/);
    await expect(connect(server, { username: "key", password: "x" })).rejects.toThrow(/authentication/);
    await expect(connect(server, byKey("nobody", pair.private))).rejects.toThrow(/authentication/);
  });

  test("ends the connection after six wrong passwords", async () => {
    const server = await serve();
    let tries = 0;
    const authHandler = () => {
      tries++;
      return { type: "password" as const, username: "reader", password: "wrong" };
    };
    // At run time the handler may return its answer; the types know only the form with a callback.
    await expect(connect(server, { authHandler: authHandler as never })).rejects.toThrow("closed before the login");
    expect(server.stats.refusedLogins).toBe(6);
    expect(tries).toBe(6);
  });

  test("without users nobody can log in", async () => {
    await expect(connect(await serve({ users: [] }))).rejects.toThrow(/authentication/);
  });

  test("nothing secret in the log", async () => {
    const lines: string[] = [];
    const server = await serve({ log: (line) => lines.push(line) });
    await connect(server);
    await expect(connect(server, { username: "my-password", password: "wrong-one" })).rejects.toThrow();
    await server.close();
    expect(lines).toContain('connection 1: "reader" logged in');
    expect(lines).toContain("connection 2: login refused");
    expect(lines.join("\n")).not.toMatch(/my-password|wrong-one|open sesame/);
  });

  test.each([
    [[{ username: "" }], /user 0 has no username/],
    [[reader, reader], /user 1 has the username of another/],
    [[{ username: "a", password: "" }], /user 0 has a password that is no text or empty/],
    [[{ username: "a", publicKey: "x" }], /user 0 has a publicKey that is none/],
  ])("users that are wrong: %j", async (users, message) => {
    await expect(serve({ users })).rejects.toThrow(message);
  });
});

describe("the host key", () => {
  async function fingerprintShown(server: Parameters<typeof connect>[0]): Promise<string> {
    let shown = "";
    const hostVerifier = (key: Buffer) => {
      shown = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
      return true;
    };
    await connect(server, { hostVerifier });
    return shown;
  }

  test("is the one given, and its fingerprint the one shown", async () => {
    const [one, two] = await Promise.all([serve({ hostKey: ecdsa.private }), serve({ hostKey: ecdsa.private })]);
    expect(await fingerprintShown(one)).toBe(one.hostKeyFingerprint);
    expect(two.hostKeyFingerprint).toBe(one.hostKeyFingerprint);
    expect((await serve()).hostKeyFingerprint).not.toBe(one.hostKeyFingerprint);
  });

  test("one that is made can be given again", async () => {
    const { privateKey, fingerprint } = createHostKey();
    expect(createHostKey(privateKey)).toEqual({ privateKey, fingerprint });
    expect(await fingerprintShown(await serve({ hostKey: privateKey }))).toBe(fingerprint);
    expect(() => createHostKey("nothing")).toThrow(TypeError);
  });

  test("changes for new connections", async () => {
    const server = await serve();
    const before = server.hostKeyFingerprint;
    const sftp = await openSftp(server);
    const after = server.changeHostKey();
    expect(after).not.toBe(before);
    expect(server.hostKeyFingerprint).toBe(after);
    expect(await fingerprintShown(server)).toBe(after);
    expect(await sftp.list("/")).toEqual(["SPACEBORNE"]);
  });

  test("by rule, for the second connection only", async () => {
    const server = await serve({ faults: [{ kind: "changed-host-key", nth: 2 }] });
    const shown = [await fingerprintShown(server), await fingerprintShown(server), await fingerprintShown(server)];
    expect(shown[0]).toBe(server.hostKeyFingerprint);
    expect(shown[1]).not.toBe(server.hostKeyFingerprint);
    expect(shown[2]).toBe(server.hostKeyFingerprint);
  });
});
