import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ftpTransport } from "../../src/transport/ftp/index.ts";
import { sftpTransport } from "../../src/transport/sftp/index.ts";
import type { Transport } from "../../src/transport/types.ts";
import type { Logger } from "../../src/types.ts";

/** Of a service that waits for the client's first word. */
async function silentPort(): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const host = "127.0.0.1";
const transports: [kind: string, (port: number, log: Logger) => Transport][] = [
  [
    "SFTP",
    (port, log) =>
      sftpTransport({
        ...{ host, port, username: "me", auth: { password: "x" } },
        ...{ verifyHostKey: async () => {}, timeoutMs: 200, log },
      }),
  ],
  [
    "FTP",
    (port, log) => ftpTransport({ host, port, username: "me", password: "x", secure: false, timeoutMs: 200, log }),
  ],
];

test.each(transports)("that a server says nothing is told before it is given up: %s", async (_, transportTo) => {
  const messages: string[] = [];
  const transport = transportTo(await silentPort(), ({ kind, message }) => messages.push(`${kind}: ${message}`));
  await expect(transport.connect()).rejects.toMatchObject({ code: "ARCHIVE_TIMEOUT" });
  expect(messages).toEqual([`wait: ${transport.origin}: the server has not said a word yet; waiting for its greeting`]);
});
