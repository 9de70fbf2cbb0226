import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { onDisk } from "./errors.ts";

/** SHA-256 of a file, hexadecimal. @param onProgress bytes until now */
export async function sha256Of(
  path: string,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<string> {
  const hash = createHash("sha256");
  let bytes = 0;
  await onDisk("reading", path, async () => {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      signal.throwIfAborted();
      hash.update(chunk as Uint8Array);
      bytes += (chunk as Uint8Array).length;
      onProgress(bytes);
    }
  });
  return hash.digest("hex");
}
