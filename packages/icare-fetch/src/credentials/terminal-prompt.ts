import { StringDecoder } from "node:string_decoder";
import { CredentialsError } from "../errors.ts";

/** Asks the person at the terminal. */
export interface Prompt {
  /** Is there a terminal with a person? */
  readonly isInteractive: boolean;
  /**
   * Ask for a line.
   * @throws a DOMException AbortError after Ctrl-C; the reason of the signal; CredentialsError without a terminal
   */
  ask(question: string, options: AskOptions): Promise<string>;
}

/** Options of `Prompt.ask`. */
export interface AskOptions {
  /** Show nothing of what is typed, not even its length. */
  readonly hidden: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What is needed of process.stdin. */
export interface PromptInput {
  readonly isTTY?: boolean | undefined;
  readonly isRaw?: boolean | undefined;
  setRawMode?(mode: boolean): unknown;
  on(event: "data", listener: (chunk: Buffer | string) => void): unknown;
  on(event: "end" | "error", listener: () => void): unknown;
  off(event: "data", listener: (chunk: Buffer | string) => void): unknown;
  off(event: "end" | "error", listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** What is needed of process.stderr. */
export interface PromptOutput {
  write(text: string): unknown;
}

/** Longest line. */
const maxLength = 1024;

/**
 * Ask at a terminal. Questions go to `output`, best standard error, for standard output may be a file.
 *
 * @param input a terminal's input, such as process.stdin
 */
export function createTerminalPrompt(input: PromptInput, output: PromptOutput): Prompt {
  const isInteractive = input.isTTY === true && input.setRawMode !== undefined;
  return {
    isInteractive,
    async ask(question, { hidden, signal }) {
      signal?.throwIfAborted();
      if (!isInteractive) {
        throw new CredentialsError(
          "ARCHIVE_CREDENTIALS",
          "there is no terminal to ask for the user name and password; set ICARE_USERNAME and ICARE_PASSWORD, or use a credentials file, an SSH agent or a key",
        );
      }
      return readLine(input, output, question, hidden, signal);
    },
  };
}

function readLine(
  input: PromptInput,
  output: PromptOutput,
  question: string,
  hidden: boolean,
  signal: AbortSignal | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder("utf8");
    const wasRaw = input.isRaw === true;
    const line = new Line((text) => hidden || output.write(text));

    const finish = (settle: () => void): void => {
      input.off("data", onData);
      input.off("end", onEnd);
      input.off("error", onEnd);
      signal?.removeEventListener("abort", onAbort);
      input.setRawMode?.(wasRaw);
      input.pause();
      output.write("\n");
      settle();
    };
    const onAbort = (): void => finish(() => reject(signal?.reason));
    const onEnd = (): void =>
      finish(() => reject(new CredentialsError("ARCHIVE_CREDENTIALS", "the terminal was closed before an answer")));
    const ends: Record<Exclude<Typed, "more">, () => void> = {
      done: () => finish(() => resolve(line.text)),
      interrupted: () => finish(() => reject(new DOMException("interrupted", "AbortError"))),
      closed: onEnd,
    };
    const onData = (chunk: Buffer | string): void => {
      const text = typeof chunk === "string" ? chunk : decoder.write(chunk);
      // Arrow keys and the like.
      if (text.startsWith("\x1b")) return;
      for (const character of text) {
        const typed = line.type(character);
        if (typed !== "more") {
          ends[typed]();
          return;
        }
      }
    };

    output.write(question);
    try {
      input.setRawMode?.(true);
      input.on("data", onData);
      input.on("end", onEnd);
      input.on("error", onEnd);
      signal?.addEventListener("abort", onAbort, { once: true });
      input.resume();
    } catch (error) {
      finish(() => reject(error));
    }
  });
}

type Typed = "more" | "done" | "interrupted" | "closed";

/** A line that is typed: in raw mode the terminal does nothing of this by itself. */
class Line {
  readonly #characters: string[] = [];
  readonly #echo: (text: string) => void;

  constructor(echo: (text: string) => void) {
    this.#echo = echo;
  }

  get text(): string {
    return this.#characters.join("");
  }

  type(character: string): Typed {
    switch (character) {
      case "\r":
      case "\n":
        return "done";
      case "\x03": // Ctrl-C
        return "interrupted";
      case "\x04": // Ctrl-D
        return this.#characters.length === 0 ? "closed" : "more";
      case "\x15": // Ctrl-U
        this.#erase(this.#characters.length);
        return "more";
      case "\b":
      case "\x7f":
        this.#erase(1);
        return "more";
    }
    if (/\P{Cc}/u.test(character) && this.#characters.length < maxLength) {
      this.#characters.push(character);
      this.#echo(character);
    }
    return "more";
  }

  #erase(count: number): void {
    const erased = this.#characters.splice(Math.max(0, this.#characters.length - count));
    this.#echo("\b \b".repeat(erased.length));
  }
}
