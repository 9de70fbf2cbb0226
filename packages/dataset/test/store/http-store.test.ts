import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { httpStore } from "../../src/store/http-store.ts";
import type { DatasetStore } from "../../src/store/types.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server that is asked `asked.length` times. */
async function serve(listener: RequestListener): Promise<{ store: DatasetStore; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.method!);
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { store: httpStore(`http://127.0.0.1:${(server.address() as AddressInfo).port}/data`), asked };
}

describe("what the server refuses", () => {
  test.each([403, 404, 410])("%i is a file that is not there", async (status) => {
    const { store, asked } = await serve((_, response) => response.writeHead(status).end());
    expect(await store.size("x")).toBeUndefined();
    const problem = status === 403 ? expect.stringContaining("403") : "no such file";
    await expect(store.read("x")).rejects.toMatchObject({ code: "DATASET_NOT_FOUND", problem });
    expect(asked).toEqual(["HEAD", "GET"]);
  });

  test.each([401, 405, 416])("%i is an error that tells nothing about the file", async (status) => {
    const { store, asked } = await serve((_, response) => response.writeHead(status).end());
    const problem = expect.stringContaining(`the server answered ${status}`);
    await expect(store.size("x")).rejects.toMatchObject({ code: "DATASET_IO", problem });
    await expect(store.read("x")).rejects.toMatchObject({ code: "DATASET_IO", problem, file: store.locate("x") });
    expect(asked).toHaveLength(2);
  });

  test.each([429, 500, 503])("%i is one after three tries", async (status) => {
    const { store, asked } = await serve((_, response) => response.writeHead(status).end("busy"));
    const problem = expect.stringContaining(`the server answered ${status}`);
    await Promise.all([
      expect(store.size("x")).rejects.toMatchObject({ code: "DATASET_IO", problem }),
      expect(store.read("x")).rejects.toMatchObject({ code: "DATASET_IO", problem, file: store.locate("x") }),
    ]);
    expect(asked.sort()).toEqual(["GET", "GET", "GET", "HEAD", "HEAD", "HEAD"]);
  });

  test("a connection that breaks within the file is one too", async () => {
    const { store, asked } = await serve((_, response) => {
      response.writeHead(200, { "content-length": 100 }).write("abc", () => response.destroy());
    });
    await expect(store.read("x")).rejects.toMatchObject({ code: "DATASET_IO" });
    expect(asked).toHaveLength(3);
  });
});

describe("tries again", () => {
  test("until the server has recovered", async () => {
    const { store, asked } = await serve((request, response) => {
      if (asked.length === 1) request.socket.destroy();
      else if (asked.length === 2) response.writeHead(503).end();
      else response.end("abc");
    });
    expect(new TextDecoder().decode(await store.read("x"))).toBe("abc");
    expect(asked).toHaveLength(3);
  });

  test("not once it is aborted, and does not wait for the end of the pause", async () => {
    const controller = new AbortController();
    const { store, asked } = await serve((_, response) => {
      response.writeHead(503).end();
      setTimeout(() => controller.abort(new Error("enough")), 40);
    });
    await expect(store.read("x", { signal: controller.signal })).rejects.toThrow("enough");
    expect(asked).toHaveLength(1);
  });
});

test("other bytes than those asked for are refused", async () => {
  const { store } = await serve((_, response) => {
    response.writeHead(206, { "content-range": "bytes 0-4/100" }).end("abcde");
  });
  await expect(store.read("x", { offset: 10, length: 5 })).rejects.toMatchObject({
    code: "DATASET_IO",
    problem: 'the server gave "bytes 0-4/100": expected bytes=10-14',
  });
  await expect(store.read("x")).rejects.toMatchObject({ code: "DATASET_IO" });
  expect(await store.read("x", { length: 5 })).toHaveLength(5);
});
