import { LimitError, UnsupportedError } from "../errors.ts";
import type { OpenContext } from "../open.ts";
import { defaultCacheBytes } from "../options.ts";
import type { ByteReader } from "../source/byte-reader.ts";
import type { OpenedSource } from "../source/resolve.ts";
import type { HdfFile } from "../types.ts";
import { aboutFile, withFile } from "./failure.ts";
import { Hdf5File } from "./group.ts";
import { openLocal } from "./local-session.ts";
import { OpenFile } from "./open-file.ts";
import type { Session } from "./session.ts";
import { sharedLibrary } from "./shared-library.ts";
import { WorkerStartError } from "./start-worker.ts";
import { bytesSource, pathSource, type SyncSource } from "./sync-source.ts";
import { openInWorker, type WorkerInput } from "./worker-session.ts";

/**
 * Open an HDF5 file by libhdf5, which does synchronous I/O: paths and bytes are read in this thread, a Blob in a worker,
 * unless `worker` says otherwise. After libhdf5 stopped (on a damaged file) its instance in this thread cannot be used
 * again, and there is no way to get another one that works in bundles as well: then every file is read in a worker.
 */
export async function openHdf5(opened: OpenedSource, reader: ByteReader, context: OpenContext): Promise<HdfFile> {
  const { maxBytes, cacheBytes = defaultCacheBytes, signal } = context;
  const session = await openSession({ opened, reader, context });
  // All reads go through the session now.
  await reader.close();
  const file = new OpenFile(session, opened.name, { maxBytes, cacheBytes });
  if (signal?.aborted) {
    await file.close();
    signal.throwIfAborted();
  }
  return new Hdf5File(file);
}

/** What is opened, and how. */
interface Opening {
  readonly opened: OpenedSource;
  readonly reader: ByteReader;
  readonly context: OpenContext;
}

async function openSession(opening: Opening): Promise<Session> {
  const { opened, context } = opening;
  const { worker } = context;
  if (worker === true || typeof worker === "function") return openThere(opening);
  if (opened.kind !== "blob" || worker === false) return openHere(opening, "worker is false");
  try {
    return await openThere(opening);
  } catch (error) {
    if (!(error instanceof WorkerStartError)) throw error;
    return openHere(opening, `no worker can be started: ${error.reason}`);
  }
}

/** @param noWorker why a Blob is not read in a worker */
async function openHere(opening: Opening, noWorker: string): Promise<Session> {
  const { name } = opening.opened;
  const { maxBytes, worker } = opening.context;
  const library = await sharedLibrary().catch((error: unknown) => {
    throw aboutFile(name, error);
  });
  if (!library.usable) {
    if (worker !== false) return openThere(opening);
    const problem = "damaged files have stopped libhdf5 in this thread; leave out worker: false to use another one";
    throw new UnsupportedError(problem, { file: name });
  }
  const source = await openSyncSource(opening, noWorker);
  try {
    return openLocal(library, source, name, maxBytes);
  } catch (error) {
    source.close();
    throw error;
  }
}

async function openThere(opening: Opening): Promise<Session> {
  const { maxBytes, signal, worker } = opening.context;
  const create = typeof worker === "function" ? worker : undefined;
  const input = await workerInput(opening);
  return openInWorker({ input, name: opening.opened.name, maxBytes, signal, create });
}

async function openSyncSource(opening: Opening, noWorker: string): Promise<SyncSource> {
  const { opened } = opening;
  switch (opened.kind) {
    case "path":
      return withFile(opened.name, () => pathSource(opened.path));
    case "bytes":
      return bytesSource(opened.bytes);
    case "blob":
      return bytesSource(
        await copySource(
          opening,
          `HDF5 from a Blob is copied into memory here (${noWorker})`,
          'read it in a worker (option "worker"; see "In a browser" in the README of @atcs/hdf), or pass a larger maxBytes',
        ),
      );
    case "custom":
      return bytesSource(await copyCustom(opening));
  }
}

async function workerInput(opening: Opening): Promise<WorkerInput> {
  const { opened } = opening;
  switch (opened.kind) {
    case "path":
      return { kind: "path", path: opened.path };
    case "blob":
      return { kind: "blob", blob: opened.blob };
    case "bytes":
      // Handed over to the worker, so that they must not be the caller's own.
      return { kind: "bytes", bytes: new Uint8Array(opened.bytes) };
    case "custom":
      return { kind: "bytes", bytes: await copyCustom(opening) };
  }
}

function allocate({ size, name }: ByteReader): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new LimitError(`there is no memory for a copy of its ${size} bytes`, { file: name, cause });
  }
}

/** A random-access source is asynchronous, so that libhdf5 cannot read it in place. */
function copyCustom(opening: Opening): Promise<Uint8Array<ArrayBuffer>> {
  const what = "HDF5 from a random-access source is copied into memory";
  return copySource(opening, what, "pass a path or a Blob, which are read in place, or a larger maxBytes");
}

async function copySource(
  { reader, context }: Opening,
  what: string,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { maxBytes, signal } = context;
  if (reader.size > maxBytes) {
    const problem = `${what}: it has ${reader.size} bytes, maxBytes is ${maxBytes}; ${advice}`;
    throw new LimitError(problem, { file: reader.name });
  }
  const bytes = allocate(reader);
  const step = 2 ** 24;
  for (let offset = 0; offset < bytes.length; offset += step) {
    bytes.set(await reader.read(offset, Math.min(step, bytes.length - offset), signal), offset);
  }
  return bytes;
}
