import type { CipherAlgorithm, ConnectConfig, ServerHostKeyAlgorithm } from "ssh2";

/** In the order of OpenSSH's client as far as ssh2 has them; `ssh-rsa` (SHA-1) last, for old servers. */
const hostKeyAlgorithms = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
] as const satisfies ServerHostKeyAlgorithm[];

const gcmCiphers = ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com"] as const satisfies CipherAlgorithm[];

/**
 * Ciphers of which Node has the whole work done in OpenSSL come first: AES-GCM authenticates without a second pass. The
 * other lists are ssh2's.
 *
 * @param keyTypes by which the host is known: those first, or a host with several keys would show an unknown one
 */
export function algorithmsFor(keyTypes: readonly string[]): NonNullable<ConnectConfig["algorithms"]> {
  const known = hostKeyAlgorithms.filter((name) => keyTypes.includes(keyTypeOf(name)));
  const others = hostKeyAlgorithms.filter((name) => !known.includes(name));
  return {
    cipher: [...gcmCiphers, "aes128-ctr", "aes192-ctr", "aes256-ctr", "chacha20-poly1305@openssh.com"],
    serverHostKey: [...known, ...others],
    // Granules are compressed already.
    compress: ["none"],
  };
}

function keyTypeOf(algorithm: string): string {
  return algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm;
}
