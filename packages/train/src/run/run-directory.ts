import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makeDirectory, takeLock } from "@atcs/icare-fetch/disk";
import type { RunConfig } from "../config/run-config.ts";
import { formatRunConfig, parseRunConfig } from "../config/run-config-file.ts";
import { TrainError } from "../errors.ts";
import { runFiles } from "./layout.ts";
import { ioError, isPartial, removePartial, systemCode, writeWhole } from "./write-file.ts";

/** How a run directory is waited for. */
export interface RunDirectoryOptions {
  /** Called when it takes longer than a second to know whether another process works on the run. */
  readonly onWarning?: ((message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A run directory that this process alone works on, until it is released. */
export class RunDirectory {
  /** Absolute. */
  readonly path: string;
  /** Aborted when another computer took the run over, because nothing was heard of this process for a minute. */
  readonly lost: AbortSignal;
  readonly #release: () => void;

  private constructor(path: string, lost: AbortSignal, release: () => void) {
    this.path = path;
    this.lost = lost;
    this.#release = release;
  }

  /**
   * Make a run directory with its configuration.
   * @throws TrainError TRAIN_RUN when it is there and not empty, TRAIN_IN_USE, TRAIN_IO
   */
  static async create(path: string, config: RunConfig, options: RunDirectoryOptions = {}): Promise<RunDirectory> {
    const directory = resolve(path);
    await checkUnused(directory);
    onDisk(directory, () => makeDirectory(directory));
    return RunDirectory.#locked(directory, options, async (run) => {
      // Another process may have been faster.
      await checkUnused(directory);
      await run.writeConfig(config);
      await run.#prepare();
    });
  }

  /**
   * Go on with a run.
   * @throws TrainError TRAIN_RUN when there is none, TRAIN_IN_USE, TRAIN_IO
   */
  static async open(path: string, options: RunDirectoryOptions = {}): Promise<RunDirectory> {
    const directory = resolve(path);
    await readConfigText(directory);
    return RunDirectory.#locked(directory, options, (run) => run.#prepare());
  }

  static async #locked(
    directory: string,
    options: RunDirectoryOptions,
    prepare: (run: RunDirectory) => Promise<void>,
  ): Promise<RunDirectory> {
    const { lost, release } = await lockRun(directory, options);
    const run = new RunDirectory(directory, lost, release);
    try {
      await prepare(run);
      return run;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Path of a file of the run. */
  file(name: keyof typeof runFiles): string {
    return join(this.path, runFiles[name]);
  }

  /** Path of a checkpoint. */
  checkpoint(name: string): string {
    return join(this.file("checkpoints"), name);
  }

  /** Let other processes in. May be called again. */
  release(): void {
    this.#release();
  }

  /** @throws TrainError TRAIN_IO */
  writeConfig(config: RunConfig): Promise<void> {
    return writeWhole(this.file("config"), [formatRunConfig(config)]);
  }

  /** The directory of checkpoints, without what was left incomplete. */
  async #prepare(): Promise<void> {
    onDisk(this.path, () => makeDirectory(this.file("checkpoints")));
    for (const directory of [this.path, this.file("checkpoints")]) await removePartial(directory);
  }
}

/**
 * The configuration of a run. Any process may read it.
 * @throws TrainError TRAIN_RUN when there is no run, TRAIN_CONFIG when it is damaged, TRAIN_IO
 */
export async function readRunConfig(path: string): Promise<RunConfig> {
  const directory = resolve(path);
  return parseRunConfig(await readConfigText(directory), join(directory, runFiles.config));
}

async function readConfigText(directory: string): Promise<string> {
  const file = join(directory, runFiles.config);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(systemCode(error))) throw ioError(error, file, "read");
    const problem = `it is no run: there is no ${runFiles.config} in it; name the directory that a training was started with`;
    throw new TrainError("TRAIN_RUN", problem, { file: directory, cause: error });
  }
}

/**
 * What a process leaves behind that is killed before the run has a configuration does not count.
 * @throws TrainError TRAIN_RUN when a directory cannot become a run, because it has something in it
 */
export async function checkUnused(directory: string): Promise<void> {
  const names = (await namesIn(directory)).filter((name) => !name.startsWith(runFiles.lock) && !isPartial(name));
  const [first] = names;
  if (first === undefined) return;
  const problem = names.includes(runFiles.config)
    ? "there is a run already: go on with it (resume, --resume), or choose another directory"
    : `the directory is not empty (${JSON.stringify(first)} is in it): choose another one for the run`;
  throw new TrainError("TRAIN_RUN", problem, { file: directory });
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    if (systemCode(error) !== "ENOTDIR") throw ioError(error, directory, "read");
    throw new TrainError("TRAIN_RUN", "it is a file: expected a directory that does not exist yet", {
      file: directory,
    });
  }
}

async function lockRun(
  directory: string,
  { onWarning, signal }: RunDirectoryOptions,
): Promise<{ readonly lost: AbortSignal; release(): void }> {
  const inUse = (problem: string): TrainError => new TrainError("TRAIN_IN_USE", problem, { file: directory });
  try {
    const lock = await takeLock(join(directory, runFiles.lock), {
      taken: ({ process, host, isHere }) =>
        inUse(`process ${process} of ${isHere ? "this computer" : host} works on the run: wait for it or end it`),
      lost: () =>
        inUse("another process took the run over while this one stood still: go on with it when that is done"),
      onWait: () =>
        onWarning?.(`${directory}: looking whether another process works on the run, which can take a minute`),
      signal,
    });
    return { lost: lock.lost, release: () => lock.release() };
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw ioError(error, directory, "written");
  }
}

function onDisk(directory: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw ioError(error, directory, "written");
  }
}
