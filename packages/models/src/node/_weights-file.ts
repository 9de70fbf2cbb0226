import { createHash } from "node:crypto";

/** Names of weights that we wrote; the group is the digest. */
export const weightsPattern: RegExp = /^weights-([\da-f]{16})\.bin$/;

export function weightsName(digest: string): string {
  return `weights-${digest}.bin`;
}

/** Of all bytes, one piece after another: the first 64 bits of SHA-256. */
export function digestOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex").slice(0, 16);
}
