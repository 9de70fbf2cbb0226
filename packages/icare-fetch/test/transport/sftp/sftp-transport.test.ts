import { createServer, type Server } from "node:net";
import { inspect } from "node:util";
import fc from "fast-check";
import ssh2 from "ssh2";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { HostKeyError, isArchiveError } from "../../../src/errors.ts";
import { sftpTransport } from "../../../src/transport/sftp/index.ts";
import { big, bigPath, connect, day, optionsFor, readAll, reader, serve, small, smallPath } from "./_archive.ts";

describe("a session", () => {
  test("lists a directory with kinds, sizes and times", async () => {
    const connection = await connect(await serve());
    const entries = await connection.list(day);
    const byName = new Map(entries.map(({ name, ...rest }) => [name, rest]));
    expect([...byName.keys()].sort()).toEqual(["big.h5", "empty", "empty.h5", "folder", "small.h5", "été\n.h5"].sort());
    expect(byName.get("big.h5")).toMatchObject({ kind: "file", size: big.length });
    expect(byName.get("folder")?.kind).toBe("directory");
    expect(Math.abs((byName.get("small.h5")?.modifiedMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await connection.list(`${day}/empty`)).toEqual([]);
  });

  test("looks at files and directories", async () => {
    const connection = await connect(await serve());
    expect(await connection.stat(bigPath)).toMatchObject({ kind: "file", size: big.length });
    expect((await connection.stat(day)).kind).toBe("directory");
  });

  test("reads a file from its beginning, from an offset, and nothing at its end", async () => {
    const server = await serve();
    const connection = await connect(server);
    for (const offset of [0, 1, 131_072, 2_999_999, big.length]) {
      const { bytes, error } = await readAll(connection.read(bigPath, { offset, size: big.length }));
      expect(error).toBeUndefined();
      expect(bytes.equals(big.subarray(offset))).toBe(true);
    }
    expect(connection.isOpen).toBe(true);
    expect(server.stats.logins).toBe(1);
  });

  test("reads only to the size that was asked for", async () => {
    const connection = await connect(await serve());
    const { bytes } = await readAll(connection.read(bigPath, { offset: 10, size: 20 }));
    expect(bytes.equals(big.subarray(10, 20))).toBe(true);
  });

  test("does several things at the same time", async () => {
    const connection = await connect(await serve());
    const [a, b, stat] = await Promise.all([
      readAll(connection.read(bigPath, { offset: 0, size: big.length })),
      readAll(connection.read(smallPath, { offset: 0, size: small.length })),
      connection.stat(day),
    ]);
    expect([a.bytes.equals(big), b.bytes.equals(small), stat.kind]).toEqual([true, true, "directory"]);
  });

  test("tells what is missing, forbidden or no directory, and goes on", async () => {
    const connection = await connect(await serve({ unlistable: [day] }));
    const missing = `${day}/none.h5`;
    await expect(connection.stat(missing)).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND", remotePath: missing });
    await expect(connection.list(missing)).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    const { error } = await readAll(connection.read(missing, { offset: 0, size: 1 }));
    expect(error).toMatchObject({ code: "ARCHIVE_NOT_FOUND", remotePath: missing });
    await expect(connection.list(day)).rejects.toMatchObject({ code: "ARCHIVE_PERMISSION", remotePath: day });
    await expect(connection.list(smallPath)).rejects.toSatisfy((e) => isArchiveError(e));
    expect(connection.isOpen).toBe(true);
  });

  test("closes, more than once, and rejects what comes after or was under way", async () => {
    const server = await serve({ faults: [{ kind: "delay", milliseconds: 5000, operations: ["STAT"] }] });
    const connection = await connect(server);
    const pending = connection.stat(smallPath);
    const rejected = expect(pending).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
    await Promise.all([connection.close(), connection.close()]);
    await rejected;
    await connection.close();
    expect(connection.isOpen).toBe(false);
    await expect(connection.list(day)).rejects.toMatchObject({ code: "ARCHIVE_CLOSED" });
    await vi.waitFor(() => expect(server.connections).toBe(0));
  });

  test("refuses ranges that cannot be", async () => {
    const connection = await connect(await serve());
    for (const range of [
      { offset: -1, size: 1 },
      { offset: 2, size: 1 },
      { offset: 0, size: 0.5 },
      { offset: Number.NaN, size: 1 },
    ]) {
      expect((await readAll(connection.read(smallPath, range))).error).toBeInstanceOf(RangeError);
    }
  });
});

test("reads any part of a file through any window", async () => {
  const server = await serve();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: big.length }),
      fc.integer({ min: 0, max: 400_000 }),
      fc.integer({ min: 1000, max: 200_000 }),
      fc.integer({ min: 500, max: 70_000 }),
      async (offset, length, window, requestBytes) => {
        const connection = await sftpTransport(optionsFor(server, { window, requestBytes })).connect();
        const size = Math.min(big.length, offset + length);
        const { bytes, error } = await readAll(connection.read(bigPath, { offset, size }));
        await connection.close();
        expect(error).toBeUndefined();
        expect(bytes.equals(big.subarray(offset, size))).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

test("asks for no more than the window while nothing is taken", async () => {
  const server = await serve();
  const connection = await connect(server, { window: 400_000, requestBytes: 20_000 });
  const pieces = connection.read(bigPath, { offset: 0, size: big.length })[Symbol.asyncIterator]();
  const first = await pieces.next();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(server.stats.bytesSent).toBeLessThanOrEqual(400_000);
  expect(Buffer.from(first.value as Uint8Array).equals(big.subarray(0, first.value?.length))).toBe(true);
  await pieces.return?.();
});

describe("faults", () => {
  test("drop-after-bytes: what came is given out, then ARCHIVE_CONNECTION", async () => {
    const server = await serve({ faults: [{ kind: "drop-after-bytes", path: "*.h5", bytes: 1_234_567 }] });
    const connection = await connect(server);
    const { bytes, error } = await readAll(connection.read(bigPath, { offset: 0, size: big.length }));
    expect(error).toMatchObject({ code: "ARCHIVE_CONNECTION", isTransient: true, remotePath: bigPath });
    expect(bytes.length).toBe(1_234_567);
    expect(bytes.equals(big.subarray(0, bytes.length))).toBe(true);
    expect(connection.isOpen).toBe(false);
    await expect(connection.stat(bigPath)).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION" });
  });

  test("delay: longer than a round trip, not longer than the time-out", async () => {
    const server = await serve({ faults: [{ kind: "delay", milliseconds: 60 }] });
    const connection = await connect(server, { timeoutMs: 1000 });
    expect((await readAll(connection.read(smallPath, { offset: 0, size: small.length }))).bytes.equals(small)).toBe(
      true,
    );
  });

  test("stall: ARCHIVE_TIMEOUT for a read, a listing and a look", async () => {
    for (const operations of [["READ"], ["OPEN"], ["STAT"], ["READDIR"]] as const) {
      const server = await serve({ faults: [{ kind: "stall", operations: [...operations], nth: 1 }] });
      const connection = await connect(server, { timeoutMs: 200, keepAliveMs: 50 });
      const [operation] = operations;
      const result =
        operation === "STAT"
          ? connection.stat(smallPath)
          : operation === "READDIR"
            ? connection.list(day)
            : readAll(connection.read(bigPath, { offset: 0, size: big.length })).then(({ error }) => {
                throw error;
              });
      await expect(result).rejects.toMatchObject({ code: "ARCHIVE_TIMEOUT", isTransient: true });
      expect(connection.isOpen).toBe(false);
      await vi.waitFor(() => expect(server.connections).toBe(0));
    }
  });

  test("stall in the middle of a read: what came is given out first", async () => {
    const server = await serve({ faults: [{ kind: "stall", operations: ["READ"], nth: 40 }] });
    const connection = await connect(server, { timeoutMs: 200, requestBytes: 20_000 });
    const { bytes, error } = await readAll(connection.read(bigPath, { offset: 0, size: big.length }));
    expect(error).toMatchObject({ code: "ARCHIVE_TIMEOUT" });
    expect(bytes.length).toBe(39 * 20_000);
  });

  test("a file that is shorter than announced: ARCHIVE_CHANGED, and the session goes on", async () => {
    const server = await serve({ faults: [{ kind: "wrong-size", path: smallPath, size: 500_000 }] });
    const connection = await connect(server, { requestBytes: 300 });
    const { size } = await connection.stat(smallPath);
    const { bytes, error } = await readAll(connection.read(smallPath, { offset: 0, size }));
    expect(error).toMatchObject({ code: "ARCHIVE_CHANGED", isTransient: false, remotePath: smallPath });
    expect(String(error)).toContain("ends at byte 1000: expected 500000 bytes");
    expect(bytes.equals(small)).toBe(true);
    expect(connection.isOpen).toBe(true);
    expect((await connection.list(day)).length).toBe(6);
  });

  test("disappear: ARCHIVE_NOT_FOUND", async () => {
    const connection = await connect(await serve({ faults: [{ kind: "disappear", path: smallPath }] }));
    await connection.stat(smallPath);
    const { error } = await readAll(connection.read(smallPath, { offset: 0, size: 1000 }));
    expect(error).toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    await expect(connection.stat(smallPath)).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
  });

  test("refuse-login: ARCHIVE_AUTHENTICATION after one attempt", async () => {
    const server = await serve({ faults: [{ kind: "refuse-login", times: 1 }] });
    const transport = sftpTransport(optionsFor(server));
    await expect(transport.connect()).rejects.toMatchObject({
      name: "CredentialsError",
      code: "ARCHIVE_AUTHENTICATION",
      isTransient: false,
      origin: `sftp://reader@127.0.0.1:${server.port}`,
    });
    expect(server.stats.refusedLogins).toBe(1);
    await (await transport.connect()).close();
  });

  test("too-many-connections: ARCHIVE_BUSY where the server says so, else ARCHIVE_CONNECTION", async () => {
    const server = await serve({ faults: [{ kind: "too-many-connections", max: 1 }] });
    const first = await connect(server);
    await expect(connect(server)).rejects.toMatchObject({ code: "ARCHIVE_BUSY", isTransient: true });
    server.setFaults([{ kind: "too-many-connections", max: 1, how: "close" }]);
    await expect(connect(server)).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION", isTransient: true });
    await first.close();
    await vi.waitFor(() => expect(server.connections).toBe(0));
    await connect(server);
  });

  test("changed-host-key: what the verifier rejects with, and no login", async () => {
    const server = await serve({ faults: [{ kind: "changed-host-key" }] });
    const refusal = new HostKeyError("changed", "SHA256:x", "it has changed");
    const keys: Uint8Array[] = [];
    const verifyHostKey = async (key: Uint8Array) => {
      keys.push(key);
      throw refusal;
    };
    await expect(connect(server, { verifyHostKey })).rejects.toBe(refusal);
    expect(keys).toHaveLength(1);
    expect([server.stats.logins, server.stats.refusedLogins]).toEqual([0, 0]);
    await vi.waitFor(() => expect(server.connections).toBe(0));
  });
});

describe("abort", () => {
  const reason = new Error("enough");

  test("before and during the login", async () => {
    const server = await serve();
    const transport = sftpTransport(optionsFor(server));
    await expect(transport.connect({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const verifyHostKey = () => new Promise<void>(() => controller.abort(reason));
    const asking = sftpTransport(optionsFor(server, { verifyHostKey }));
    await expect(asking.connect({ signal: controller.signal })).rejects.toBe(reason);
    await vi.waitFor(() => expect(server.connections).toBe(0));
  });

  test("of a look or a listing: the session stays", async () => {
    const server = await serve({ faults: [{ kind: "delay", milliseconds: 100, operations: ["STAT", "OPENDIR"] }] });
    const connection = await connect(server);
    for (const run of [() => connection.stat(day, options()), () => connection.list(day, options())]) {
      await expect(run()).rejects.toBe(reason);
    }
    expect(connection.isOpen).toBe(true);
    expect((await connection.list(day)).length).toBe(6);

    function options(): { signal: AbortSignal } {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 20);
      return { signal: controller.signal };
    }
  });

  test("of a read, at once also when nothing comes", async () => {
    const server = await serve({ faults: [{ kind: "stall", operations: ["READ"], nth: 10 }] });
    const connection = await connect(server, { requestBytes: 20_000 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 100);
    const begin = performance.now();
    const { error } = await readAll(
      connection.read(bigPath, { offset: 0, size: big.length, signal: controller.signal }),
    );
    expect(error).toBe(reason);
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(connection.isOpen).toBe(false);
    await vi.waitFor(() => expect(server.connections).toBe(0));
  });

  test("of a read between two pieces", async () => {
    const connection = await connect(await serve());
    const controller = new AbortController();
    const pieces = connection.read(bigPath, { offset: 0, size: big.length, signal: controller.signal });
    const iterator = pieces[Symbol.asyncIterator]();
    await iterator.next();
    controller.abort(reason);
    await expect(iterator.next()).rejects.toBe(reason);
  });

  test("leaving the loop early stops the transfer", async () => {
    const server = await serve();
    const connection = await connect(server, { window: 200_000, requestBytes: 20_000 });
    for await (const piece of connection.read(bigPath, { offset: 0, size: big.length })) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.stats.bytesSent).toBeLessThan(1_000_000);
  });
});

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
    await expect(refused).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION" });
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
    const verifyHostKey = () => new Promise<void>((resolve) => setTimeout(resolve, 300));
    await connect(await serve(), { timeoutMs: 150, verifyHostKey });
  });
});

test("wrong options are told by name", () => {
  const options = optionsFor({ host: "h", port: 22 });
  expect(() => sftpTransport({ ...options, host: "" })).toThrow(/host/);
  expect(() => sftpTransport({ ...options, port: 0 })).toThrow(/port/);
  expect(() => sftpTransport({ ...options, timeoutMs: Number.NaN })).toThrow(/timeoutMs/);
  expect(() => sftpTransport({ ...options, auth: { password: "" } })).toThrow(/auth.password/);
  expect(sftpTransport({ ...options, host: "::1", username: "a b" }).origin).toBe("sftp://a%20b@[::1]:22");
});

/** A server of which only the login matters; it opens no channel but SFTP's, and that answers nothing. */
async function startSshServer(
  onAttempt: (context: ssh2.AuthContext, client: ssh2.Connection) => void,
): Promise<{ server: { host: string; port: number }; attempts: string[] }> {
  const attempts: string[] = [];
  const { private: hostKey } = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on("error", () => {});
    client.on("authentication", (context) => {
      attempts.push(context.method);
      onAttempt(context, client);
    });
    client.on("session", (accept) => accept().on("sftp", (acceptSftp) => void acceptSftp()));
  });
  return { server: await listening(server as unknown as Server), attempts };
}

async function listening(server: Server): Promise<{ host: string; port: number }> {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket as never));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy?.();
  });
  return { host: "127.0.0.1", port: (server.address() as { port: number }).port };
}
