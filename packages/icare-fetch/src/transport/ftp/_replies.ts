import { FTPError } from "basic-ftp";

/** A reply of the server that refuses something. */
export interface Refusal {
  readonly code: number;
  /** Without the code, in one line, without control characters and the password. */
  readonly text: string;
}

/** Longest text of a server in a message. */
const maxText = 200;

/** The reply that an error of basic-ftp stands for, if it does. */
export function refusalOf(error: unknown, password: string): Refusal | undefined {
  return error instanceof FTPError ? toRefusal(error.message, password, error.code) : undefined;
}

function toRefusal(message: string, password: string, code: number): Refusal {
  const withoutCodes = message.replace(/^\d{3}[ -]?/gm, "");
  // Some servers repeat what they were sent.
  const withoutPassword = password === "" ? withoutCodes : withoutCodes.replaceAll(password, "***");
  const text = withoutPassword.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return { code, text: text.length > maxText ? `${text.slice(0, maxText)}...` : text };
}

/** What a reply to a login means. */
export type LoginProblem = "busy" | "lost" | "needs-tls" | "wrong";

/**
 * Wrong credentials must not be mistaken for anything that is tried again; everything that speaks of attempts,
 * passwords and locked accounts is taken for them.
 */
export function loginProblem({ code, text }: Refusal): LoginProblem {
  if (/\b(?:tls|ssl|ftps|encrypt\w*)\b/i.test(text)) return "needs-tls";
  if (/attempt|password|incorrect|invalid|locked|disabled|(?:login|authentication) fail/i.test(text)) return "wrong";
  if (isBusy(text)) return "busy";
  if (code === 430 || code === 530 || code === 532 || code === 332) return "wrong";
  return code < 500 ? "lost" : "wrong";
}

/** Does it say that there are too many connections or users? */
export function isBusy(text: string): boolean {
  return /too many|maximum (?:number|connections|clients|users)|max\.? (?:clients|connections|users)|(?:connection|user|client|session)s? limit|limit (?:of|reached|exceeded)|server (?:is )?(?:full|busy)|no more (?:connections|sessions|users)|already (?:connected|have)|sessions? .*allowed/i.test(
    text,
  );
}

/** What a reply that is about a path says of it; undefined when it is about something else. */
export type PathProblem = "missing" | "forbidden" | "unclear";

/** 450 is for files in use, but ProFTPD sends it for files that are not there. */
export function pathProblem({ code, text }: Refusal): PathProblem | undefined {
  if (code !== 550 && code !== 553 && code !== 450 && code !== 501 && code !== 551) return undefined;
  if (
    /no such|not (?:be )?found|(?:does ?n[o']t|not) exist|nonexist|can(?:no|')t find|not a directory|is a directory/i.test(
      text,
    )
  ) {
    return "missing";
  }
  if (code === 450 || code === 501) return undefined;
  if (/denied|permi(?:ssion|tted)|privilege|forbidden|not allowed|authori[sz]|prohibited/i.test(text))
    return "forbidden";
  return code === 553 ? "forbidden" : "unclear";
}
