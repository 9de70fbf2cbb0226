import { symlink } from "node:fs/promises";
import { connect as connectTo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import ssh2 from "ssh2";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { HostKeyError, isArchiveError } from "../../../src/errors.ts";
import { sftpTransport } from "../../../src/transport/sftp/index.ts";
import type { RemoteStat } from "../../../src/types.ts";
import {
  big,
  bigPath,
  connect,
  day,
  makeArchive,
  makeFolder,
  optionsFor,
  readAll,
  reader,
  serve,
  small,
  smallPath,
} from "./_archive.ts";

describe("a session", () => {
  test("lists links as what they lead to, but for those that lead nowhere", async () => {
    const root = await makeArchive();
    const local = join(root, "PARASOL/L1_B-HDF/2008/2008_03_20");
    for (let i = 0; i < 100; i++) await symlink("small.h5", join(local, `link-${i}`));
    await symlink("folder", join(local, "folder-link"));
    await symlink("nowhere", join(local, "dangling"));
    await symlink("circle", join(local, "circle"));
    await symlink("/etc/passwd", join(local, "outside"));
    const connection = await connect(await serve({ root }));
    const byName = new Map((await connection.list(day)).map(({ name, ...rest }) => [name, rest]));
    expect(byName.size).toBe(110);
    for (let i = 0; i < 100; i++) expect(byName.get(`link-${i}`)).toEqual(byName.get("small.h5"));
    expect(byName.get("folder-link")?.kind).toBe("directory");
    for (const name of ["dangling", "circle", "outside"]) expect(byName.get(name)?.kind).toBe("link");
  });

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

  test("says what the file was after its last byte, without another look", async () => {
    const server = await serve();
    const connection = await connect(server);
    for (const [path, content] of [
      [smallPath, small],
      [bigPath, big],
    ] as const) {
      const stat = await connection.stat(path);
      const { requests } = server.stats;
      const seen: RemoteStat[] = [];
      const onStat = (after: RemoteStat) => seen.push(after);
      const { bytes } = await readAll(connection.read(path, { offset: 0, size: content.length, onStat }));
      expect(bytes.equals(content)).toBe(true);
      expect(seen).toEqual([stat]);
      if (path === smallPath) {
        // OPEN, READ and FSTAT are answered; CLOSE is on its way.
        expect(server.stats.requests - requests).toBeGreaterThanOrEqual(3);
        expect(server.stats.requests - requests).toBeLessThanOrEqual(4);
      }
    }
  });

  test("does not say what the file was before its last byte was read", async () => {
    const handle = Buffer.from("handle");
    const attrs = { mode: 0o100644, uid: 0, gid: 0, size: 10, atime: 1, mtime: 1 };
    const { server } = await startSshServer(
      (context) => context.accept(),
      (sftp) => {
        sftp.on("OPEN", (id) => sftp.handle(id, handle));
        sftp.on("FSTAT", (id) => sftp.attrs(id, attrs));
        sftp.on("CLOSE", (id) => sftp.status(id, 0));
        // Half of what was asked for, so that the rest is asked for after FSTAT.
        sftp.on("READ", (id, _handle, offset, length) => sftp.data(id, Buffer.alloc(Math.ceil(length / 2), offset)));
      },
    );
    const connection = await connect(server);
    const onStat = vi.fn();
    const { bytes } = await readAll(connection.read("/file", { offset: 0, size: 10, onStat }));
    expect([...bytes]).toEqual([0, 0, 0, 0, 0, 5, 5, 5, 8, 9]);
    expect(onStat).not.toHaveBeenCalled();
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
    await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
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
    const connection = await connect(server);
    expect((await readAll(connection.read(smallPath, { offset: 0, size: small.length }))).bytes.equals(small)).toBe(
      true,
    );
  });

  test("stall: ARCHIVE_TIMEOUT for a read, a listing and a look", async () => {
    const stalled = (["READ", "OPEN", "STAT", "READDIR"] as const).map(async (operation) => {
      const server = await serve({ faults: [{ kind: "stall", operations: [operation], nth: 1 }] });
      const connection = await connect(server, { timeoutMs: 1000, keepAliveMs: 250 });
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
      await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
    });
    await Promise.all(stalled);
  });

  test("stall in the middle of a read: what came is given out first", async () => {
    const server = await serve({ faults: [{ kind: "stall", operations: ["READ"], nth: 40 }] });
    const connection = await connect(server, { timeoutMs: 1000, requestBytes: 20_000 });
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
    await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
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
    await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
  });
});

describe("damage", () => {
  /** Stands between a client and a server, and changes the first or last byte of what the server says next. */
  async function damager(server: { host: string; port: number }): Promise<{
    host: string;
    port: number;
    damage: (where: "first" | "last") => void;
  }> {
    let damaged: "first" | "last" | undefined;
    const proxy = createServer((near: Socket) => {
      const far = connectTo(server);
      near.on("error", () => {}).on("close", () => far.destroy());
      far.on("error", () => {}).on("close", () => near.destroy());
      near.pipe(far);
      far.on("data", (bytes: Buffer) => {
        const at = damaged === "first" ? 0 : bytes.length - 1;
        if (damaged !== undefined) bytes[at] = bytes[at]! ^ 0xff;
        near.write(bytes);
      });
    });
    return {
      ...(await listening(proxy)),
      damage: (where) => {
        damaged = where;
      },
    };
  }

  test.each(["first", "last"] as const)("of the %s byte of a packet: ARCHIVE_CONNECTION, told once", async (where) => {
    const lines: string[] = [];
    const proxy = await damager(await serve());
    const connection = await connect(proxy, { log: ({ message }) => lines.push(message) });
    const before = lines.length;
    proxy.damage(where);
    const result = connection.list(day);
    await expect(result).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION", isTransient: true, remotePath: day });
    await expect(result).rejects.toThrow("data came damaged");
    expect(connection.isOpen).toBe(false);
    expect(lines.slice(before)).toEqual([]);
  });

  test("a session that ends while nobody waits is told in one line", async () => {
    const lines: string[] = [];
    const server = await serve();
    const connection = await connect(server, { log: ({ message }) => lines.push(message) });
    const before = lines.length;
    await server.close();
    await vi.waitFor(() => expect(connection.isOpen).toBe(false), 10_000);
    await connection.close();
    expect(lines.slice(before)).toEqual([expect.stringContaining("connection was lost")]);
  });

  test.each([
    ["FAILURE", "READ", "ARCHIVE_CONNECTION"],
    ["BAD_MESSAGE", "READ", "ARCHIVE_CONNECTION"],
    ["FAILURE", "OPEN", "ARCHIVE_PROTOCOL"],
    ["FAILURE", "STAT", "ARCHIVE_PROTOCOL"],
  ] as const)("%s to %s is %s", async (status, request, code) => {
    const codes = ssh2.utils.sftp.STATUS_CODE;
    const onSftp = (sftp: ssh2.SFTPWrapper): void => {
      sftp.on("OPEN", (id) =>
        request === "OPEN" ? sftp.status(id, codes[status]) : sftp.handle(id, Buffer.from("a file")),
      );
      sftp.on("READ", (id) => sftp.status(id, codes[status]));
      sftp.on("STAT", (id) => sftp.status(id, codes[status]));
      sftp.on("CLOSE", (id) => sftp.status(id, codes.OK));
    };
    const { server } = await startSshServer((context) => context.accept(), onSftp);
    const connection = await connect(server);
    const error =
      request === "STAT"
        ? await connection.stat("/f").catch((reason: unknown) => reason)
        : (await readAll(connection.read("/f", { offset: 0, size: 10 }))).error;
    expect(error).toMatchObject({ code, remotePath: "/f" });
    // What passes is tried again in another session.
    expect(connection.isOpen).toBe(code === "ARCHIVE_PROTOCOL");
  });
});

describe("abort", () => {
  const reason = new Error("enough");

  test("before and during the login", async () => {
    const server = await serve();
    const transport = sftpTransport(optionsFor(server));
    await expect(transport.connect({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const signals: (AbortSignal | undefined)[] = [];
    const verifyHostKey = (_key: Uint8Array, signal?: AbortSignal) =>
      new Promise<void>(() => {
        signals.push(signal);
        controller.abort(reason);
      });
    const asking = sftpTransport(optionsFor(server, { verifyHostKey }));
    await expect(asking.connect({ signal: controller.signal })).rejects.toBe(reason);
    // The question about the key ends too.
    expect(signals[0]?.reason).toBe(reason);
    await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
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
    const { error } = await readAll(
      connection.read(bigPath, { offset: 0, size: big.length, signal: controller.signal }),
    );
    expect(error).toBe(reason);
    expect(connection.isOpen).toBe(false);
    await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
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

describe("an agent, and a password where it does not help", () => {
  const keys = Array.from({ length: 4 }, () => {
    const pair = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
    return ssh2.utils.parseKey(pair.private) as ssh2.ParsedKey;
  });

  /** An SSH agent with these keys; its socket. */
  async function startAgent(): Promise<string> {
    const path = join(await makeFolder(), "agent.sock");
    const agent = createServer((socket) => {
      const protocol = new ssh2.AgentProtocol(false);
      protocol.on("identities", (request) => protocol.getIdentitiesReply(request, keys));
      protocol.on("sign", (request, key, data, { hash }) => {
        const own = keys.find((one) => one.getPublicSSH().equals(key.getPublicSSH()));
        protocol.signReply(request, own!.sign(data, hash) as Buffer);
      });
      socket
        .on("error", () => {})
        .pipe(protocol)
        .pipe(socket);
    });
    await new Promise<void>((resolve) => agent.listen(path, resolve));
    onTestFinished(() => void agent.close());
    return path;
  }

  /** Takes the password, or a key, by the methods that it has. */
  function serverWith(methods: ssh2.AuthenticationType[], key?: ssh2.ParsedKey) {
    return startSshServer((context) => {
      const isRight =
        (context.method === "publickey" && key?.getPublicSSH().equals(context.key.data) === true) ||
        (context.method === "password" && context.password === reader.password);
      if (isRight) context.accept();
      else if (context.method !== "keyboard-interactive") context.reject(methods);
      else
        context.prompt([{ prompt: "Password: ", echo: false }], (answers) =>
          answers[0] === reader.password ? context.accept() : context.reject(methods),
        );
    });
  }

  function answering(answer: string | Error): { askPassword: () => Promise<string>; readonly count: number } {
    let count = 0;
    return {
      async askPassword() {
        count++;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      get count() {
        return count;
      },
    };
  }

  test("two of its keys are tried, then the password is asked for, once for all sessions", async () => {
    const { server, attempts } = await serverWith(["publickey", "password", "keyboard-interactive"]);
    const asked = answering(reader.password);
    const auth = { agent: await startAgent(), askPassword: asked.askPassword };
    const transport = sftpTransport(optionsFor(server, { auth }));
    for (let i = 0; i < 2; i++) await (await transport.connect()).close();
    const one = ["none", "publickey", "publickey", "password"];
    expect(attempts).toEqual([...one, ...one]);
    expect(asked.count).toBe(1);
  });

  test("where a key fits nobody is asked", async () => {
    const { server } = await serverWith(["publickey", "password"], keys[1]);
    const asked = answering(reader.password);
    await connect(server, { auth: { agent: await startAgent(), askPassword: asked.askPassword } });
    expect(asked.count).toBe(0);
  });

  test("an agent that is not there, and a server that asks itself and takes no keys", async () => {
    const { server, attempts } = await serverWith(["keyboard-interactive"]);
    const asked = answering(reader.password);
    await connect(server, { auth: { agent: "/nowhere/agent.sock", askPassword: asked.askPassword } });
    expect(attempts).toEqual(["none", "keyboard-interactive"]);
    const other = await serverWith(["publickey", "password"]);
    await connect(other.server, { auth: { agent: "/nowhere/agent.sock", askPassword: asked.askPassword } });
    expect(other.attempts).toEqual(["none", "password"]);
  });

  test("a wrong password is final, and tells where it came from", async () => {
    const { server, attempts } = await serverWith(["publickey", "password", "keyboard-interactive"]);
    const auth = { agent: await startAgent(), askPassword: answering("wrong").askPassword };
    const credentialsFrom = "the user name from the URL and the key from the SSH agent";
    const refused = connect(server, { auth, credentialsFrom });
    await expect(refused).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION", isTransient: false });
    await expect(refused).rejects.toThrow(`the login of "reader": check ${credentialsFrom};`);
    expect(attempts.filter((method) => method !== "publickey")).toEqual(["none", "password"]);
  });

  test("no answer is the error of the login", async () => {
    const { server } = await serverWith(["password"]);
    const reason = new DOMException("interrupted", "AbortError");
    const auth = { agent: await startAgent(), askPassword: answering(reason).askPassword };
    await expect(connect(server, { auth })).rejects.toBe(reason);
  });

  test("a question takes its time, and ends with the session: then it was no refusal", async () => {
    let client: ssh2.Connection | undefined;
    const { server } = await startSshServer((context, connection) => {
      client = connection;
      context.reject(["password"]);
    });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    let question: AbortSignal | undefined;
    const askPassword = (signal: AbortSignal) => {
      question = signal;
      return vi.advanceTimersByTimeAsync(600_000).then(() => {
        client?.end();
        return new Promise<string>(() => {});
      });
    };
    const lost = connect(server, { timeoutMs: 150, auth: { agent: "/nowhere/agent.sock", askPassword } });
    await expect(lost).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION", isTransient: true });
    expect(question?.aborted).toBe(true);
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
  onSftp: (sftp: ssh2.SFTPWrapper) => void = () => {},
): Promise<{ server: { host: string; port: number }; attempts: string[] }> {
  const attempts: string[] = [];
  const { private: hostKey } = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on("error", () => {});
    client.on("authentication", (context) => {
      attempts.push(context.method);
      onAttempt(context, client);
    });
    client.on("session", (accept) => accept().on("sftp", (acceptSftp) => onSftp(acceptSftp())));
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
