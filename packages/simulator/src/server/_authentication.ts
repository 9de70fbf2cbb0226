import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { AuthContext, ParsedKey } from "ssh2";
import ssh2 from "ssh2";
import type { ArchiveUser } from "./types.ts";

/** Who may log in. */
export interface Authenticator {
  /** Does this attempt prove who it is? A public key without a signature is a question: `offered`. */
  check(attempt: AuthContext): "accepted" | "offered" | "refused";
}

interface Account {
  readonly passwordDigest: Buffer | undefined;
  readonly key: ParsedKey | undefined;
}

/** @throws TypeError naming the user that is wrong; never with a password or key in it */
export function createAuthenticator(users: readonly ArchiveUser[]): Authenticator {
  if (!Array.isArray(users)) throw new TypeError("users must be a list");
  // Digests are of one length, and an unknown user is compared with one that nothing has: the time says nothing.
  const secret = randomBytes(32);
  const digest = (text: string) => createHmac("sha256", secret).update(text, "utf8").digest();
  const nobody = randomBytes(32);
  const accounts = new Map<string, Account>();
  for (const [index, user] of users.entries()) {
    const subject = `user ${index}`;
    if (typeof user?.username !== "string" || user.username === "") {
      throw new TypeError(`${subject} has no username: expected a name`);
    }
    if (accounts.has(user.username)) throw new TypeError(`${subject} has the username of another user`);
    accounts.set(user.username, createAccount(user, subject, digest));
  }

  return {
    check(attempt) {
      const account = accounts.get(attempt.username);
      if (attempt.method === "password") {
        const same = timingSafeEqual(digest(attempt.password), account?.passwordDigest ?? nobody);
        return same ? "accepted" : "refused";
      }
      if (attempt.method !== "publickey") return "refused";
      const key = account?.key;
      if (!key || key.type !== attempt.key.algo || !key.getPublicSSH().equals(attempt.key.data)) return "refused";
      if (!attempt.signature || !attempt.blob) return "offered";
      return key.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true ? "accepted" : "refused";
    },
  };
}

function createAccount(user: ArchiveUser, subject: string, digest: (text: string) => Buffer): Account {
  const { password, publicKey } = user;
  if (password === undefined && publicKey === undefined) {
    throw new TypeError(`${subject} has neither password nor publicKey: expected at least one`);
  }
  if (password !== undefined && (typeof password !== "string" || password === "")) {
    throw new TypeError(`${subject} has a password that is no text or empty`);
  }
  return {
    passwordDigest: password === undefined ? undefined : digest(password),
    key: publicKey === undefined ? undefined : parsePublicKey(publicKey, subject),
  };
}

function parsePublicKey(text: string, subject: string): ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw new TypeError(`${subject} has a publicKey that is none: expected OpenSSH's form`);
  return key;
}
