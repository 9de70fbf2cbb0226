import { Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import { Client, type FTPResponse } from "basic-ftp";
import { ControlConnection } from "./_control-connection.ts";
import { connectTo, PassiveMode } from "./_data-connection.ts";

/** No directory of an archive is as long. */
const mostEntries = 1_000_000;

/**
 * basic-ftp's client with other data connections, which remembers what the server said last: servers hide failed
 * listings in a reply of success.
 *
 * It connects to the server's own address only, and with TLS says nothing on the data connection before the server
 * answered to the command (as curl and Python's ftplib do it): pyftpdlib ends data connections where a handshake starts
 * before the command came.
 */
export class FtpClient extends Client {
  override readonly ftp: ControlConnection;
  readonly #mode = new PassiveMode();
  #lastReply = "";
  /** Connects, or waits for its handshake. */
  #data: Socket | undefined;

  constructor(timeoutMs: number) {
    super(timeoutMs);
    const ftp = new ControlConnection(timeoutMs);
    this.ftp = ftp;
    const handle = ftp.handle.bind(ftp);
    ftp.handle = async (command, handler) => {
      try {
        const reply: unknown = await handle(command, (response, task) => {
          if (!(response instanceof Error) && (response.code === 150 || response.code === 125)) this.#secureData();
          handler(response, task);
        });
        this.#lastReply = isReply(reply) ? reply.message : "";
        return reply;
      } finally {
        // The command that it was for was refused.
        this.#dropData();
      }
    };
    this.prepareTransfer = () => this.#prepareTransfer();
  }

  /** The reply that ended the last command, if that went well. */
  get lastReply(): string {
    return this.#lastReply;
  }

  /**
   * The text of a listing, as it came; basic-ftp takes 40 MiB at most.
   * @throws RangeError for more lines than there can be
   */
  async listing(command: "MLSD" | "LIST", path?: string): Promise<string> {
    let text = "";
    this.availableListCommands = [command];
    this.parseList = (raw) => {
      text = raw;
      return [];
    };
    await this.list(path);
    checkLineCount(text);
    return text;
  }

  override close(): void {
    this.#dropData();
    super.close();
  }

  async #prepareTransfer(): Promise<FTPResponse> {
    const { ftp } = this;
    const { port, reply } = await this.#mode.enter(ftp);
    const host = ftp.socket.remoteAddress;
    if (host === undefined) throw new Error("the connection was closed");
    this.#data = new Socket();
    await connectTo(this.#data, host, port, ftp.timeout);
    if (ftp.socket instanceof TLSSocket) {
      // The library wants one to be there; it is replaced before it is used.
      ftp.dataSocket = new Socket();
    } else {
      ftp.dataSocket = this.#data;
      this.#data = undefined;
    }
    return reply;
  }

  #secureData(): void {
    const { ftp } = this;
    if (this.#data === undefined || !(ftp.socket instanceof TLSSocket)) return;
    // Servers take the session of the control connection as the proof that it is the same client.
    const session = ftp.tlsSessionStore ?? ftp.socket.getSession();
    const secured = connectTls({
      ...ftp.tlsOptions,
      socket: this.#data,
      ...(session === undefined ? {} : { session }),
    });
    secured.on("session", (next) => {
      ftp.tlsSessionStore = next;
    });
    this.#data = undefined;
    ftp.dataSocket = secured;
  }

  #dropData(): void {
    this.#data?.destroy();
    this.#data = undefined;
  }
}

/** Short lines would fill the memory with entries. */
function checkLineCount(text: string): void {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  if (count > mostEntries) throw new RangeError(`the listing has more than ${mostEntries} lines`);
}

function isReply(value: unknown): value is FTPResponse {
  return typeof value === "object" && value !== null && "message" in value && typeof value.message === "string";
}
