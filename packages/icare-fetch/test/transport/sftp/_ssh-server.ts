import type { Server } from "node:net";
import ssh2 from "ssh2";
import { onTestFinished } from "vitest";

/** A server of which only the login matters; it opens no channel but SFTP's, and that answers nothing. */
export async function startSshServer(
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

export async function listening(server: Server): Promise<{ host: string; port: number }> {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket as never));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy?.();
  });
  return { host: "127.0.0.1", port: (server.address() as { port: number }).port };
}
