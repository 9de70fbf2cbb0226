// Runs `atcs` in processes of their own, and passes Ctrl-C on to them.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../packages/cli/bin/atcs.js", import.meta.url));
/** npm, pnpm and the terminal may each send the same Ctrl-C. */
const sameSignalMs = 1000;
/** Characters of what a server says, for when it does not start. */
const mostLog = 2000;

/** A command that went wrong; it has told the reason itself, or here. */
export class CommandFailed extends Error {
  constructor(words, how) {
    super(`atcs ${words[0]} ${how}`);
    this.name = "CommandFailed";
  }
}

/** The processes of the demo. */
export class Children {
  /** True from the first signal on. */
  isInterrupted = false;
  #running = new Set();
  #lastSignal = Number.NEGATIVE_INFINITY;
  #directory;

  /** @param directory that the commands run in */
  constructor(directory) {
    this.#directory = directory;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => this.#interrupt(signal));
  }

  /** Run a command to its end. @throws CommandFailed, also after a signal that found none running */
  async run(words, environment = {}) {
    if (this.isInterrupted) throw new CommandFailed(words, "was not begun");
    const child = this.#spawn(words, environment, ["ignore", "inherit", "inherit"]);
    const { code, signal } = await ended(child);
    if (code !== 0) throw new CommandFailed(words, signal === null ? `ended with ${code}` : `was ended by ${signal}`);
  }

  /**
   * Start a server.
   * @returns what it says of itself in its first line, as JSON, and how to stop it
   */
  async serve(words, environment = {}) {
    const child = this.#spawn([...words, "--json"], environment, ["ignore", "pipe", "pipe"]);
    const end = ended(child);
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      log = (log + text).slice(-mostLog);
    });
    const first = await Promise.race([
      createInterface({ input: child.stdout })[Symbol.asyncIterator]().next(),
      end.then(() => ({ done: true })),
    ]);
    if (first.done) {
      await end;
      throw new CommandFailed(words, `ended before it was ready: ${log.trim()}`);
    }
    const stop = async () => {
      child.kill("SIGTERM");
      await end;
    };
    return { ready: JSON.parse(first.value), stop };
  }

  #spawn(words, environment, stdio) {
    const child = spawn(process.execPath, [command, ...words], {
      cwd: this.#directory,
      env: { ...process.env, ...environment },
      stdio,
      // Out of reach of the terminal's Ctrl-C, which would come twice: it is passed on once.
      detached: process.platform !== "win32",
    });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    return child;
  }

  #interrupt(signal) {
    this.isInterrupted = true;
    const now = performance.now();
    if (now - this.#lastSignal < sameSignalMs) return;
    this.#lastSignal = now;
    for (const child of this.#running) child.kill(signal);
  }
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}
