import { get as getHttp, type IncomingHttpHeaders, type RequestOptions } from "node:http";
import { get as getHttps } from "node:https";
import { downloadError, systemCode } from "../errors.ts";
import { plainUrl } from "../options.ts";
import { Body } from "./body.ts";
import { TransientError } from "./retry.ts";

/** A response whose body has not been read. */
export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
}

/** Options of {@link requestUrl}. */
export interface RequestSettings {
  readonly headers: Readonly<Record<string, string>>;
  /** A connection that is silent for so long is given up: milliseconds. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

const mostRedirects = 10;

/**
 * GET a URL, and what it redirects to. The body comes as it was sent: nothing is decoded.
 * @throws TransientError for connections that fail; CommandError for redirects that lead nowhere or to less security,
 * and certificates that are not trusted
 */
export async function requestUrl(url: URL, settings: RequestSettings): Promise<Response> {
  let at = url;
  for (let count = 0; count <= mostRedirects; count++) {
    const response = await requestOnce(at, settings);
    if (![301, 302, 303, 307, 308].includes(response.status)) return response;
    response.body.destroy();
    at = redirectTarget(at, response.headers.location);
  }
  throw downloadError("DOWNLOAD_HTTP", `${plainUrl(url)}: more than ${mostRedirects} redirects`);
}

/** Where a redirect leads. @throws CommandError where it leads nowhere, or to less security */
export function redirectTarget(from: URL, location: string | undefined): URL {
  const place = plainUrl(from);
  if (location === undefined || !URL.canParse(location, from)) {
    throw downloadError("DOWNLOAD_HTTP", `${place}: it redirects to nowhere`);
  }
  const to = new URL(location, from);
  const isPlain = to.protocol === "http:";
  if (!(to.protocol === "https:" || (isPlain && from.protocol === "http:"))) {
    throw downloadError("DOWNLOAD_HTTP", `${place}: it redirects to ${plainUrl(to)}, which is not encrypted`);
  }
  // The password is for the server that it was given for.
  if (to.origin === from.origin && to.username === "") {
    to.username = from.username;
    to.password = from.password;
  }
  return to;
}

function requestOnce(url: URL, { headers, idleMs, signal }: RequestSettings): Promise<Response> {
  const options: RequestOptions = { headers, signal, timeout: idleMs };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? getHttps : getHttp)(url, options, (message) => {
      resolve({ status: message.statusCode ?? 0, headers: message.headers, body: new Body(message) });
    });
    request.on("timeout", () => request.destroy(new TransientError(`no bytes for ${idleMs / 1000} s`)));
    request.on("error", (error) => reject(signal.aborted ? signal.reason : connectionError(url, error)));
  });
}

/** What an error of a connection means. */
export function connectionError(url: URL, error: unknown): Error {
  if (error instanceof TransientError) return error;
  const code = systemCode(error);
  if (/CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|^ERR_TLS|^ERR_SSL|^EPROTO$/.test(code)) {
    return downloadError("DOWNLOAD_HTTP", `${plainUrl(url)}: no trusted connection (${code})`, {
      hint: "NODE_EXTRA_CA_CERTS=FILE adds a certificate that is trusted.",
      cause: error,
    });
  }
  // A name that nobody knows may be mistyped.
  const isLookUp = code === "ENOTFOUND" || code === "EAI_AGAIN";
  const reason = isLookUp ? `the host is not found (${code})` : code || (error as Error).message;
  return new TransientError(reason, { cause: error, ...(isLookUp && { attempts: 3 }) });
}
