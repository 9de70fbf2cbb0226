// times.json: which commands are done, with which words, and how long they took. It makes the demo resumable.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

const format = "atcs-demo-1";
const file = "times.json";
/** What the demo writes beside the outputs of its commands. */
const others = ["host-key", "report.html", file];

/** The times of a directory, which may be empty. */
export class Times {
  machine = { node: process.version, platform: process.platform, processor: cpus()[0]?.model, cores: cpus().length };
  #directory;
  #records;

  /** @throws Error for a directory that holds other things */
  constructor(directory) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    const path = join(directory, file);
    const stored = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
    // The demo removes what is out of date: never of a directory that it has not made.
    if (stored?.format !== format && readdirSync(directory).some((name) => name !== "quick")) {
      throw new Error(`${directory} holds something else than a demo: choose an empty directory with --out`);
    }
    this.#records = new Map((stored?.steps ?? []).map((record) => [record.name, record]));
    this.#write();
  }

  /** Remove all that the commands have written. */
  clear(steps) {
    for (const name of [...steps.flatMap((step) => step.outputs), ...others]) this.#remove(name);
    this.#records.clear();
    this.#write();
  }

  /** Is this command done, with the same words as now, after commands with the same words as now? */
  isDone(step) {
    const record = this.#records.get(step.name);
    return (
      record?.isDone === true && record.key === step.key && step.outputs.every((name) => existsSync(this.#path(name)))
    );
  }

  /** Make room for a command; what it can go on with is kept. */
  begin(step) {
    const { key, seconds = 0 } = this.#records.get(step.name) ?? {};
    const goesOn = step.isResumable === true && key === step.key;
    if (!goesOn) for (const name of step.outputs) this.#remove(name);
    this.#set(step, { seconds: goesOn ? seconds : 0, isDone: false });
  }

  /** The command ran for so long, to its end or not. */
  add(step, seconds, isDone) {
    this.#set(step, { seconds: this.secondsOf(step) + seconds, isDone });
  }

  secondsOf(step) {
    return this.#records.get(step.name)?.seconds ?? 0;
  }

  #set(step, { seconds, isDone }) {
    const { name, words, key } = step;
    this.#records.set(name, {
      name,
      seconds: Math.round(seconds * 1000) / 1000,
      isDone,
      command: ["atcs", ...words],
      key,
    });
    this.#write();
  }

  #write() {
    const text = JSON.stringify({ format, machine: this.machine, steps: [...this.#records.values()] }, null, 1);
    writeFileSync(this.#path(`${file}.part`), `${text}\n`);
    renameSync(this.#path(`${file}.part`), this.#path(file));
  }

  #path(name) {
    return join(this.#directory, name);
  }

  #remove(name) {
    rmSync(this.#path(name), { recursive: true, force: true });
  }
}

/** Each step with a key of its words and of those before it: when one changes, all after it are done again. */
export function withKeys(steps) {
  const hash = createHash("sha256");
  return steps.map((step) => ({ ...step, key: hash.update(JSON.stringify(step.words)).copy().digest("hex") }));
}

/** Bytes of all files below a directory. */
export function diskBytes(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
