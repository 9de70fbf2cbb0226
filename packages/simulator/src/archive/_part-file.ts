import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import type { Sink } from "@atcs/hdf/write";

/** A file that appears under its name when it is complete. */
export interface PartFile extends Sink {
  /** Of the complete file. */
  readonly bytes: number;
}

/** What tells the files of one run from those of another. */
export function createMark(): string {
  return randomBytes(4).toString("hex");
}

/** What a file is called until it is complete. */
export function partName(path: string, mark: string): string {
  return `${path}.${mark}.part`;
}

/** Is this what a file of some run is called until it is complete? */
export function isPartName(path: string): boolean {
  return /\.[0-9a-f]{8}\.part$/.test(path);
}

/**
 * @param keptShare below 1 for a file that shall end too early: the share of its bytes that it keeps
 * @throws errors of the system when the directory does not exist or cannot be written
 */
export async function createPartFile(path: string, mark: string, keptShare: number): Promise<PartFile> {
  const temporary = partName(path, mark);
  const handle = await open(temporary, "wx");
  let isOpen = true;
  let length = 0;
  return {
    name: path,
    get bytes() {
      return length;
    },
    async write(offset, bytes) {
      await writeAll(handle, offset, bytes);
      length = Math.max(length, offset + bytes.length);
    },
    async finish() {
      if (keptShare < 1) {
        length = Math.floor(length * keptShare);
        await handle.truncate(length);
      }
      await handle.sync();
      await handle.close();
      isOpen = false;
      await rename(temporary, path);
    },
    async abort() {
      if (isOpen) await handle.close().catch(() => {});
      isOpen = false;
      await rm(temporary, { force: true }).catch(() => {});
    },
  };
}

async function writeAll(handle: FileHandle, offset: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}
