import type { AnyAuthMethod, AuthenticationType, BaseAgent, NextAuthHandler, ParsedKey, Prompt } from "ssh2";
import ssh2 from "ssh2";
import { CredentialsError } from "../../errors.ts";
import type { SftpAuthentication, SftpSettings } from "./options.ts";

/**
 * What ssh2 asks for the next method.
 * @param left the methods that the server still takes, null before the first
 * @param signal ends the question for a password
 */
export type AuthHandler = (
  left: AuthenticationType[] | null,
  partial: boolean | null,
  next: NextAuthHandler,
  signal: AbortSignal,
) => void;

/** The attempts of one login. */
export interface LoginAttempt {
  readonly handler: AuthHandler;
  /** Did the server take a first factor and want a second? */
  readonly wantsMore: boolean;
  /** Does something else follow when the agent fails? */
  readonly canDoWithoutAgent: boolean;
  /** Is somebody asked for the password just now? */
  readonly isAsking: boolean;
  /** Why there was no answer. */
  readonly unanswered: unknown;
}

/** Servers take some refusals for an attack, OpenSSH's six, stricter ones three: the last one is for the password. */
const mostAgentKeys = 2;

/** @returns makes the attempts of a login; @throws CredentialsError for a key that cannot be used; TypeError */
export function authentication(auth: SftpAuthentication, settings: SftpSettings): () => LoginAttempt {
  const { username } = settings;
  if ("password" in auth) {
    checkSecret("auth.password", auth.password);
    return () => attempt(passwordMethods(auth.password, username));
  }
  if ("agent" in auth) {
    const { agent, askPassword } = auth;
    checkSecret("auth.agent", agent);
    if (askPassword === undefined) return () => attempt(() => [{ type: "agent", username, agent }]);
    const methods = agentMethods(agent, onceAnswered(askPassword), username);
    return () => attempt(methods, true);
  }
  const key = parsePrivateKey(auth.privateKey, auth.passphrase, settings);
  return () => attempt(() => [{ type: "publickey", username, key }]);
}

/** One for which somebody has to be asked. */
interface AskedMethod {
  readonly type: AuthenticationType;
  readonly ask: (signal: AbortSignal) => Promise<AnyAuthMethod>;
}

type Methods = (left: readonly string[] | null) => (AnyAuthMethod | AskedMethod)[];

/** Each method is tried once, for servers lock accounts after a few that fail. */
function attempt(methods: Methods, canDoWithoutAgent = false): LoginAttempt {
  const tried = new Set<string>();
  let wantsMore = false;
  let isAsking = false;
  let unanswered: unknown;
  return {
    get wantsMore() {
      return wantsMore;
    },
    canDoWithoutAgent,
    get isAsking() {
      return isAsking;
    },
    get unanswered() {
      return unanswered;
    },
    handler(left, partial, next, signal) {
      wantsMore ||= partial === true;
      const method = wantsMore ? undefined : methods(left).find(({ type }) => !tried.has(type));
      if (method === undefined) {
        giveUp(next);
        return;
      }
      tried.add(method.type);
      if (!("ask" in method)) {
        next(method);
        return;
      }
      isAsking = true;
      method.ask(signal).then(
        (answered) => {
          isAsking = false;
          next(answered);
        },
        (error: unknown) => {
          unanswered = error;
          giveUp(next);
        },
      );
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
  return (left) => {
    if (left === null) return [passwordMethod(password, username)];
    return left.includes("password") || !left.includes("keyboard-interactive") ? [] : [typedMethod(password, username)];
  };
}

/**
 * The agent's keys, then a password. Asked for nothing, a server says which methods it takes: OpenSSH's client begins
 * like this, and it counts as no failure.
 */
function agentMethods(path: string, ask: (signal: AbortSignal) => Promise<string>, username: string): Methods {
  const agent = withFewKeys(path);
  return (left) => {
    if (left === null) return [{ type: "none", username }];
    const methods: ReturnType<Methods> = [];
    if (left.includes("publickey")) methods.push({ type: "agent", username, agent });
    if (left.includes("password")) {
      methods.push({ type: "password", ask: async (signal) => passwordMethod(await ask(signal), username) });
    } else if (left.includes("keyboard-interactive")) {
      methods.push({ type: "keyboard-interactive", ask: async (signal) => typedMethod(await ask(signal), username) });
    }
    return methods;
  };
}

function withFewKeys(path: string): BaseAgent {
  const agent = ssh2.createAgent(path);
  const getIdentities = agent.getIdentities.bind(agent);
  agent.getIdentities = (done) => getIdentities((error, keys) => done(error, keys?.slice(0, mostAgentKeys)));
  return agent;
}

/** Later sessions log in with what was answered for the first. */
function onceAnswered(ask: (signal: AbortSignal) => Promise<string>): (signal: AbortSignal) => Promise<string> {
  let answer: string | undefined;
  return async (signal) => {
    answer ??= await ask(signal);
    return answer;
  };
}

function passwordMethod(password: string, username: string): AnyAuthMethod {
  return { type: "password", username, password };
}

function typedMethod(password: string, username: string): AnyAuthMethod {
  const prompt = (
    _name: string,
    _text: string,
    _lang: string,
    prompts: Prompt[],
    finish: (a: string[]) => void,
  ): void =>
    // One question that hides its answer is the one for the password; another is none that could be answered.
    finish(prompts.length === 1 && prompts[0]?.echo !== true ? [password] : prompts.map(() => ""));
  return { type: "keyboard-interactive", username, prompt: once(prompt) };
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

function parsePrivateKey(
  text: string | Uint8Array,
  passphrase: string | undefined,
  { origin, credentialsFrom }: SftpSettings,
): ParsedKey {
  const data = typeof text === "string" ? text : Buffer.from(text);
  const parsed = ssh2.utils.parseKey(data, passphrase);
  // Its messages tell of passphrases that are missing or wrong and show neither them nor the key.
  const reason = parsed instanceof Error ? parsed.message : undefined;
  const key = Array.isArray(parsed) ? (parsed as ParsedKey[])[0] : parsed;
  if (reason === undefined && key !== undefined && !(key instanceof Error) && key.isPrivateKey()) return key;
  const where = credentialsFrom === undefined ? "" : `; ${credentialsFrom}`;
  const message = `${origin}: the private key cannot be used (${reason ?? "it is not a private one"}${where})`;
  throw new CredentialsError("ARCHIVE_CREDENTIALS", `${message}: expected a key file and its passphrase`, { origin });
}

function checkSecret(name: string, value: unknown): void {
  if (typeof value !== "string" || value === "") throw new TypeError(`${name} must be a text that is not empty`);
}
