import { createHash, randomBytes } from "node:crypto";
import type { io } from "@tensorflow/tfjs";

/** Names of weights that we wrote; the group is the digest. */
export const weightsPattern: RegExp = /^weights-([\da-f]{16})-[\da-f]{8}\.bin$/;

/** A name that no other save takes, of the same weights either: whoever removes a file removes none that is yet to be named. */
export function weightsName(digest: string): string {
  return `weights-${digest}-${randomBytes(4).toString("hex")}.bin`;
}

/** Of the list of weights and of all bytes, one piece after another: the first 64 bits of SHA-256. */
export function digestOf(list: readonly io.WeightsManifestEntry[], pieces: readonly Uint8Array[]): string {
  const hash = createHash("sha256").update(JSON.stringify(list));
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex").slice(0, 16);
}
