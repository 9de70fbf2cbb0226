import { ConnectionError, RemotePathError, TransferError } from "../../src/errors.ts";
import type { Connection } from "../../src/transport/types.ts";
import type { RemoteStat } from "../../src/types.ts";

/** What happens to one reading of a file. */
export interface ReadFault {
  /** After so many of its bytes. */
  readonly after: number;
  readonly kind: "drop" | "timeout" | "short" | "long" | "protocol" | "change" | "abort";
}

/** A server with one file, of which tests decide what goes wrong. */
export class FakeRemote {
  bytes: Uint8Array;
  modifiedMs: number | undefined = 1_000_000;
  pieceBytes = 700;
  /** For each reading in turn. */
  readonly faults: ReadFault[] = [];
  /** What is done for "change" and "abort". */
  onChange: () => void = () => {};
  onAbort: () => void = () => {};
  /** For each asking in turn: throws. */
  readonly statFaults: (Error | undefined)[] = [];
  readonly reads: number[] = [];
  sentBytes = 0;
  stats = 0;
  openReads = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get stat(): RemoteStat {
    return { kind: "file", size: this.bytes.length, modifiedMs: this.modifiedMs };
  }

  readonly use = async <T>(task: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    signal?.throwIfAborted();
    return task(this.#connection());
  };

  #connection(): Connection {
    return {
      isOpen: true,
      list: async () => [],
      stat: async () => {
        this.stats++;
        const fault = this.statFaults.shift();
        if (fault !== undefined) throw fault;
        return this.stat;
      },
      read: (_path, { offset, size, signal }) => this.#read(offset, size, signal),
      close: async () => {},
    };
  }

  async *#read(offset: number, size: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    this.reads.push(offset);
    this.openReads++;
    const fault = this.faults.shift();
    const source = this.bytes;
    const end = Math.min(size, source.length);
    try {
      for (let at = offset; at < end; ) {
        signal?.throwIfAborted();
        const left = fault === undefined ? Infinity : fault.after - (at - offset);
        if (left <= 0 && this.#act(fault!.kind)) return;
        const next = Math.min(at + this.pieceBytes, end, left > 0 ? at + left : Infinity);
        this.sentBytes += next - at;
        yield source.subarray(at, next);
        at = next;
        await null;
      }
      if (fault?.kind === "long") yield new Uint8Array(3);
      if (end < size) throw new TransferError("ARCHIVE_CHANGED", `it ends at byte ${end}: expected ${size} bytes`);
    } finally {
      this.openReads--;
    }
  }

  /** @returns whether the transfer ends as if that were all */
  #act(kind: ReadFault["kind"]): boolean {
    if (kind === "drop") throw new ConnectionError("ARCHIVE_CONNECTION", "the session was lost");
    if (kind === "timeout") throw new ConnectionError("ARCHIVE_TIMEOUT", "silence");
    if (kind === "protocol") throw new ConnectionError("ARCHIVE_PROTOCOL", "the file ended early");
    if (kind === "change") this.onChange();
    if (kind === "abort") this.onAbort();
    return kind === "short";
  }
}

export const missing: RemotePathError = new RemotePathError("ARCHIVE_NOT_FOUND", "no such file");
