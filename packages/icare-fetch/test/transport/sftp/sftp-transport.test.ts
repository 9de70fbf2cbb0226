import { symlink } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { isArchiveError } from "../../../src/errors.ts";
import { sftpTransport } from "../../../src/transport/sftp/index.ts";
import type { RemoteStat } from "../../../src/types.ts";
import { big, bigPath, connect, day, makeArchive, optionsFor, readAll, serve, small, smallPath } from "./_archive.ts";
import { startSshServer } from "./_ssh-server.ts";

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
  await vi.waitFor(() => expect(server.stats.bytesSent).toBe(400_000), 10_000);
  // What was asked for before this is answered before it.
  await connection.stat(day);
  expect(server.stats.bytesSent).toBe(400_000);
  expect(Buffer.from(first.value as Uint8Array).equals(big.subarray(0, first.value?.length))).toBe(true);
  await pieces.return?.();
});

test("wrong options are told by name", () => {
  const options = optionsFor({ host: "h", port: 22 });
  expect(() => sftpTransport({ ...options, host: "" })).toThrow(/host/);
  expect(() => sftpTransport({ ...options, port: 0 })).toThrow(/port/);
  expect(() => sftpTransport({ ...options, timeoutMs: Number.NaN })).toThrow(/timeoutMs/);
  expect(() => sftpTransport({ ...options, auth: { password: "" } })).toThrow(/auth.password/);
  expect(sftpTransport({ ...options, host: "::1", username: "a b" }).origin).toBe("sftp://a%20b@[::1]:22");
});
