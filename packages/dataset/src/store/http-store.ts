import { DatasetError } from "../errors.ts";
import { type ByteRange, checkBeyond, checkPart, rangeHeader } from "./_byte-range.ts";
import { PassingError, withRetries } from "./_retry.ts";
import type { DatasetStore, ReadOptions } from "./types.ts";

/**
 * The files below a URL, read by `fetch` with byte ranges. A file is absent when the server says 404 or 410, or 403: stores
 * of objects that may not be listed answer so for what is not there. An optional file is then taken to be missing; without
 * a needed one the dataset does not open, and the message names the 403. All else is DATASET_IO; a connection that fails,
 * 429 and 5xx only after three tries.
 * @param url with or without a slash at the end
 */
export function httpStore(url: string | URL): DatasetStore {
  const { origin, pathname, search } = new URL(url);
  const base = `${origin}${pathname.replace(/\/+$/, "")}`;
  const locate = (path: string): string => `${base}/${path.split("/").map(encodeURIComponent).join("/")}${search}`;

  const read = async (
    path: string,
    { offset = 0, length, signal }: ReadOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> => {
    if (length === 0) return new Uint8Array(0);
    const range = offset > 0 || length !== undefined ? { offset, length } : undefined;
    return withRetries(() => readOnce(locate(path), range, signal), signal);
  };

  const size = async (
    path: string,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<number | undefined> => {
    const init = { method: "HEAD", signal: signal ?? null };
    const response = await withRetries(() => request(locate(path), init), signal);
    if (isAbsent(response)) return undefined;
    const length = response.headers.get("content-length");
    // A compressed answer has another length than the file.
    if (length !== null && response.headers.get("content-encoding") === null) return Number(length);
    return (await read(path, { signal })).length;
  };

  return { name: base, origin: { kind: "http", url: `${base}${search}` }, locate, read, size };
}

async function readOnce(
  url: string,
  range: ByteRange | undefined,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const headers: Record<string, string> = range === undefined ? {} : { range: rangeHeader(range) };
  const response = await request(url, { signal: signal ?? null, headers });
  if (isAbsent(response)) throw absent(response, url);
  const contentRange = response.headers.get("content-range");
  if (response.status === 416) {
    if (range !== undefined) checkBeyond(contentRange, range, url);
    return new Uint8Array(0);
  }
  const bytes = new Uint8Array(await body(response, url));
  if (response.status === 206) checkPart(contentRange, bytes.length, range ?? { offset: 0, length: undefined }, url);
  else if (range !== undefined) return wanted(bytes, range);
  return bytes;
}

/** A server without ranges gives the whole file. */
function wanted(bytes: Uint8Array<ArrayBuffer>, { offset, length }: ByteRange): Uint8Array<ArrayBuffer> {
  return bytes.slice(offset, length === undefined ? undefined : offset + length);
}

/** An answer with the file or a part of it, or that there is none. */
async function request(url: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw failed(url, error);
  }
  const { ok, status, statusText } = response;
  // 416: the file ends before the range begins.
  if (ok || (status === 416 && init.headers?.range !== undefined)) return response;
  // The body is not read, and must not hold the connection, which may be gone already.
  await response.body?.cancel().catch(() => {});
  if (isAbsent(response)) return response;
  const error = new DatasetError("DATASET_IO", `the server answered ${status} ${statusText}`.trim(), { file: url });
  throw status === 429 || status >= 500 ? new PassingError(error) : error;
}

function isAbsent({ status }: Response): boolean {
  return [403, 404, 410].includes(status);
}

function absent({ status }: Response, file: string): DatasetError {
  const problem = status === 403 ? "no such file, or it may not be read (the server answered 403)" : "no such file";
  return new DatasetError("DATASET_NOT_FOUND", problem, { file });
}

async function body(response: Response, url: string): Promise<ArrayBuffer> {
  try {
    return await response.arrayBuffer();
  } catch (error) {
    throw failed(url, error);
  }
}

function failed(file: string, cause: unknown): PassingError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PassingError(new DatasetError("DATASET_IO", `it could not be fetched (${reason})`, { file, cause }));
}
