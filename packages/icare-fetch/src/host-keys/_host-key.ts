import { createHash } from "node:crypto";

/** As OpenSSH prints it: `SHA256:` and the digest in base 64 without padding. */
export function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** The type that a key begins with (RFC 4253, section 6.6): `ssh-ed25519`; undefined for what is no key. */
export function keyTypeOf(key: Uint8Array): string | undefined {
  if (key.length < 4) return undefined;
  const length = new DataView(key.buffer, key.byteOffset, 4).getUint32(0);
  if (length === 0 || length > 64 || 4 + length > key.length) return undefined;
  const type = Buffer.from(key.subarray(4, 4 + length)).toString("latin1");
  return /^[\w@.-]+$/.test(type) ? type : undefined;
}
