import { CredentialsError } from "../errors.ts";

const openSshKey = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/;

/** What a key of OpenSSH starts with; the name of its cipher follows, with its length before it (PROTOCOL.key). */
const magic = "openssh-key-v1\0";

/**
 * Does this private key need a passphrase?
 * @throws CredentialsError when it is no private key
 */
export function isEncryptedKey(text: string, file: string): boolean {
  const [, base64] = openSshKey.exec(text) ?? [];
  if (base64 !== undefined) {
    const bytes = Buffer.from(base64, "base64");
    const start = magic.length + 4;
    if (bytes.toString("latin1", 0, magic.length) === magic && bytes.length > start) {
      const length = bytes.readUInt32BE(magic.length);
      return bytes.toString("latin1", start, start + length) !== "none";
    }
  } else if (/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/.test(text)) {
    return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text);
  } else if (text.startsWith("PuTTY-User-Key-File-")) {
    return !/^Encryption: none\s*$/m.test(text);
  }
  const advice = text.startsWith("ssh-")
    ? "it is a public key; the private one is beside it without .pub"
    : "it is no private key of OpenSSH or in PEM";
  throw new CredentialsError("ARCHIVE_CREDENTIALS", `${file}: ${advice}`, { file });
}
