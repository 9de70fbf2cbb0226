import { LimitError, UnsupportedError } from "../errors.ts";
import type { DataElement } from "./container.ts";

/**
 * The whole content of a linear element.
 * @throws LimitError when it is longer than `maxBytes`; UnsupportedError for a chunked one; DamagedFileError
 */
export async function readWhole(element: DataElement, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
  if (element.layout === "chunked") {
    throw new UnsupportedError("a chunked element, expected one that is a run of bytes", element.where);
  }
  if (element.length > maxBytes) {
    throw new LimitError(`an element of ${element.length} bytes, more than maxBytes (${maxBytes})`, element.where);
  }
  element.check();
  await element.verify?.(signal);
  return element.read(0, element.length, signal);
}
