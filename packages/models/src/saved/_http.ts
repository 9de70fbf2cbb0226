import { env } from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";
import { ModelError } from "../errors.ts";
import { isRecord } from "./metadata.ts";

/**
 * For tfjs, which takes the page that tells that there is no such file for weights, and reads properties of null.
 * @param url of the model.json
 * @returns as `fetch`, but rejects with an Error for a status that is no success, and with ModelError MODEL_FORMAT for what is
 * no model.json
 */
export function checkedFetch(url: string): typeof fetch {
  return async (input: RequestInfo | URL, init?: RequestInit) => {
    // tfjs gives texts.
    const path = String(input);
    const response = await env().platform.fetch(path, init);
    if (!response.ok) throw new Error(`${path} has the HTTP status ${response.status}`);
    if (path !== url) return response;
    const text = await response.text();
    checkModelJson(text, url);
    return new Response(text);
  };
}

function checkModelJson(text: string, file: string): void {
  const json = parse(text, file);
  if (!isRecord(json))
    throw new ModelError("MODEL_FORMAT", `it is ${describeValue(json)}: expected an object`, { file });
  if (Array.isArray(json.weightsManifest)) return;
  const found = describeValue(json.weightsManifest);
  throw new ModelError("MODEL_FORMAT", `its weightsManifest is ${found}: expected an array`, { file });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelError("MODEL_FORMAT", `it is not JSON (${(cause as Error).message})`, { file, cause });
  }
}
