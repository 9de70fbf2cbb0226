import { checkFunction, checkInteger, checkOptions, checkSignal, checkText } from "../config/check.ts";
import { checkEngine, limits } from "../config/settings.ts";
import type { EngineName, OnnxProvider } from "../engines/types.ts";

/** How a training is started. */
export interface StartOptions {
  /** Ends starting; what is open does not look at it. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what a user should know: an engine that is slow, a lock that is waited for. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** How a training is gone on with. What is not given is as it was. */
export interface ResumeOptions extends StartOptions {
  /** Where the dataset lies now: the same one, or a copy in another layout. @default where it was */
  readonly dataset?: string | undefined;
  readonly engine?: EngineName | "auto" | undefined;
  /** Threads that compute, of `wasm` and `onnx`. */
  readonly workers?: number | undefined;
  /** What `onnx` computes with. */
  readonly provider?: OnnxProvider | undefined;
  /** Threads that load. */
  readonly loaderWorkers?: number | undefined;
  /** Batches that are made ahead. */
  readonly prefetch?: number | undefined;
  /**
   * Train until so many epochs are complete. The last epoch of a training is evaluated in any case, so that one that is made
   * longer may have had one evaluation more than one that was started with as many epochs.
   */
  readonly epochs?: number | undefined;
  /**
   * A checkpoint to go on from, in the run directory or elsewhere; it becomes the last one, and what is of later epochs is
   * trained again. @default the last one
   */
  readonly from?: string | undefined;
}

const names = ["signal", "onWarning"];

/** @throws TypeError for what is wrong */
export function checkStartOptions(options: StartOptions): void {
  checkOptions("Trainer.create", options, names);
  checkShared(options);
}

/** @throws TypeError, RangeError for what is wrong */
export function checkResumeOptions(run: string, options: ResumeOptions): void {
  checkText("the run", run, "the path of a run directory");
  checkOptions("Trainer.resume", options, [
    "dataset",
    "engine",
    "workers",
    "provider",
    "loaderWorkers",
    "prefetch",
    "epochs",
    "from",
    ...names,
  ]);
  checkShared(options);
  const { dataset, engine, workers, loaderWorkers, prefetch, epochs, from } = options;
  if (dataset !== undefined) checkText("dataset", dataset, "the directory, file or URL of a dataset");
  if (engine !== undefined) checkEngine("engine", engine);
  if (workers !== undefined) checkInteger("workers", workers, 1, limits.workers);
  if (loaderWorkers !== undefined) checkInteger("loaderWorkers", loaderWorkers, 0, limits.workers);
  if (prefetch !== undefined) checkInteger("prefetch", prefetch, 0, limits.prefetch);
  if (epochs !== undefined) checkInteger("epochs", epochs, 1, limits.epochs);
  if (from !== undefined) checkText("from", from, "the path of a checkpoint");
}

function checkShared({ signal, onWarning }: StartOptions): void {
  checkSignal(signal);
  checkFunction("onWarning", onWarning);
}
