import type { Logger } from "../types.ts";

/** A server greets at once; one that waits for the client's word first is another service. */
const usualMs = 4000;

/**
 * Tell that a server's greeting is waited for, when it takes long.
 * @param timeoutMs after which it is given up: it is told before
 * @returns to be called when it came, or nobody waits any more
 */
export function watchForGreeting(origin: string, timeoutMs: number, log: Logger): () => void {
  const tell = (): void =>
    log({ kind: "wait", message: `${origin}: the server has not said a word yet; waiting for its greeting` });
  const timer = setTimeout(tell, Math.min(usualMs, timeoutMs / 2));
  return () => clearTimeout(timer);
}
