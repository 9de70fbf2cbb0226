import { connect as connectTo, createServer, type Socket } from "node:net";
import ssh2 from "ssh2";
import { describe, expect, test, vi } from "vitest";
import { HostKeyError } from "../../../src/errors.ts";
import { sftpTransport } from "../../../src/transport/sftp/index.ts";
import { big, bigPath, connect, day, optionsFor, readAll, serve, small, smallPath } from "./_archive.ts";
import { listening, startSshServer } from "./_ssh-server.ts";

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

test("a listing of names without end: ARCHIVE_PROTOCOL before they fill the memory", async () => {
  const filename = "x".repeat(50_000);
  const names = Array.from({ length: 4 }, () => ({ filename, longname: "", attrs: {} as ssh2.Attributes }));
  const { server } = await startSshServer(
    (context) => context.accept(),
    (sftp) => {
      sftp.on("OPENDIR", (id) => sftp.handle(id, Buffer.from("a directory")));
      sftp.on("READDIR", (id) => sftp.name(id, names));
      sftp.on("CLOSE", (id) => sftp.status(id, ssh2.utils.sftp.STATUS_CODE.OK));
    },
  );
  const connection = await connect(server);
  const entries: number[] = [];
  const listing = connection.list("/d", { onProgress: (progress) => entries.push(progress.entries) });
  await expect(listing).rejects.toMatchObject({ code: "ARCHIVE_PROTOCOL", remotePath: "/d" });
  expect(entries.at(-1)! * filename.length).toBeLessThan(68_000_000);
});
