import { createHash } from "node:crypto";
import ssh2 from "ssh2";

/** The key by which clients recognise a server: {@link createHostKey}. */
export interface HostKey {
  /** The private key in OpenSSH's form or PEM. */
  readonly privateKey: string;
  /** As OpenSSH prints it: `SHA256:` and the digest in base 64 without padding. */
  readonly fingerprint: string;
}

/**
 * A host key for `startArchiveServer`. Whoever keeps its `privateKey` shows clients the same one after a restart.
 *
 * @param privateKey in OpenSSH's form or PEM, without a passphrase; a new Ed25519 key when not given
 * @throws TypeError for what is no such key
 */
export function createHostKey(privateKey: string = generatePrivateKey()): HostKey {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error || !key.isPrivateKey()) {
    throw new TypeError("hostKey is no private key: expected one in OpenSSH's form or PEM, without a passphrase");
  }
  const digest = createHash("sha256").update(key.getPublicSSH()).digest("base64");
  return { privateKey, fingerprint: `SHA256:${digest.replace(/=+$/, "")}` };
}

/** ssh2 1.17 writes about one key in 300 in a form that it cannot read or use itself: such a one is thrown away. */
function generatePrivateKey(): string {
  for (;;) {
    const text = ssh2.utils.generateKeyPairSync("ed25519").private;
    if (isUsable(text)) return text;
  }
}

function isUsable(privateKey: string): boolean {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) return false;
  try {
    return key.verify("test", key.sign("test")) === true;
  } catch {
    return false;
  }
}
