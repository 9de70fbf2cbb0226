import { inspect } from "node:util";
import { HostKeyError } from "../errors.ts";
import { addKnownHost } from "./_add-known-host.ts";
import { fingerprintOf, keyTypeOf } from "./_host-key.ts";
import { knownName } from "./_host-patterns.ts";
import { type KnownKey, readKnownKeys } from "./_known-hosts.ts";
import type { HostKeyVerifier } from "./types.ts";

/** Options of {@link createHostKeyVerifier}. */
export interface HostKeyVerifierOptions {
  readonly host: string;
  /** @default 22 */
  readonly port?: number | undefined;
  /**
   * Files in the form of OpenSSH's known_hosts, of which the first is written to; null for none, so that only
   * `fingerprint`, `confirm` and `acceptNew` decide.
   */
  readonly knownHosts: string | readonly string[] | null;
  /** The one key that is right, as `ssh-keygen -l` prints it: `SHA256:…`. The files are then not looked at. */
  readonly fingerprint?: string | undefined;
  /** Asked about a key that is not known; true to trust and remember it. */
  readonly confirm?: ((question: string, signal?: AbortSignal) => Promise<boolean>) | undefined;
  /** Trust and remember a key that is not known, without asking. @default false */
  readonly acceptNew?: boolean | undefined;
}

/** Types of keys that hosts show; others in the files (DSA, those of certificates) are never asked for. */
const usableTypes = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))$/;

/**
 * Decides about the key of a host as OpenSSH does: one that is known is right, one that was revoked or is not the known
 * one is an error, and one of a host seen for the first time is asked about, or accepted when that was chosen.
 *
 * @returns rejects with HostKeyError, or CacheError when an accepted key cannot be remembered
 * @throws TypeError for a fingerprint that is none
 */
export function createHostKeyVerifier(options: HostKeyVerifierOptions): HostKeyVerifier {
  const { host, port = 22, knownHosts, fingerprint } = options;
  const name = knownName(host, port);
  const files = knownHosts === null ? [] : typeof knownHosts === "string" ? [knownHosts] : [...knownHosts];
  if (fingerprint !== undefined) return pinnedVerifier(name, checkFingerprint(fingerprint));
  // Sessions begin at the same time: the second waits for what was decided, and remembered, for the first.
  let previous: Promise<unknown> = Promise.resolve();
  const accepted = new Set<string>();
  const verify = async (key: Uint8Array, signal?: AbortSignal): Promise<void> => {
    const shown = fingerprintOf(key);
    const known = await readKnownKeys(files, name);
    const revoked = known.find((one) => one.isRevoked && one.key.equals(key));
    if (revoked !== undefined) throw revokedError(name, shown, revoked);
    const valid = known.filter((one) => !one.isRevoked && usableTypes.test(one.type));
    if (valid.some((one) => one.key.equals(key)) || accepted.has(shown)) return;
    const type = keyTypeOf(key);
    if (type === undefined) throw new HostKeyError("unknown", shown, `${name}: the host showed what is no key`);
    const other = valid.find((one) => one.type === type) ?? valid[0];
    if (other !== undefined) throw changedError(name, type, shown, other);
    await decideAboutNew(options, name, type, shown, signal);
    if (files[0] !== undefined) await addKnownHost(files[0], name, type, key);
    accepted.add(shown);
  };
  return Object.assign(
    (key: Uint8Array, signal?: AbortSignal): Promise<void> => {
      const decided = previous.then(() => verify(key, signal));
      previous = decided.catch(() => {});
      return decided;
    },
    {
      async keyTypes(): Promise<readonly string[]> {
        const known = await readKnownKeys(files, name);
        const types = known.filter((one) => !one.isRevoked && usableTypes.test(one.type)).map(({ type }) => type);
        return [...new Set(types)];
      },
    },
  );
}

function pinnedVerifier(name: string, fingerprint: string): HostKeyVerifier {
  return async (key) => {
    const shown = fingerprintOf(key);
    if (shown === fingerprint) return;
    const message = `${name}: the host showed the key ${shown}: expected ${fingerprint}, which was given for it`;
    throw new HostKeyError("changed", shown, `${message}; somebody may be listening in`);
  };
}

function checkFingerprint(text: string): string {
  const match = /^\s*(?:SHA256:)?([A-Za-z0-9+/]{43})=?\s*$/.exec(text);
  if (match === null) {
    const expected = "as ssh-keygen -l prints it, SHA256:… with 43 characters";
    throw new TypeError(`hostKeyFingerprint must be ${expected}, got ${inspect(text)}`);
  }
  return `SHA256:${match[1]}`;
}

async function decideAboutNew(
  { confirm, acceptNew = false }: HostKeyVerifierOptions,
  name: string,
  type: string,
  shown: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (acceptNew) return;
  const subject = `${name}: the host is not known; its ${type} key has the fingerprint ${shown}`;
  if (confirm === undefined) {
    const advice = "compare it with what the archive publishes, then give it as the option hostKeyFingerprint";
    throw new HostKeyError("unknown", shown, `${subject}: ${advice}, or accept it by acceptNewHostKey`);
  }
  if (!(await confirm(`${subject}. Trust and remember it?`, signal))) {
    throw new HostKeyError("unknown", shown, `${subject}: you did not accept it`);
  }
}

function revokedError(name: string, shown: string, { file, line }: KnownKey): HostKeyError {
  const message = `${name}: the host showed the key ${shown}, which was revoked by line ${line} of ${file}`;
  return new HostKeyError("revoked", shown, `${message}: do not connect, ask whoever runs it`, { file });
}

function changedError(
  name: string,
  type: string,
  shown: string,
  { file, line, type: knownType }: KnownKey,
): HostKeyError {
  const message = `${name}: the host's key has changed: it showed the ${type} key ${shown}`;
  const known = `expected the ${knownType} key of line ${line} of ${file}`;
  const advice = "somebody may be listening in; if whoever runs the host says that its key is new, remove that line";
  return new HostKeyError("changed", shown, `${message}, ${known}; ${advice}`, { file });
}
