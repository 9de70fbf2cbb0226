import type { AnyAuthMethod, AuthenticationType, NextAuthHandler, ParsedKey, Prompt } from "ssh2";
import ssh2 from "ssh2";
import { CredentialsError } from "../../errors.ts";
import type { SftpAuthentication } from "./options.ts";

/** What ssh2 asks for the next method: the methods that the server still takes, null before the first. */
export type AuthHandler = (left: AuthenticationType[] | null, partial: boolean | null, next: NextAuthHandler) => void;

/** The attempts of one login. */
export interface LoginAttempt {
  readonly handler: AuthHandler;
  /** Did the server take a first factor and want a second? */
  readonly wantsMore: boolean;
}

/** @returns makes the attempts of a login; @throws CredentialsError for a key that cannot be used; TypeError */
export function authentication(auth: SftpAuthentication, username: string, origin: string): () => LoginAttempt {
  if ("password" in auth) {
    checkSecret("auth.password", auth.password);
    return () => attempt(passwordMethods(auth.password, username));
  }
  if ("agent" in auth) {
    checkSecret("auth.agent", auth.agent);
    return () => attempt(() => [{ type: "agent", username, agent: auth.agent }]);
  }
  const key = parsePrivateKey(auth.privateKey, auth.passphrase, origin);
  return () => attempt(() => [{ type: "publickey", username, key }]);
}

type Methods = (left: readonly string[] | null) => AnyAuthMethod[];

/** Each method is tried once, for servers lock accounts after a few that fail. */
function attempt(methods: Methods): LoginAttempt {
  const tried = new Set<string>();
  let wantsMore = false;
  return {
    get wantsMore() {
      return wantsMore;
    },
    handler(left, partial, next) {
      wantsMore ||= partial === true;
      const method = wantsMore ? undefined : methods(left).find(({ type }) => !tried.has(type));
      if (method === undefined) {
        giveUp(next);
        return;
      }
      tried.add(method.type);
      next(method);
    },
  };
}

/** ssh2 takes false, which its types do not know, for "no more". */
function giveUp(next: NextAuthHandler): void {
  (next as unknown as (method: false) => void)(false);
}

/**
 * A server without the method "password" often asks for the password itself (keyboard-interactive). A password that was
 * refused is not sent a second time by the other method.
 */
function passwordMethods(password: string, username: string): Methods {
  const first: AnyAuthMethod = { type: "password", username, password };
  const prompt = (
    _name: string,
    _text: string,
    _lang: string,
    prompts: Prompt[],
    finish: (a: string[]) => void,
  ): void =>
    // One question that hides its answer is the one for the password; another is none that could be answered.
    finish(prompts.length === 1 && prompts[0]?.echo !== true ? [password] : prompts.map(() => ""));
  const second: AnyAuthMethod = { type: "keyboard-interactive", username, prompt: once(prompt) };
  return (left) => {
    if (left === null) return [first];
    return left.includes("password") || !left.includes("keyboard-interactive") ? [] : [second];
  };
}

/** A server that asks again found the answer wrong. */
function once(
  prompt: (name: string, text: string, lang: string, prompts: Prompt[], finish: (answers: string[]) => void) => void,
): typeof prompt {
  let asked = false;
  return (name, text, lang, prompts, finish) => {
    if (asked) finish(prompts.map(() => ""));
    else prompt(name, text, lang, prompts, finish);
    asked = true;
  };
}

function parsePrivateKey(text: string | Uint8Array, passphrase: string | undefined, origin: string): ParsedKey {
  const data = typeof text === "string" ? text : Buffer.from(text);
  const parsed = ssh2.utils.parseKey(data, passphrase);
  // Its messages tell of passphrases that are missing or wrong and show neither them nor the key.
  const reason = parsed instanceof Error ? parsed.message : undefined;
  const key = Array.isArray(parsed) ? (parsed as ParsedKey[])[0] : parsed;
  if (reason === undefined && key !== undefined && !(key instanceof Error) && key.isPrivateKey()) return key;
  const message = `${origin}: the private key cannot be used (${reason ?? "it is not a private one"})`;
  throw new CredentialsError("ARCHIVE_CREDENTIALS", `${message}: expected a key file and its passphrase`, { origin });
}

function checkSecret(name: string, value: unknown): void {
  if (typeof value !== "string" || value === "") throw new TypeError(`${name} must be a text that is not empty`);
}
