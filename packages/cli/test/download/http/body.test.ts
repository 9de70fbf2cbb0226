import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { Body } from "../../../src/download/http/body.ts";

/** Ask a server, and read what it answers some time after that has come. */
async function read(answer: (response: ServerResponse) => void): Promise<{ bytes: number; error: unknown }> {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const message = await new Promise<[IncomingMessage, Body]>((resolve) =>
      get({ port, host: "127.0.0.1" }, (response) => resolve([response, new Body(response)])),
    );
    const body = message[1];
    await wait(100);
    let bytes = 0;
    try {
      for (;;) {
        const next = await body.next();
        if (next === undefined) return { bytes, error: undefined };
        bytes += next.length;
      }
    } catch (error) {
      return { bytes, error };
    }
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("more than may wait comes whole, and in the end nothing", async () => {
  expect(await read((response) => response.end(Buffer.alloc(5e6)))).toEqual({ bytes: 5e6, error: undefined });
});

test("what came before the connection failed is given before the error", async () => {
  const { bytes, error } = await read((response) => {
    response.writeHead(200, { "content-length": 100_000 });
    response.write(Buffer.alloc(60_000), () => response.socket?.end());
  });
  expect(bytes).toBe(60_000);
  expect(error).toMatchObject({ code: "ECONNRESET" });
});
