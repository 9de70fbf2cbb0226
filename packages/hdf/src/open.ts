import { checkOptions } from "./_check-options.ts";
import { NotHdfError } from "./errors.ts";
import { defaultMaxBytes, type OpenOptions } from "./options.ts";
import { ByteReader } from "./source/byte-reader.ts";
import { resolveSource } from "./source/resolve.ts";
import type { Source } from "./source/types.ts";
import type { HdfFile } from "./types.ts";

/** The formats that `open` tells apart. */
export type FileFormat = "hdf4" | "hdf5";

const hdf4Magic = [0x0e, 0x03, 0x13, 0x01];
const hdf5Magic = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Open an HDF4 or HDF5 file; the format is found by its signature.
 *
 * HDF4 is read in place from every source. HDF5 is read in place from a path, bytes, and a Blob (in a worker that is
 * started for it; without workers it is copied); any other source is copied into memory first, up to `maxBytes`. The
 * option `worker` says where HDF5 is read.
 *
 * @param source a path or file: URL (Node), bytes, a Blob or File, or `{ size, read(offset, length) }`
 * @throws TypeError for anything else; SourceError when it cannot be read; NotHdfError when it is neither HDF4 nor
 * HDF5; DamagedFileError, UnsupportedError; LimitError when a source would have to be copied and is too large
 * @example
 * ```ts
 * import { open } from "@atcs/hdf";
 *
 * const file = await open("granule.hdf");
 * const scenario = file.dataset("cloud_scenario", "int16");
 * const { data, shape } = await scenario.read([[0, 100], null]);
 * await file.close();
 * ```
 */
export async function open(source: Source, options: OpenOptions = {}): Promise<HdfFile> {
  checkOpenOptions(options);
  const { signal, maxBytes = defaultMaxBytes } = options;
  signal?.throwIfAborted();
  const opened = await resolveSource(source, options.name);
  const reader = new ByteReader(opened.source, opened.name);
  try {
    const format = await detectFormat(reader, signal);
    // Each format is loaded when it is first needed: HDF5 alone brings 4 MB of WebAssembly.
    if (format === "hdf4") {
      const { openHdf4 } = await import("./hdf4/open.ts");
      return await openHdf4(reader, { ...options, maxBytes }, opened);
    }
    const { openHdf5 } = await import("./hdf5/open.ts");
    return await openHdf5(opened, reader, { ...options, maxBytes });
  } catch (error) {
    // A source that fails to close must not hide why the file could not be opened.
    await reader.close().catch(() => {});
    throw error;
  }
}

function checkOpenOptions(options: OpenOptions): void {
  checkOptions("open", options, ["signal", "maxBytes", "cacheBytes", "worker", "name", "openExternal"]);
  const { maxBytes, cacheBytes, worker, name, openExternal } = options;
  if (maxBytes !== undefined && !(typeof maxBytes === "number" && maxBytes > 0)) {
    throw new RangeError(`open: maxBytes must be a positive number, got ${String(maxBytes)}`);
  }
  if (cacheBytes !== undefined && !(typeof cacheBytes === "number" && cacheBytes >= 0)) {
    throw new RangeError(`open: cacheBytes must be a number of at least 0, got ${String(cacheBytes)}`);
  }
  if (worker !== undefined && typeof worker !== "boolean" && typeof worker !== "function") {
    throw new TypeError(`open: worker must be a boolean or a function that creates a worker, got ${typeof worker}`);
  }
  if (name !== undefined && typeof name !== "string") {
    throw new TypeError(`open: name must be a string, got ${typeof name}`);
  }
  if (openExternal !== undefined && typeof openExternal !== "function") {
    throw new TypeError(`open: openExternal must be a function, got ${typeof openExternal}`);
  }
}

/** HDF4 has its signature at byte 0, HDF5 at 0, 512, 1024, 2048, ... */
async function detectFormat(reader: ByteReader, signal: AbortSignal | undefined): Promise<FileFormat> {
  if (reader.size === 0) throw new NotHdfError("the file is empty", { file: reader.name });
  const head = await reader.read(0, Math.min(8, reader.size), signal);
  if (startsWith(head, hdf4Magic)) return "hdf4";
  for (let offset = 0; offset + 8 <= reader.size; offset = offset === 0 ? 512 : offset * 2) {
    if (startsWith(await reader.read(offset, 8, signal), hdf5Magic)) return "hdf5";
  }
  const found = [...head].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  throw new NotHdfError(
    `neither HDF4 nor HDF5${guessFormat(head)}: the file starts with ${found}, expected 0e 03 13 01 or 89 48 44 46 0d 0a 1a 0a`,
    { file: reader.name, offset: 0 },
  );
}

/** What people most often have instead. */
function guessFormat(head: Uint8Array): string {
  const text = String.fromCharCode(...head).toLowerCase();
  if (text.startsWith("cdf")) return " (netCDF-3, it seems)";
  if (/^\s*<(!doc|html|\?xml)/.test(text)) return " (a web page, it seems: a download that answered with an error?)";
  if (text.startsWith("\x1f\x8b")) return " (gzip, it seems: unpack it first)";
  if (text.startsWith("pk\x03\x04")) return " (a zip archive, it seems: unpack it first)";
  return "";
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte);
}

/** `OpenOptions` with the defaults filled in. @internal */
export type OpenContext = OpenOptions & { readonly maxBytes: number };
