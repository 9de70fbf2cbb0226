import { stat } from "node:fs/promises";
import { join } from "node:path";
import { byteSizeText } from "../../format/value.ts";
import { downloadError } from "../errors.ts";
import { freeBytes } from "../free-bytes.ts";
import { plainUrl } from "../options.ts";
import { archiveName, Part, readRecord } from "./part.ts";
import { connectionError, type Response, requestUrl } from "./request.ts";
import { continuesPart, isSameArchive, rangeHeaders, recordOf } from "./resume.ts";
import { defaultRetry, type RetrySettings, TransientError, withRetry } from "./retry.ts";

/** How {@link fetchArchive} goes about it. */
export interface FetchSettings {
  readonly retry: RetrySettings;
  /** A connection that is silent for so long is given up: milliseconds. */
  readonly idleMs: number;
}

export const defaultFetch: FetchSettings = { retry: defaultRetry, idleMs: 60_000 };

/** What to fetch, and whom to tell. */
export interface FetchTask {
  readonly url: URL;
  /** Where `archive.part` lies, until it becomes `archive`. */
  readonly folder: string;
  /** The sum that the user gave: what has come from a mirror is continued when it is the same. */
  readonly sha256: string | undefined;
  readonly userAgent: string;
  readonly signal: AbortSignal;
  /** @param total undefined when the server does not say */
  readonly onProgress: (bytes: number, total: number | undefined) => void;
  /** Why it takes longer. */
  readonly onNote: (text: string) => void;
}

/** What came. */
export interface FetchedArchive {
  readonly path: string;
  /** Bytes that came in this run. */
  readonly fetchedBytes: number;
}

/**
 * Fetch an archive over HTTP, from where an earlier run ended; what is complete is not asked for again.
 * @throws CommandError; the signal's reason
 */
export async function fetchArchive(task: FetchTask, settings: FetchSettings = defaultFetch): Promise<FetchedArchive> {
  const { folder, url, sha256, signal, onNote } = task;
  const complete = join(folder, archiveName);
  const place = plainUrl(url);
  if (await stat(complete).catch(() => undefined)) {
    checkSame(await readRecord(folder), place, sha256, folder);
    return { path: complete, fetchedBytes: 0 };
  }
  const part = await Part.open(folder);
  try {
    if (part.length > 0) checkSame(part.record, place, sha256, folder);
    const transfer = new Transfer(task, part, settings);
    await withRetry(
      (progressed) => transfer.attempt(progressed),
      settings.retry,
      signal,
      (error, delayMs) => onNote(`${place}: ${error.message}; tried again in ${(delayMs / 1000).toFixed(1)} s`),
    ).catch((error: unknown) => {
      if (!(error instanceof TransientError)) throw error;
      const hint = part.length === 0 ? "Check the URL and the network." : undefined;
      throw downloadError("DOWNLOAD_CONNECTION", `${place}: ${error.message}`, { hint, cause: error });
    });
    return { path: await part.finish(), fetchedBytes: transfer.fetchedBytes };
  } finally {
    await part.close();
  }
}

function checkSame(
  record: Parameters<typeof isSameArchive>[0] | undefined,
  url: string,
  sha256: string | undefined,
  folder: string,
): void {
  if (record !== undefined && isSameArchive(record, url, sha256)) return;
  const what = record === undefined ? "an archive, and no record of which" : `what has come of ${record.url}`;
  const goOn = record === undefined ? "" : "Give that URL, or --sha256 as before if this is a mirror; or r";
  throw downloadError("DOWNLOAD_OUT", `${folder}: it holds ${what}`, {
    file: folder,
    hint: `${goOn || "R"}emove the directory, or choose another one with --out.`,
  });
}

/** The attempts to complete a part. */
class Transfer {
  readonly #task: FetchTask;
  readonly #part: Part;
  readonly #settings: FetchSettings;
  readonly #place: string;
  #most: number;
  fetchedBytes = 0;

  constructor(task: FetchTask, part: Part, settings: FetchSettings) {
    this.#task = task;
    this.#part = part;
    this.#settings = settings;
    this.#place = plainUrl(task.url);
    this.#most = part.length;
  }

