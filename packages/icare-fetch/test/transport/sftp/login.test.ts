import { createServer } from "node:net";
import { inspect } from "node:util";
import ssh2 from "ssh2";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { sftpTransport } from "../../../src/transport/sftp/index.ts";
import { connect, day, optionsFor, reader, serve } from "./_archive.ts";
import { listening, startSshServer } from "./_ssh-server.ts";

describe("the login", () => {
  test("a wrong password: one attempt, and the password is nowhere", async () => {
    const server = await serve();
    const password = "correct horse battery";
    const lines: string[] = [];
    const transport = sftpTransport(
      optionsFor(server, { auth: { password }, log: ({ message }) => lines.push(message) }),
    );
    const error = await transport.connect().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(error).toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
    expect(server.stats.refusedLogins).toBe(1);
    const seen = [inspect(error, { depth: 9, showHidden: true }), inspect(transport, { depth: 9 }), ...lines].join(
      "\n",
    );
    expect(seen).toContain("reader");
    expect(seen).not.toContain(password);
    expect(JSON.stringify(transport)).not.toContain(password);
  });

  test("shows no password in the session either", async () => {
    const connection = await connect(await serve());
    expect(inspect(connection, { depth: 9, showHidden: true })).not.toContain(reader.password);
    expect(JSON.stringify(connection)).not.toContain(reader.password);
  });

  test("a key, with a passphrase", async () => {
    const passphrase = "of the key";
    const key = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256, passphrase, cipher: "aes256-ctr", rounds: 1 });
    const server = await serve({ users: [{ username: "reader", publicKey: key.public }] });
    const connection = await connect(server, { auth: { privateKey: key.private, passphrase } });
    expect((await connection.stat(day)).kind).toBe("directory");
    for (const auth of [
      { privateKey: key.private },
      { privateKey: key.private, passphrase: "another" },
      { privateKey: "none" },
      { privateKey: key.public },
    ]) {
      expect(() => sftpTransport(optionsFor(server, { auth }))).toThrow(
        expect.objectContaining({ code: "ARCHIVE_CREDENTIALS" }),
      );
    }
  });

  test("a key that the server does not know", async () => {
    const key = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
    const server = await serve();
    const refused = connect(server, { auth: { privateKey: key.private } });
    await expect(refused).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
  });

  test("an agent that is not there", async () => {
    const server = await serve();
    const refused = connect(server, { auth: { agent: "/nowhere/agent.sock" } });
    await expect(refused).rejects.toMatchObject({ code: "ARCHIVE_CREDENTIALS" });
  });

  test("a password that is asked for", async () => {
    const { server, attempts } = await startSshServer((context) => {
      if (context.method !== "keyboard-interactive") return context.reject(["keyboard-interactive"]);
      context.prompt([{ prompt: "Password: ", echo: false }], (answers) =>
        answers[0] === reader.password ? context.accept() : context.reject(["keyboard-interactive"]),
      );
    });
    await connect(server);
    expect(attempts).toEqual(["password", "keyboard-interactive"]);
    attempts.length = 0;
    const refused = connect(server, { auth: { password: "wrong" } });
    await expect(refused).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
    expect(attempts).toEqual(["password", "keyboard-interactive"]);
  });

  test("a wrong password is not sent again by another method, and no second factor is guessed", async () => {
    const both = ["password", "keyboard-interactive"] as const;
    const { server, attempts } = await startSshServer((context) => context.reject([...both]));
    await expect(connect(server)).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
    expect(attempts).toEqual(["password"]);
    const factor = await startSshServer((context) => context.reject(["keyboard-interactive"], true));
    await expect(connect(factor.server)).rejects.toThrow(/second factor/);
    expect(factor.attempts).toEqual(["password"]);
  });

  test("a server that hangs up on a password: not tried over and over, unless it was right before", async () => {
    let isAccepting = false;
    const { server } = await startSshServer((context, client) => (isAccepting ? context.accept() : client.end()));
    const transport = sftpTransport(optionsFor(server));
    await expect(transport.connect()).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION" });
    isAccepting = true;
    await (await transport.connect()).close();
    isAccepting = false;
    await expect(transport.connect()).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION" });
  });
});

describe("a server that is none", () => {
  const listen = async (onSocket: Parameters<typeof createServer>[1]): Promise<{ host: string; port: number }> =>
    listening(createServer(onSocket));

  test("nothing listens", async () => {
    const server = await serve();
    await server.close();
    const refused = connect(server);
    await expect(refused).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION", isTransient: true });
    await expect(refused).rejects.toThrow(/ECONNREFUSED/);
  });

  test("a host that is not known", async () => {
    const refused = connect({ host: "nowhere.invalid", port: 22 });
    await expect(refused).rejects.toMatchObject({
      code: "ARCHIVE_CONNECTION",
      cause: { code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) },
    });
    await expect(refused).rejects.toThrow("the host's name");
  });

  test("it says nothing: ARCHIVE_TIMEOUT", async () => {
    const server = await listen(() => {});
    await expect(connect(server, { timeoutMs: 100 })).rejects.toMatchObject({ code: "ARCHIVE_TIMEOUT" });
  });

  test("it says that it is full before the protocol begins", async () => {
    const server = await listen((socket) => void socket.end("Exceeded MaxStartups\r\n"));
    await expect(connect(server)).rejects.toMatchObject({ code: "ARCHIVE_BUSY" });
  });

  test("it speaks something else", async () => {
    const server = await listen((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await expect(connect(server)).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION" });
  });

  test("the time to answer about a key is not limited", async () => {
    const server = await serve();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const verifyHostKey = () => vi.advanceTimersByTimeAsync(600_000).then(() => {});
    await connect(server, { timeoutMs: 150, verifyHostKey });
  });
});
