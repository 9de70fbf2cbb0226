import { decodeName } from "../_text.ts";
import { type HdfErrorDetails, SourceError, UnsupportedError } from "../errors.ts";
import { ByteReader } from "../source/byte-reader.ts";
import { nodeModule } from "../source/path.ts";
import { resolveSource } from "../source/resolve.ts";
import type { Source } from "../source/types.ts";
import type { Hdf4Container, LinearElement } from "./container.ts";
import type { Cursor } from "./cursor.ts";
import { checkExtent, checkRange } from "./extents.ts";

/** An element whose bytes are in another file (hextelt.c): length, offset in that file, its name. */
export function makeExternalElement(container: Hdf4Container, header: Cursor, where: HdfErrorDetails): LinearElement {
  const length = header.count("the length of an external element");
  const offset = header.count("the offset in the external file");
  const fileName = decodeName(header.bytes(header.count("the length of the external file's name")));
  const open = (): Promise<ByteReader> => openShared(container, fileName, where);
  return {
    layout: "linear",
    where,
    length,
    compression: [],
    external: { fileName, offset, length },
    check: () => {},
    verify: async () => {
      const reader = await open();
      checkExtent(reader, { offset, length }, { file: reader.name, object: where.object });
    },
    read: async (start, count, signal) => {
      checkRange(start, count, length, where);
      // An error for a closed file even though the other one is open.
      container.reader.check(0, 0);
      const reader = await open();
      signal?.throwIfAborted();
      const extent = { offset: offset + start, length: count };
      checkExtent(reader, extent, { file: reader.name, object: where.object });
      return reader.read(extent.offset, count, signal);
    },
  };
}

/** Many elements may be in one file: it is opened once. */
function openShared(container: Hdf4Container, fileName: string, where: HdfErrorDetails): Promise<ByteReader> {
  const { externalFiles } = container;
  const known = externalFiles.get(fileName);
  if (known !== undefined) return known;
  const opened = openExternal(container, fileName, where).catch((error) => {
    externalFiles.delete(fileName);
    throw error;
  });
  externalFiles.set(fileName, opened);
  return opened;
}

async function openExternal(container: Hdf4Container, fileName: string, where: HdfErrorDetails): Promise<ByteReader> {
  const source = await resolveSource(await findExternal(container, fileName, where));
  // Errors name both files: it is the HDF file that says what the other one should hold.
  const reader = new ByteReader(source.source, `${container.reader.name}, external file ${fileName}`);
  container.onClose(() => reader.close());
  return reader;
}

async function findExternal(
  { context, directory }: Hdf4Container,
  fileName: string,
  where: HdfErrorDetails,
): Promise<Source> {
  if (context.openExternal !== undefined) {
    try {
      return await context.openExternal(fileName);
    } catch (cause) {
      throw new SourceError(`the external file "${fileName}" cannot be opened: ${cause}`, { ...where, cause });
    }
  }
  const path = nodeModule("node:path");
  if (directory === undefined || path === undefined) {
    const problem = `its data is in the file "${fileName}": pass the option openExternal to open that file`;
    throw new UnsupportedError(problem, where);
  }
  // A file from elsewhere must not make us read any file of this machine.
  const found = path.resolve(directory, fileName);
  const inside = path.relative(directory, found);
  if (
    inside === "" ||
    inside === ".." ||
    inside.startsWith(`..${path.sep}`) ||
    path.isAbsolute(inside) ||
    fileName.includes("\0")
  ) {
    const problem = `its data is in the file "${fileName}", which is not below the directory of this file: pass the option openExternal`;
    throw new UnsupportedError(problem, where);
  }
  return found;
}
