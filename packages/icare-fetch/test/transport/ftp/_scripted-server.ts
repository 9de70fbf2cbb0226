import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** What a scripted server has and says. */
export interface Script {
  /** @default "220 ready" */
  readonly greeting?: string;
  /** Lines of FEAT. @default MLST */
  readonly features?: readonly string[];
  /** Contents of files by path. */
  readonly files?: Readonly<Record<string, Buffer>>;
  /** Listings by directory, sent to MLSD and LIST. */
  readonly listings?: Readonly<Record<string, string>>;
  /** Answers instead of the server's own; "" for silence, undefined for its own. */
  readonly answer?: (line: string, socket: Socket) => string | undefined;
  /** The command for data connections that it knows. @default "EPSV" */
  readonly passive?: "EPSV" | "PASV";
  /** Bytes after which the data connection ends, with a 426. */
  readonly cutAfter?: number;
}

/** An FTP server that says what a test wants. */
export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  /** Commands of all sessions. */
  readonly commands: readonly string[];
  /** Sessions that are open. */
  readonly sessions: ReadonlySet<Socket>;
  /** Data connections that were ended by the client before all was sent. */
  readonly brokenTransfers: number;
}

const listen = async (server: Server): Promise<number> => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

/** Start one; it knows any user. */
export async function startScriptedServer(script: Script = {}): Promise<ScriptedServer> {
  const { greeting = "220 ready", features = ["MLST type*;size*;modify*;"], files = {}, listings = {} } = script;
  const commands: string[] = [];
  const sessions = new Set<Socket>();
  const dataServers = new Set<Server>();
  let brokenTransfers = 0;

  const server = createServer((control) => {
    sessions.add(control);
    control.on("close", () => sessions.delete(control)).on("error", () => {});
    let rest = 0;
    let directory = "/";
    let data: Promise<Socket> = Promise.reject(new Error("no data connection"));
    data.catch(() => {});
    const say = (text: string): void => void (text === "" || control.destroyed || control.write(`${text}\r\n`));

    const send = async (bytes: Buffer): Promise<void> => {
      say("150 here it comes");
      const socket = await data;
      const end = script.cutAfter === undefined ? bytes.length : Math.min(script.cutAfter, bytes.length);
      socket.on("error", () => {});
      socket.end(bytes.subarray(0, end));
      await new Promise((resolve) => socket.on("close", resolve));
      if (socket.bytesWritten < end || socket.errored) brokenTransfers++;
      say(
        end < bytes.length
          ? "426 connection closed, transfer aborted"
          : (script.answer?.("226", control) ?? "226 done"),
      );
    };

    const own = async (verb: string, argument: string): Promise<string> => {
      switch (verb) {
        case "USER":
          return "331 password";
        case "PASS":
          return "230 welcome";
        case "FEAT":
          return ["211-features", ...features.map((feature) => ` ${feature}`), "211 end"].join("\r\n");
        case "EPSV":
        case "PASV": {
          if (verb !== (script.passive ?? "EPSV")) return "500 unknown command";
          const dataServer = createServer();
          dataServers.add(dataServer);
          const port = await listen(dataServer);
          data = once(dataServer, "connection").then(([socket]) => {
            dataServer.close();
            return socket as Socket;
          });
          // An address that nobody has, as of a server behind a router.
          if (verb === "PASV") return `227 Entering Passive Mode (192,0,2,1,${port >> 8},${port & 255})`;
          return `229 Entering Extended Passive Mode (|||${port}|)`;
        }
        case "REST":
          rest = Number(argument);
          return "350 restarting";
        case "RETR": {
          const start = rest;
          rest = 0;
          const file = files[argument];
          if (file === undefined) return "550 No such file";
          void send(file.subarray(start));
          return "";
        }
        case "MLSD":
        case "LIST": {
          const listing = listings[argument === "" ? directory : argument];
          if (listing === undefined) return "550 No such directory";
          void send(Buffer.from(listing));
          return "";
        }
        case "CWD":
          if (listings[argument] === undefined) return "550 Failed to change directory.";
          directory = argument;
          return "250 ok";
        case "SIZE":
          return files[argument] === undefined ? "550 Could not get file size." : `213 ${files[argument].length}`;
        case "MDTM":
          return "213 20080603012810";
        case "OPTS":
        case "TYPE":
        case "STRU":
        case "NOOP":
          return "200 ok";
        case "QUIT":
          control.end("221 bye\r\n");
          return "";
        default:
          return "502 unknown command";
      }
    };

    say(greeting);
    let text = "";
    control.on("data", async (chunk) => {
      text += chunk.toString();
      const lines = text.split("\r\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        commands.push(line);
        const [verb = "", ...words] = line.split(" ");
        say(script.answer?.(line, control) ?? (await own(verb, words.join(" "))));
      }
    });
  });

  const port = await listen(server);
  return {
    port,
    commands,
    sessions,
    get brokenTransfers(): number {
      return brokenTransfers;
    },
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      for (const dataServer of dataServers) dataServer.close();
      server.close();
      await once(server, "close");
    },
  };
}
