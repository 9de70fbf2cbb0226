import { createConnection } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { big, bigPath, closed, connect, day, openSftp, serve, small, smallPath } from "./_archive.ts";

const noSuchFile = 2;

describe("drop-after-bytes", () => {
  test("so many bytes arrive, then the connection is lost; later ones are whole", async () => {
    const server = await serve({ faults: [{ kind: "drop-after-bytes", path: "*.h5", bytes: 100_001, times: 2 }] });
    for (let round = 0; round < 2; round++) {
      const sftp = await openSftp(server);
      const sent = server.stats.bytesSent;
      const parts: Buffer[] = [];
      const stream = sftp.sftp.createReadStream(bigPath);
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("error", () => {});
      await closed(sftp.client);
      expect(Buffer.concat(parts).equals(big.subarray(0, 100_001))).toBe(true);
      expect(server.stats.bytesSent - sent).toBe(100_001);
    }
    expect((await (await openSftp(server)).get(bigPath)).equals(big)).toBe(true);
    expect(server.stats.faults).toBe(2);
  });

  test("a file that is not longer arrives whole", async () => {
    const server = await serve({ faults: [{ kind: "drop-after-bytes", bytes: small.length }] });
    expect((await (await openSftp(server)).get(smallPath)).equals(small)).toBe(true);
    expect(server.stats.faults).toBe(0);
  });

  test("with 0 bytes nothing of the file arrives", async () => {
    const server = await serve({ faults: [{ kind: "drop-after-bytes", bytes: 0 }] });
    await expect((await openSftp(server)).get(bigPath)).rejects.toThrow();
    expect(server.stats.bytesSent).toBe(0);
  });
});

test("delay: requests sent together wait together, and only those meant", async () => {
  const server = await serve({
    faults: [{ kind: "delay", milliseconds: 150, path: "*small*", operations: ["STAT"], times: 8 }],
  });
  const sftp = await openSftp(server);
  const time = async (path: string, count: number) => {
    const start = performance.now();
    await Promise.all(Array.from({ length: count }, () => sftp.stat(path)));
    return performance.now() - start;
  };
  expect(await time(bigPath, 4)).toBeLessThan(140);
  const delayed = await time(smallPath, 8);
  expect(delayed).toBeGreaterThan(140);
  expect(delayed).toBeLessThan(8 * 150);
  expect(await time(smallPath, 4)).toBeLessThan(140);
});

test("a delay does not hold up close()", async () => {
  const server = await serve({ faults: [{ kind: "delay", milliseconds: 60_000 }] });
  const sftp = await openSftp(server);
  sftp.stat(bigPath).catch(() => {});
  await vi.waitFor(() => expect(server.stats.faults).toBe(1));
  await server.close();
});

test("refuse-login: the second and third login, then no more", async () => {
  const server = await serve({ faults: [{ kind: "refuse-login", nth: 2, times: 2 }] });
  await connect(server);
  await expect(connect(server)).rejects.toThrow(/authentication/);
  await expect(connect(server)).rejects.toThrow(/authentication/);
  await connect(server);
});

describe("too-many-connections", () => {
  test("is said by the reason of the protocol", async () => {
    const server = await serve({ faults: [{ kind: "too-many-connections", max: 2 }] });
    const first = await connect(server);
    await connect(server);
    await expect(connect(server)).rejects.toThrow("Too many connections");
    first.end();
    await vi.waitFor(() => expect(server.connections).toBe(1));
    await connect(server);
  });

  test("or by closing at once", async () => {
    const server = await serve({ faults: [{ kind: "too-many-connections", max: 0, how: "close", times: 1 }] });
    const socket = createConnection(server.port, server.host);
    let received = 0;
    socket.on("data", (data) => (received += data.length)).on("error", () => {});
    await new Promise((resolve) => socket.once("close", resolve));
    expect(received).toBe(0);
    await connect(server);
  });
});

