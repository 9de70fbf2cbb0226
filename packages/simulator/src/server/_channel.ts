import { once } from "node:events";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import ssh2, { type SFTPWrapper } from "ssh2";
import { virtualDirectoryAttributes } from "./_attributes.ts";
import { createHandleTable } from "./_handles.ts";
import { normaliseRemotePath } from "./_paths.ts";
import { type ArchiveContext, createRequestHandlers, type ReadReply } from "./_requests.ts";
import { permissionDenied, SftpStatus, statusOf } from "./_status.ts";

/** The connection that a channel is part of. */
export interface ChannelConnection {
  readonly socket: Socket;
  /** Nothing is answered any more. */
  stalled: boolean;
  readonly log: (line: string) => void;
}

/** A served SFTP channel. */
export interface Channel {
  /** Stop, and release what is open. */
  dispose(): Promise<void>;
}

const { STATUS_CODE } = ssh2.utils.sftp;

/** More than any client sends ahead; whoever sends more without reading the replies is cut off. */
const maxPendingRequests = 1024;

const refusedEvents = ["WRITE", "SETSTAT", "FSETSTAT", "REMOVE", "MKDIR", "RMDIR", "RENAME", "SYMLINK"] as const;

/** Answer the requests of a channel, one after the other in the order in which they came. */
export function serveChannel(sftp: SFTPWrapper, connection: ChannelConnection, context: ArchiveContext): Channel {
  const handles = createHandleTable();
  const handlers = createRequestHandlers(context, handles);
  const ended = new AbortController();
  const { signal } = ended;
  let pending = 0;
  let last: Promise<void> = Promise.resolve();
  let disposed: Promise<void> | undefined;

  /** Wait for what the faults ask for; false when there will be no answer. */
  async function isAnswered(operation: string, path: string | undefined, arrived: number): Promise<boolean> {
    if (signal.aborted || connection.stalled) return false;
    const event = path === undefined ? { operation } : { operation, path };
    const delay = context.faults().apply("delay", event);
    if (delay) {
      const rest = arrived + delay.milliseconds - performance.now();
      if (rest > 0) await sleep(rest, undefined, { signal });
    }
    if (connection.stalled) return false;
    if (context.faults().apply("stall", event)) {
      connection.stalled = true;
      connection.log(`stalled at ${operation}${quoted(path)}`);
      return false;
    }
    // A client that does not read must not make the replies pile up.
    if (connection.socket.writableNeedDrain) await once(connection.socket, "drain", { signal });
    return !signal.aborted;
  }

  function request(
    operation: string,
    id: number,
    target: string | Buffer | undefined,
    answer: () => Promise<void>,
  ): void {
    if (signal.aborted || connection.stalled) return;
    if (++pending > maxPendingRequests) {
      connection.log("cut off: too many requests without an answer");
      connection.socket.destroy();
      return;
    }
    context.stats.requests++;
    const arrived = performance.now();
    last = last.then(async () => {
      try {
        const path = pathOf(target);
        if (await isAnswered(operation, path, arrived)) await answer();
      } catch (error) {
        // An error after the end is the end itself: there is nobody to tell.
        if (!signal.aborted) sendStatus(id, error, operation, target);
      } finally {
        pending--;
      }
    });
  }

  function pathOf(target: string | Buffer | undefined): string | undefined {
    return typeof target === "object" ? handles.get(target)?.path : target;
  }

  function sendStatus(id: number, error: unknown, operation: string, target: string | Buffer | undefined): void {
    const { status, message } = statusOf(error);
    if (!(error instanceof SftpStatus)) {
      connection.log(`the file system says ${message.toLowerCase()} at ${operation}${quoted(pathOf(target))}`);
    }
    sftp.status(id, status, message);
  }

  /** Clients may end without closing what they have read. */
  function tellTransfer(id: Buffer, isEnd: boolean): void {
    const handle = handles.get(id);
    if (handle?.kind !== "file" || handle.isTold) return;
    const { path, sent, size } = handle;
    if (sent < size && !isEnd) return;
    handle.isTold = true;
    connection.log(
      sent < size ? `closed${quoted(path)} after ${sent} of ${size} bytes` : `sent${quoted(path)}, ${size} bytes`,
    );
  }

  function sendData(id: number, handle: Buffer, { data, drop }: ReadReply): void {
    if (data.length > 0 || !drop) sftp.data(id, data);
    if (!drop) {
      tellTransfer(handle, false);
      return;
    }
    connection.log(`dropped within${quoted(pathOf(handle))}`);
    connection.stalled = true;
    // Behind what was written, unlike destroy().
    connection.socket.destroySoon();
  }

  sftp.on("REALPATH", (id, given) => {
    const filename = normaliseRemotePath(given);
    request("REALPATH", id, filename, async () => {
      sftp.name(id, [{ filename, longname: filename, attrs: virtualDirectoryAttributes() }]);
    });
  });
  for (const operation of ["STAT", "LSTAT"] as const) {
    sftp.on(operation, (id: number, given: string) => {
      const path = normaliseRemotePath(given);
      request(operation, id, path, async () => sftp.attrs(id, await handlers.attributes(operation, path)));
    });
  }
  sftp.on("FSTAT", (id, handle) => {
    request("FSTAT", id, handle, async () => sftp.attrs(id, await handlers.handleAttributes(handle)));
  });
  sftp.on("OPENDIR", (id, given) => {
    const path = normaliseRemotePath(given);
    request("OPENDIR", id, path, async () => sftp.handle(id, await handlers.openDirectory(path)));
  });
  sftp.on("READDIR", (id, handle) => {
    request("READDIR", id, handle, async () => sftp.name(id, await handlers.readDirectory(handle)));
  });
  sftp.on("OPEN", (id, given, flags) => {
    const path = normaliseRemotePath(given);
    request("OPEN", id, path, async () => sftp.handle(id, await handlers.openFile(path, flags)));
  });
  sftp.on("READ", (id, handle, offset, length) => {
    request("READ", id, handle, async () => sendData(id, handle, await handlers.read(handle, offset, length)));
  });
  sftp.on("CLOSE", (id, handle) => {
    request("CLOSE", id, handle, async () => {
      tellTransfer(handle, true);
      await handles.close(handle);
      sftp.status(id, STATUS_CODE.OK);
    });
  });
  // READLINK and extensions have no listener: ssh2 answers OP_UNSUPPORTED.
  for (const event of refusedEvents) {
    sftp.on(event as string, (id: number) => {
      request(event, id, undefined, () => Promise.reject(permissionDenied()));
    });
  }

  const channel: Channel = {
    dispose() {
      ended.abort();
      disposed ??= last.then(() => handles.closeAll());
      return disposed;
    },
  };
  sftp.on("error", () => connection.log("a packet that is no SFTP"));
  // As OpenSSH's server does: the end of the requests is the end of the channel.
  sftp.on("end", () => void last.then(() => sftp.end()));
  sftp.on("close", () => void channel.dispose());
  return channel;
}

/** A path as part of a line of the log, in which it can forge nothing. */
function quoted(path: string | undefined): string {
  return path === undefined ? "" : ` ${JSON.stringify(path)}`;
}
