import { setImmediate as turn } from "node:timers/promises";
import type { ListedFile } from "./types.ts";

/** Files are looked at for so long before others have a turn: milliseconds. */
const longestTurnMs = 20;

/** Those of many files that are here. */
export async function findHere(
  files: Iterable<ListedFile>,
  isHere: (file: ListedFile) => boolean | Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const here = new Set<string>();
  let turnMs = performance.now();
  for (const file of files) {
    signal?.throwIfAborted();
    if (await isHere(file)) here.add(file.path);
    if (performance.now() - turnMs < longestTurnMs) continue;
    await turn();
    turnMs = performance.now();
  }
  return here;
}