  /** @throws TransientError when it may be tried again */
  async attempt(progressed: () => void): Promise<void> {
    if (this.#isComplete()) return;
    const response = await this.#request();
    try {
      await this.#accept(response);
      await this.#checkRoom();
      await this.#receive(response, progressed);
    } finally {
      response.body.destroy();
    }
    const { length, record } = this.#part;
    if (record?.size !== undefined && length < record.size) {
      throw new TransientError(`the connection ended after ${length} of ${record.size} bytes`);
    }
  }

  #isComplete(): boolean {
    const { length, record } = this.#part;
    return length > 0 && record?.size === length;
  }

  #request(): Promise<Response> {
    const { url, sha256, signal, userAgent } = this.#task;
    const { length, record } = this.#part;
    const range = length > 0 && record !== undefined ? rangeHeaders(record, length, this.#place, sha256) : undefined;
    // Bytes as they are, not packed once more on the way: ranges and lengths are of the file.
    const headers = { "user-agent": userAgent, accept: "*/*", "accept-encoding": "identity", ...range };
    return requestUrl(url, { headers, idleMs: this.#settings.idleMs, signal });
  }

  /** Make the part ready for the bytes of a response. */
  async #accept({ status, headers }: Response): Promise<void> {
    const { sha256, onNote } = this.#task;
    const { length, record } = this.#part;
    if (status === 200) {
      if (length > 0) onNote(`${this.#place}: the server begins anew: it cannot resume, or the archive has changed`);
      await this.#part.restart(recordOf(this.#place, headers, sha256));
      return;
    }
    if (status === 206 && length > 0 && record !== undefined) {
      if (continuesPart(record, length, this.#place, headers) !== undefined) return;
      await this.#part.restart(undefined);
      throw new TransientError("the archive has changed, or the server sent another part of it");
    }
    if (status === 416 && length > 0) {
      await this.#part.restart(undefined);
      throw new TransientError("the archive has changed: it is shorter than what is here");
    }
    throw statusError(this.#place, status, headers["retry-after"], this.#settings.retry.maxDelayMs);
  }

  async #checkRoom(): Promise<void> {
    const { size } = this.#part.record ?? {};
    const free = await freeBytes(this.#task.folder);
    const missing = (size ?? 0) - this.#part.length;
    if (free === undefined || missing <= free) return;
    const message = `${this.#task.folder}: ${byteSizeText(missing)} are missing, and the disk has room for ${byteSizeText(free)}`;
    throw downloadError("DOWNLOAD_DISK_FULL", message, { file: this.#task.folder });
  }

  async #receive({ body }: Response, progressed: () => void): Promise<void> {
    const { signal, onProgress, url } = this.#task;
    const part = this.#part;
    const size = part.record?.size;
    onProgress(part.length, size);
    for (;;) {
      const bytes = await body.next().catch((error: unknown) => {
        throw signal.aborted ? signal.reason : connectionError(url, error);
      });
      if (bytes === undefined) return;
      signal.throwIfAborted();
      if (size !== undefined && part.length + bytes.length > size) {
        await part.restart(undefined);
        throw new TransientError(`the server sent more than the ${size} bytes that it announced`);
      }
      await part.append(bytes);
      this.fetchedBytes += bytes.length;
      onProgress(part.length, size);
      // Who begins anew each time, and is cut off each time, gets nowhere.
      if (part.length <= this.#most) continue;
      this.#most = part.length;
      progressed();
    }
  }
}

function statusError(place: string, status: number, retryAfter: string | undefined, mostMs: number): Error {
  const message = `the server answered ${status}`;
  const asked = /^\d{1,9}$/.test(retryAfter ?? "") ? 1000 * Number(retryAfter) : undefined;
  if ([408, 425, 429, 500, 502, 503, 504].includes(status) && (asked ?? 0) <= 5 * mostMs) {
    return new TransientError(message, { retryAfterMs: asked });
  }
  const hint = hintsOfStatus[status];
  return downloadError("DOWNLOAD_HTTP", `${place}: ${message}`, hint === undefined ? {} : { hint });
}

const hintsOfStatus: Readonly<Record<number, string>> = {
  401: "It asks for a password; fetch it with another program, and give the file.",
  403: "It may ask for a login; fetch it with another program, and give the file.",
  429: "Try again later: what has come is kept.",
  503: "Try again later: what has come is kept.",
};
