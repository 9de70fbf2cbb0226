import { DatasetError } from "../errors.ts";
import type { DatasetStore, ReadOptions } from "./types.ts";

/** The files below a URL, read by `fetch` with byte ranges. @param url with or without a slash at the end */
export function httpStore(url: string | URL): DatasetStore {
  const { origin, pathname, search } = new URL(url);
  const base = `${origin}${pathname.replace(/\/+$/, "")}`;
  const locate = (path: string): string => `${base}/${path.split("/").map(encodeURIComponent).join("/")}${search}`;

  const read = async (
    path: string,
    { offset = 0, length, signal }: ReadOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> => {
    if (length === 0) return new Uint8Array(0);
    const isPart = offset > 0 || length !== undefined;
    const range = `bytes=${offset}-${length === undefined ? "" : offset + length - 1}`;
    const response = await request(locate(path), { signal: signal ?? null, headers: isPart ? { range } : {} });
    if (response === undefined) throw new DatasetError("DATASET_NOT_FOUND", "no such file", { file: locate(path) });
    // 416: the file ends before the range begins.
    if (response.status === 416) return new Uint8Array(0);
    const bytes = new Uint8Array(await body(response, locate(path), signal));
    // A server without ranges gives the whole file.
    if (isPart && response.status === 200)
      return bytes.slice(offset, length === undefined ? undefined : offset + length);
    return bytes;
  };

  const size = async (
    path: string,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<number | undefined> => {
    const response = await request(locate(path), { method: "HEAD", signal: signal ?? null });
    if (response === undefined) return undefined;
    const length = response.headers.get("content-length");
    // A compressed answer has another length than the file.
    if (length !== null && response.headers.get("content-encoding") === null) return Number(length);
    return (await read(path, { signal })).length;
  };

  return { name: base, origin: { kind: "http", url: `${base}${search}` }, locate, read, size };
}

/** undefined when there is no such file. */
async function request(url: string, init: RequestInit): Promise<Response | undefined> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw init.signal.reason;
    throw failed(url, error);
  }
  if (response.ok || response.status === 416) return response;
  // The body is not read, and must not hold the connection.
  await response.body?.cancel();
  // Stores of objects say 403 for what is not there, when listing is not allowed.
  if ([403, 404, 410].includes(response.status)) return undefined;
  throw new DatasetError("DATASET_NOT_FOUND", `the server answered ${response.status} ${response.statusText}`, {
    file: url,
  });
}

async function body(response: Response, url: string, signal: AbortSignal | undefined): Promise<ArrayBuffer> {
  try {
    return await response.arrayBuffer();
  } catch (error) {
    signal?.throwIfAborted();
    throw failed(url, error);
  }
}

function failed(file: string, cause: unknown): DatasetError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatasetError("DATASET_NOT_FOUND", `it could not be fetched (${reason})`, { file, cause });
}
