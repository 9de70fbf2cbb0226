import type { FileHandle } from "node:fs/promises";
import { failure } from "./_status.ts";
import type { CorruptFault, FaultRule } from "./fault-rules.ts";

/** An open file of a client. */
export interface OpenFile {
  readonly kind: "file";
  /** The remote path by which it was opened. */
  readonly path: string;
  readonly file: FileHandle;
  /** Bytes that it had when it was opened. */
  readonly size: number;
  /** Bytes of it sent through this handle. */
  sent: number;
  /** The log has a line about it. */
  isTold: boolean;
  /** Rules that had their match on this handle. */
  readonly decided: Set<FaultRule>;
  readonly corruptions: CorruptFault[];
}

/** An open directory of a client. */
export interface OpenDirectory {
  readonly kind: "directory";
  readonly path: string;
  /** Of which the names are listed; undefined above the prefix. */
  readonly localPath: string | undefined;
  readonly names: readonly string[];
  /** The first name that is not yet listed. */
  next: number;
}

export type OpenHandle = OpenFile | OpenDirectory;

/** The open handles of one channel. */
export interface HandleTable {
  /** @throws SftpStatus when too many are open; the caller still owns the handle then */
  add(handle: OpenHandle): Buffer;
  get(id: Buffer): OpenHandle | undefined;
  close(id: Buffer): Promise<void>;
  closeAll(): Promise<void>;
}

/** As many as OpenSSH's server allows by its default of open files, roughly. */
const maxHandles = 256;

export function createHandleTable(): HandleTable {
  const handles = new Map<number, OpenHandle>();
  let next = 0;

  const keyOf = (id: Buffer) => (id.length === 4 ? id.readUInt32BE() : -1);
  const release = async (handle: OpenHandle | undefined) => {
    if (handle?.kind === "file") await handle.file.close();
  };

  return {
    add(handle) {
      if (handles.size >= maxHandles) throw failure();
      const key = next++ >>> 0;
      handles.set(key, handle);
      const id = Buffer.alloc(4);
      id.writeUInt32BE(key);
      return id;
    },
    get: (id) => handles.get(keyOf(id)),
    async close(id) {
      const handle = handles.get(keyOf(id));
      if (!handle) throw failure();
      handles.delete(keyOf(id));
      await release(handle);
    },
    async closeAll() {
      const open = [...handles.values()];
      handles.clear();
      await Promise.all(open.map(release));
    },
  };
}
