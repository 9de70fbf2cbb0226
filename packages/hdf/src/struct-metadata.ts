import { DamagedFileError, NotFoundError } from "./errors.ts";
import { type OdlGroup, parseOdlAt } from "./odl.ts";
import type { HdfFile } from "./types.ts";

const attributeName = "StructMetadata";

/**
 * The structure of an HDF-EOS2 file (swaths, grids, points, their dimensions and fields), from its attributes
 * StructMetadata.0, StructMetadata.1, ..., which hold one text in pieces of at most 32000 bytes.
 *
 * @returns groups by name, e.g. `metadata.SwathStructure.SWATH_1.SwathName`
 * @throws NotFoundError when the file has no StructMetadata.0, DamagedFileError when it is not ODL text
 */
export function parseStructMetadata(file: HdfFile): OdlGroup {
  const pieces: string[] = [];
  for (let i = 0; `${attributeName}.${i}` in file.attributes; i++)
    pieces.push(readPiece(file, `${attributeName}.${i}`));
  if (pieces.length === 0) {
    throw new NotFoundError("there is no such attribute: this is not an HDF-EOS2 file", {
      file: file.fileName,
      object: `${attributeName}.0`,
    });
  }
  return parseOdlAt(pieces.join(""), { file: file.fileName, object: attributeName });
}

/** The text of a piece, without the NUL characters that fill it up. */
function readPiece(file: HdfFile, name: string): string {
  const value = file.attributes[name];
  if (typeof value !== "string") {
    throw new DamagedFileError(`expected text, found ${typeof value}`, { file: file.fileName, object: name });
  }
  const end = value.indexOf("\0");
  return end < 0 ? value : value.slice(0, end);
}
