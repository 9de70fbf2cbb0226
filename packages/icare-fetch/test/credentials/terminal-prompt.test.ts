import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { createTerminalPrompt, type PromptInput } from "../../src/credentials/index.ts";

/** A terminal that a test types on. */
class Terminal extends EventEmitter implements PromptInput {
  readonly isTTY: boolean;
  isRaw = false;
  isPaused = true;
  shown = "";

  constructor(isTTY = true) {
    super();
    this.isTTY = isTTY;
  }
  setRawMode(mode: boolean): void {
    this.isRaw = mode;
  }
  resume(): void {
    this.isPaused = false;
  }
  pause(): void {
    this.isPaused = true;
  }
  write(text: string): void {
    this.shown += text;
  }
  type(...pieces: (string | Buffer)[]): void {
    for (const piece of pieces) this.emit("data", typeof piece === "string" ? Buffer.from(piece) : piece);
  }
  get isRestored(): boolean {
    return !this.isRaw && this.isPaused && this.eventNames().length === 0;
  }
}

function ask(hidden: boolean, signal?: AbortSignal) {
  const terminal = new Terminal();
  const answer = createTerminalPrompt(terminal, terminal).ask("Password: ", { hidden, signal });
  return { terminal, answer };
}

describe("a hidden question", () => {
  const typed: [string, (string | Buffer)[], string][] = [
    ["plain", ["secret\r"], "secret"],
    ["key by key", ["s", "e", "\n"], "se"],
    ["spaces", [" a b \r"], " a b "],
    ["backspace", ["\x7fab\x7f\bc\r"], "c"],
    ["Ctrl-U", ["wrong\x15right\r"], "right"],
    ["arrow keys", ["a", "\x1b[D", "\x1bOA", "b\r"], "ab"],
    ["control characters", ["a\tb\x01\x04\r"], "ab"],
    ["beyond ASCII, in parts", [Buffer.from([0xc3]), Buffer.from([0xa9]), "\u{1f6f0}x\x7f\x7f\r"], "\u00e9"],
    ["nothing", ["\r"], ""],
  ];
  test.each(typed)("%s", async (_name, pieces, expected) => {
    const { terminal, answer } = ask(true);
    expect(terminal.isRaw).toBe(true);
    terminal.type(...pieces);
    expect(await answer).toBe(expected);
    expect(terminal.shown).toBe("Password: \n");
    expect(terminal.isRestored).toBe(true);
  });

  test("is bounded", async () => {
    const { terminal, answer } = ask(true);
    terminal.type("x".repeat(5000), "\r");
    expect(await answer).toHaveLength(1024);
  });

  test("Ctrl-C aborts", async () => {
    const { terminal, answer } = ask(true);
    terminal.type("abc\x03def\r");
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
    expect(terminal.isRestored).toBe(true);
  });

  test("Ctrl-D and a terminal that closes", async () => {
    for (const end of [
      (t: Terminal) => t.type("\x04"),
      (t: Terminal) => t.emit("end"),
      (t: Terminal) => t.emit("error"),
    ]) {
      const { terminal, answer } = ask(true);
      end(terminal);
      await expect(answer).rejects.toMatchObject({ code: "ARCHIVE_CREDENTIALS" });
      expect(terminal.isRestored).toBe(true);
    }
  });

  test("can be aborted", async () => {
    const abort = new AbortController();
    const { terminal, answer } = ask(true, abort.signal);
    abort.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
    expect(terminal.isRestored).toBe(true);
    await expect(ask(true, abort.signal).answer).rejects.toThrow("enough");
  });

  test("leaves a raw terminal raw, and restores one that fails", async () => {
    const terminal = new Terminal();
    terminal.isRaw = true;
    const answer = createTerminalPrompt(terminal, terminal).ask("?", { hidden: true });
    terminal.type("a\r");
    await answer;
    expect(terminal.isRaw).toBe(true);

    const broken = new Terminal();
    broken.resume = () => {
      throw new Error("broken");
    };
    await expect(createTerminalPrompt(broken, broken).ask("?", { hidden: true })).rejects.toThrow("broken");
    expect(broken.isRestored).toBe(true);
  });
});

test("a question that is not hidden shows what is typed", async () => {
  const { terminal, answer } = ask(false);
  terminal.type("mee", "\x7f\r");
  expect(await answer).toBe("me");
  expect(terminal.shown).toBe("Password: mee\b \b\n");
});

test("without a terminal nobody is asked", async () => {
  const terminal = new Terminal(false);
  const prompt = createTerminalPrompt(terminal, terminal);
  expect(prompt.isInteractive).toBe(false);
  await expect(prompt.ask("?", { hidden: true })).rejects.toMatchObject({
    code: "ARCHIVE_CREDENTIALS",
    message: expect.stringContaining("ICARE_PASSWORD") as string,
  });
  expect(terminal.shown).toBe("");
});
