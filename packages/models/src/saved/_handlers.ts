import { io } from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";
import { isModelError, ModelError } from "../errors.ts";
import type { OperationOptions } from "../operation-options.ts";
import { checkedFetch } from "./_http.ts";

/** Where a model goes to or comes from: a URL that tfjs knows, or a handler such as `fileSystem` makes. */
export type ModelPlace = string | io.IOHandler;

/** Handlers of tfjs leave the options alone; ours take the signal. */
type SaveAction = (artifacts: io.ModelArtifacts, options: OperationOptions) => Promise<io.SaveResult>;
type LoadAction = (options: LoadOptions) => Promise<io.ModelArtifacts>;

/** What our own handler also takes. */
export interface LoadOptions extends OperationOptions {
  /** Is given the description of a model, with the list of its weights, before memory is taken for them; throws if they are wrong. */
  readonly check?: ((described: io.ModelArtifacts) => void) | undefined;
}

/** What is done at a place, with the name that errors have for it. */
export interface Opened<Action> {
  readonly action: Action;
  readonly file: string | undefined;
}

/** @throws TypeError for what is no place to save to; RangeError for a URL that nothing saves to */
export function openForSaving(place: ModelPlace): Opened<SaveAction> {
  const handler: { save?: SaveAction } = typeof place === "string" ? only(io.getSaveHandlers(place), place) : place;
  if (typeof handler?.save !== "function")
    throw new TypeError(`${describePlace(place)}: expected a URL, or a handler that saves`);
  return { action: (artifacts, options) => handler.save!(artifacts, options), file: nameOf(place) };
}

/** @throws TypeError for what is no place to load from; RangeError for a URL that nothing loads from */
export function openForLoading(place: ModelPlace, signal: AbortSignal | undefined): Opened<LoadAction> {
  const handler: { load?: LoadAction } = typeof place === "string" ? loadHandler(place, signal) : place;
  if (typeof handler?.load !== "function")
    throw new TypeError(`${describePlace(place)}: expected a URL, or a handler that loads`);
  return { action: (options) => handler.load!(options), file: nameOf(place) };
}

/** Do it; what goes wrong is MODEL_IO, or MODEL_FORMAT if it was JSON that could not be read, unless it was aborted. */
export async function attempt<T>(
  file: string | undefined,
  verb: string,
  signal: AbortSignal | undefined,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    signal?.throwIfAborted();
    if (isModelError(cause)) throw cause;
    const code = cause instanceof SyntaxError ? "MODEL_FORMAT" : "MODEL_IO";
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError(code, `it cannot be ${verb} (${reason})`, { file, cause });
  }
}

function loadHandler(url: string, signal: AbortSignal | undefined): io.IOHandler {
  const options = { fetchFunc: checkedFetch(url), ...(signal === undefined ? {} : { requestInit: { signal } }) };
  const found = io.getLoadHandlers(url, options);
  // As tf.loadLayersModel does: what has no scheme is relative to the page. Without a page, as in Node, it is to nothing.
  const hasPage = (globalThis as { location?: unknown }).location !== undefined;
  if (hasPage && found.length === 0 && url !== "" && !/^[a-z][a-z\d+.-]*:/i.test(url)) return io.http(url, options);
  return only(found, url);
}

function only(handlers: readonly io.IOHandler[], url: string): io.IOHandler {
  if (handlers.length === 1) return handlers[0]!;
  throw new RangeError(
    `${handlers.length} handlers for ${describeValue(url)}: expected a URL such as indexeddb://name, or fileSystem(directory) of @atcs/models/node`,
  );
}

function describePlace(place: unknown): string {
  return `the place of the model is ${describeValue(place)}`;
}

/** Handlers of our own say what they write. */
function nameOf(place: ModelPlace): string | undefined {
  if (typeof place === "string") return place;
  const { file } = place as { file?: unknown };
  return typeof file === "string" ? file : undefined;
}
