import type { Socket } from "node:net";
import type { FTPContext, FTPResponse } from "basic-ftp";
import { refusalOf } from "./_replies.ts";

/** Asks the server for ports to connect to: by EPSV, or where it does not know that by PASV. */
export class PassiveMode {
  #hasEpsv = true;

  /**
   * Addresses in replies to PASV are ignored: those behind a router are wrong, and others would let the server send us
   * anywhere.
   *
   * @throws RangeError for a reply without a port; what basic-ftp throws
   */
  async enter(ftp: FTPContext): Promise<{ readonly port: number; readonly reply: FTPResponse }> {
    if (this.#hasEpsv) {
      try {
        const reply = await ftp.request("EPSV");
        return { port: portOf(/([|!])\1\1(\d{1,5})\1/.exec(reply.message)?.[2]), reply };
      } catch (error) {
        const code = refusalOf(error, "")?.code ?? 0;
        // RFC 2428: 522 for a family of addresses that it does not have.
        if (code < 500 || code === 530) throw error;
        this.#hasEpsv = false;
      }
    }
    const reply = await ftp.request("PASV");
    const [, high, low] = /(?<!\d)\d{1,3},\d{1,3},\d{1,3},\d{1,3},(\d{1,3}),(\d{1,3})/.exec(reply.message) ?? [];
    return { port: portOf(high === undefined ? undefined : String(256 * Number(high) + Number(low))), reply };
  }
}

function portOf(text: string | undefined): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new RangeError("the server named no port for the data connection");
}

/** Connect, for so long. @throws the socket's error; an error with the code ETIMEDOUT */
export function connectTo(socket: Socket, host: string, port: number, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    const onTimeout = (): void =>
      fail(Object.assign(new Error(`no data connection to port ${port}`), { code: "ETIMEDOUT" }));
    const onClose = (): void => fail(new Error("the data connection was closed"));
    socket.setTimeout(timeoutMs, onTimeout);
    // Stays: what happens between this and the transfer is seen there.
    socket.on("error", fail);
    socket.on("close", onClose);
    socket.connect({ host, port }, () => {
      socket.setTimeout(0);
      socket.off("timeout", onTimeout);
      socket.off("close", onClose);
      resolve();
    });
  });
}
