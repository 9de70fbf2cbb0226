import { constants, type Stats } from "node:fs";
import { lstat, open, readdir, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Attributes, FileEntry } from "ssh2";
import ssh2 from "ssh2";
import { attributesOf, longName, virtualDirectoryAttributes } from "./_attributes.ts";
import type { FaultPlan } from "./_fault-plan.ts";
import type { HandleTable, OpenDirectory, OpenFile } from "./_handles.ts";
import type { ArchivePlace, ArchiveTree } from "./_paths.ts";
import { endOfFile, failure, noSuchFile, permissionDenied } from "./_status.ts";
import type { CorruptFault, DropAfterBytesFault, FaultRule, SftpOperation } from "./fault-rules.ts";
import type { ArchiveServerStats } from "./types.ts";

/** What the requests of all channels share. */
export interface ArchiveContext {
  readonly tree: ArchiveTree;
  /** Does this remote path refuse to be listed and looked at? */
  readonly isUnlistable: (path: string) => boolean;
  readonly faults: () => FaultPlan;
  readonly stats: ArchiveServerStats;
}

/** Bytes for a READ, and whether the connection is to be dropped behind them. */
export interface ReadReply {
  readonly data: Buffer;
  readonly drop: boolean;
}

/** The requests of one channel. All paths are normalised; everything else than the result is thrown as SftpStatus. */
export interface RequestHandlers {
  attributes(operation: "STAT" | "LSTAT", path: string): Promise<Attributes>;
  handleAttributes(id: Buffer): Promise<Attributes>;
  openDirectory(path: string): Promise<Buffer>;
  readDirectory(id: Buffer): Promise<FileEntry[]>;
  openFile(path: string, flags: number): Promise<Buffer>;
  read(id: Buffer, offset: number, length: number): Promise<ReadReply>;
}

const { OPEN_MODE } = ssh2.utils.sftp;
const changingFlags = OPEN_MODE.WRITE | OPEN_MODE.APPEND | OPEN_MODE.CREAT | OPEN_MODE.TRUNC | OPEN_MODE.EXCL;

/** Names in one reply to READDIR, as OpenSSH's server does it about. */
const namesPerReply = 100;

/** No reply holds more: a client that asks for more gets a short read, as the protocol allows. */
const maxReadBytes = 64 * 1024;

