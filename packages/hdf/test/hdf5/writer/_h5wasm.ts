import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as h5wasm from "h5wasm/node";
import { createHdf5, type Hdf5FileWriter, MemorySink } from "../../../src/write.ts";

/** The bytes of a file. */
export async function writeBytes(write: (file: Hdf5FileWriter) => unknown): Promise<Uint8Array<ArrayBuffer>> {
  const sink = new MemorySink();
  const file = await createHdf5(sink);
  await write(file);
  await file.close();
  return sink.bytes;
}

/** Read a file with h5wasm (libhdf5), which takes paths. */
export async function withH5wasm<T>(bytes: Uint8Array, read: (file: h5wasm.File) => T): Promise<T> {
  await h5wasm.ready;
  const directory = mkdtempSync(join(tmpdir(), "atcs-hdf5-"));
  const path = join(directory, "file.h5");
  try {
    writeFileSync(path, bytes);
    const file = new h5wasm.File(path, "r");
    if (file.file_id <= 0n) throw new Error("libhdf5 does not open the file");
    try {
      return read(file);
    } finally {
      file.close();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The data set at a path. */
export function datasetOf(file: h5wasm.File, path: string): h5wasm.Dataset {
  const node = file.get(path);
  if (node instanceof h5wasm.Dataset) return node;
  throw new Error(`no data set at ${path}`);
}

/** Write a file and read it with h5wasm. */
export async function roundTrip<T>(
  write: (file: Hdf5FileWriter) => unknown,
  read: (file: h5wasm.File) => T,
): Promise<T> {
  return withH5wasm(await writeBytes(write), read);
}