test("wrong-size: in the replies asked for, so many times", async () => {
  const server = await serve({
    faults: [{ kind: "wrong-size", path: smallPath, size: 7, operations: ["STAT", "FSTAT"], times: 2 }],
  });
  const sftp = await openSftp(server);
  const sizes = () => sftp.call<{ filename: string; attrs: { size: number } }[]>((s, done) => s.readdir(day, done));
  expect((await sizes()).find((one) => one.filename === "small.h5")?.attrs.size).toBe(small.length);
  expect((await sftp.stat(smallPath)).size).toBe(7);
  expect((await sftp.stat(bigPath)).size).toBe(big.length);
  const handle = await sftp.open(smallPath);
  expect((await sftp.call<{ size: number }>((s, done) => s.fstat(handle, done))).size).toBe(7);
  expect((await sftp.stat(smallPath)).size).toBe(small.length);
  server.setFaults([{ kind: "wrong-size", path: smallPath, size: 8, operations: ["READDIR"] }]);
  expect((await sizes()).find((one) => one.filename === "small.h5")?.attrs.size).toBe(8);
  expect((await sftp.stat(smallPath)).size).toBe(small.length);
});

describe("disappear", () => {
  test("after the first look-up, for so many more", async () => {
    const server = await serve({ faults: [{ kind: "disappear", path: smallPath, times: 2 }] });
    const sftp = await openSftp(server);
    expect(await sftp.list(day)).toContain("small.h5");
    await sftp.stat(smallPath);
    expect(await sftp.list(day)).not.toContain("small.h5");
    await expect(sftp.open(smallPath)).rejects.toMatchObject({ code: noSuchFile });
    await expect(sftp.stat(smallPath)).rejects.toMatchObject({ code: noSuchFile });
    expect((await sftp.get(smallPath)).equals(small)).toBe(true);
    expect(await sftp.list(day)).toContain("small.h5");
  });

  test("what is open stays readable", async () => {
    const sftp = await openSftp(await serve({ faults: [{ kind: "disappear", path: smallPath }] }));
    const handle = await sftp.open(smallPath);
    await expect(sftp.stat(smallPath)).rejects.toMatchObject({ code: noSuchFile });
    expect((await sftp.read(handle, 0, 10)).equals(small.subarray(0, 10))).toBe(true);
  });
});

test("stall: no answer any more, and the connection stays", async () => {
  const server = await serve({ faults: [{ kind: "stall", operations: ["READ"], nth: 2 }] });
  const sftp = await openSftp(server);
  const handle = await sftp.open(bigPath);
  await sftp.read(handle, 0, 10);
  let answers = 0;
  const count = () => void answers++;
  sftp.read(handle, 10, 10).then(count, () => {});
  sftp.stat(smallPath).then(count, () => {});
  sftp.call((s, done) => s.unlink(smallPath, done)).then(count, count);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([answers, server.connections]).toEqual([0, 1]);
  const another = await openSftp(server);
  expect((await another.get(bigPath)).equals(big)).toBe(true);
});

describe("corrupt", () => {
  test("the bytes from an offset on, within one download and not the next", async () => {
    const server = await serve({ faults: [{ kind: "corrupt", path: "*.h5", offset: 65_530, length: 20, times: 1 }] });
    const sftp = await openSftp(server);
    const flipped = Buffer.from(big);
    for (let i = 65_530; i < 65_550; i++) flipped[i]! ^= 0xff;
    expect((await sftp.get(bigPath)).equals(flipped)).toBe(true);
    expect((await sftp.get(bigPath)).equals(big)).toBe(true);
  });

  test("by two rules at once", async () => {
    const server = await serve({
      faults: [
        { kind: "corrupt", offset: 0, length: 2 },
        { kind: "corrupt", offset: 1, length: 2 },
      ],
    });
    const sftp = await openSftp(server);
    const expected = [small[0]! ^ 0xff, small[1]!, small[2]! ^ 0xff, small[3]!];
    expect([...(await sftp.read(await sftp.open(smallPath), 0, 4))]).toEqual(expected);
  });

  test("to the end of the file without a length; what is before is right", async () => {
    const sftp = await openSftp(await serve({ faults: [{ kind: "corrupt", offset: 990 }] }));
    const handle = await sftp.open(smallPath);
    expect((await sftp.read(handle, 0, 990)).equals(small.subarray(0, 990))).toBe(true);
    expect([...(await sftp.read(handle, 0, 1000)).subarray(990)]).toEqual(
      [...small.subarray(990)].map((b) => b ^ 0xff),
    );
  });
});

test("setFaults() replaces the rules; a wrong one changes nothing", async () => {
  const server = await serve({ faults: [{ kind: "wrong-size", size: 1 }] });
  const sftp = await openSftp(server);
  expect(() => server.setFaults([{ kind: "wrong-size", size: -1 }])).toThrow(TypeError);
  expect((await sftp.stat(smallPath)).size).toBe(1);
  server.setFaults([]);
  expect((await sftp.stat(smallPath)).size).toBe(small.length);
});
