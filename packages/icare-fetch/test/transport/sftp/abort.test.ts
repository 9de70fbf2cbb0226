import { describe, expect, test, vi } from "vitest";
import { sftpTransport } from "../../../src/transport/sftp/index.ts";
import { big, bigPath, connect, day, optionsFor, readAll, serve } from "./_archive.ts";

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
    await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
    expect(server.stats.bytesSent).toBeLessThan(1_000_000);
  });
});
