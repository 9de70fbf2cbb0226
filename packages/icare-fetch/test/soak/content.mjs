// The archive of the soak test: files of seeded random bytes.

import { createCipheriv, createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Numbers of [0, 1) that a seed decides (mulberry32, a public-domain generator by Tommy Ettinger). */
export function seededNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Write files of together about `bytes`, each between half and one and a half of the mean.
 * @returns {{ path: string, size: number, sha256: string }[]}
 */
export function writeContent(root, count, bytes, random) {
  return Array.from({ length: count }, (_, i) => {
    const size = Math.max(1, Math.round((bytes / count) * (0.5 + random())));
    const day = String(1 + (i % 20)).padStart(2, "0");
    const path = `SOAK/2008/2008_06_${day}/file-${String(i).padStart(4, "0")}.bin`;
    const key = createHash("sha256").update(`${i}:${random()}`).digest();
    // A stream cipher over zeros: random bytes as fast as the disk takes them.
    const content = createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(size));
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    return { path, size, sha256: createHash("sha256").update(content).digest("hex") };
  });
}