export function createRequestHandlers(context: ArchiveContext, handles: HandleTable): RequestHandlers {
  const { tree, isUnlistable, faults, stats } = context;

  /** The attributes as told to the client, which may be wrong on purpose. */
  function report(operation: SftpOperation, path: string, found: Stats): Attributes {
    const attributes = attributesOf(found);
    if (!found.isFile()) return attributes;
    const wrong = faults().apply("wrong-size", { path, operation });
    return wrong ? { ...attributes, size: wrong.size } : attributes;
  }

  async function listEntry(directory: OpenDirectory, name: string): Promise<FileEntry | undefined> {
    const path = posix.join(directory.path, name);
    let attrs = virtualDirectoryAttributes();
    // What is above the directory is none of the client's business: of the root it is outside.
    if (directory.localPath !== undefined && name !== "..") {
      // A file may go between the listing of names and this; and a name that is no Unicode cannot be found by it.
      const found = await lstat(join(directory.localPath, name)).catch(() => undefined);
      if (!found || (found.isFile() && faults().isGone(path))) return undefined;
      attrs = report("READDIR", path, found);
    }
    return { filename: name, longname: longName(name, attrs), attrs };
  }

  return {
    async attributes(operation, path) {
      if (isUnlistable(path)) throw permissionDenied();
      const place = await tree.locate(path, operation === "STAT");
      if (place.kind === "virtual") return virtualDirectoryAttributes();
      const found = await (operation === "STAT" ? stat(place.path) : lstat(place.path));
      if (found.isFile() && faults().lookUp(path)) throw noSuchFile();
      return report(operation, path, found);
    },

    async handleAttributes(id) {
      const handle = handles.get(id);
      if (handle?.kind !== "file") throw failure();
      return report("FSTAT", handle.path, await handle.file.stat());
    },

    async openDirectory(path) {
      if (isUnlistable(path)) throw permissionDenied();
      const place = await tree.locate(path, true);
      const names = await namesIn(place);
      const localPath = place.kind === "local" ? place.path : undefined;
      const id = handles.add({ kind: "directory", path, localPath, names, next: 0 });
      stats.listings++;
      return id;
    },

    async readDirectory(id) {
      const handle = handles.get(id);
      if (handle?.kind !== "directory") throw failure();
      const entries: FileEntry[] = [];
      while (entries.length < namesPerReply && handle.next < handle.names.length) {
        const entry = await listEntry(handle, handle.names[handle.next++]!);
        if (entry) entries.push(entry);
      }
      if (entries.length === 0) throw endOfFile();
      return entries;
    },

    async openFile(path, flags) {
      if (flags & changingFlags || !(flags & OPEN_MODE.READ)) throw permissionDenied();
      const place = await tree.locate(path, true);
      if (place.kind === "virtual") throw failure();
      // Asked before it is opened: to open a named pipe would wait for a writer.
      const found = await stat(place.path);
      if (!found.isFile()) throw failure();
      if (faults().lookUp(path)) throw noSuchFile();
      const file = await open(place.path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        const { size } = found;
        const told = { sent: 0, isTold: false };
        const id = handles.add({ kind: "file", path, file, size, ...told, decided: new Set(), corruptions: [] });
        stats.transfers++;
        return id;
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    async read(id, offset, length) {
      const handle = handles.get(id);
      if (handle?.kind !== "file") throw failure();
      // Offsets have 64 bits; no file is so long that one beyond the exact integers could be within.
      if (!Number.isSafeInteger(offset)) throw endOfFile();
      const buffer = Buffer.allocUnsafe(Math.min(length, maxReadBytes));
      const { bytesRead } = await handle.file.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0 && length > 0) throw endOfFile();
      const data = buffer.subarray(0, bytesRead);
      corrupt(faults(), handle, data, offset);
      const reply = cut(faults(), handle, data);
      handle.sent += reply.data.length;
      stats.bytesSent += reply.data.length;
      return reply;
    },
  };
}

/** In the order of their code units, so that two runs list alike whatever the file system does. */
async function namesIn(place: ArchivePlace): Promise<string[]> {
  if (place.kind === "virtual") return [place.child];
  return [".", "..", ...(await readdir(place.path)).sort()];
}

/** A condition for rules that have one match at most on a handle. */
function oncePerHandle<R extends FaultRule>(handle: OpenFile, concerns: (rule: R) => boolean): (rule: R) => boolean {
  return (rule) => {
    if (handle.decided.has(rule) || !concerns(rule)) return false;
    handle.decided.add(rule);
    return true;
  };
}

function corrupt(plan: FaultPlan, handle: OpenFile, data: Buffer, offset: number): void {
  const isTouched = (rule: CorruptFault) =>
    rule.offset < offset + data.length && rule.offset + (rule.length ?? Infinity) > offset;
  handle.corruptions.push(...plan.applyAll("corrupt", { path: handle.path }, oncePerHandle(handle, isTouched)));
  for (const rule of handle.corruptions) {
    const end = Math.min(data.length, rule.offset + (rule.length ?? Infinity) - offset);
    for (let i = Math.max(0, rule.offset - offset); i < end; i++) data[i]! ^= 0xff;
  }
}

function cut(plan: FaultPlan, handle: OpenFile, data: Buffer): ReadReply {
  const isReached = (rule: DropAfterBytesFault) => handle.sent + data.length > rule.bytes;
  const drops = plan.applyAll("drop-after-bytes", { path: handle.path }, oncePerHandle(handle, isReached));
  if (drops.length === 0) return { data, drop: false };
  const bytes = Math.min(...drops.map((rule) => rule.bytes));
  return { data: data.subarray(0, Math.max(0, bytes - handle.sent)), drop: true };
}
