import { DatasetError } from "../errors.ts";

/** The bytes that were asked for; up to the end of the file without a length. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number | undefined;
}

/** Value of the header Range. */
export function rangeHeader({ offset, length }: ByteRange): string {
  return `bytes=${offset}-${length === undefined ? "" : offset + length - 1}`;
}

/**
 * The body of a 206 answer must be what was asked for: bytes of another place would be taken for these. A browser shows
 * the header Content-Range of another origin only when that server exposes it; then the length alone is checked.
 * @throws DatasetError DATASET_IO
 */
export function checkPart(header: string | null, received: number, { offset, length }: ByteRange, file: string): void {
  const refuse = (found: string, expected: string): DatasetError =>
    new DatasetError("DATASET_IO", `the server gave ${found}: expected ${expected}`, { file });
  if (header === null) {
    if (length !== undefined && received > length) throw refuse(`${received} bytes`, `at most ${length}`);
    return;
  }
  const parts = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(header.trim());
  const [first, last, total] = parts === null ? [] : [parts[1], parts[2], parts[3]].map(Number);
  // The size of the file may be unknown, as "*"; the part may only be shorter where the file ends.
  const size = Number.isNaN(total) ? Number.POSITIVE_INFINITY : total!;
  const wantedLast = Math.min(length === undefined ? size : offset + length, size) - 1;
  const isWanted = first === offset && (last === wantedLast || wantedLast === Number.POSITIVE_INFINITY);
  if (!isWanted) throw refuse(`"${header}"`, rangeHeader({ offset, length }));
  if (received !== last! - first! + 1) throw refuse(`${received} bytes as "${header}"`, `${last! - first! + 1}`);
}

/** A 416 answer, that there are no bytes from `offset` on, must not come with a size that has some. */
export function checkBeyond(header: string | null, { offset }: ByteRange, file: string): void {
  const size = /^bytes \*\/(\d+)$/i.exec(header?.trim() ?? "")?.[1];
  if (size === undefined || Number(size) <= offset) return;
  throw new DatasetError("DATASET_IO", `the server refused bytes from ${offset} on of ${size}`, { file });
}
