// What the log of the archive's server tells of a soak.

import { existsSync } from "node:fs";
import { join } from "node:path";

/** @param mirrorDir where a file lies under its name as soon as it is complete */
export function createServerLog(mirrorDir) {
  const lines = [];
  const openedAgain = [];
  let dropped = 0;
  let openedCount = 0;
  return {
    take(line) {
      lines.push(line);
      if (line.includes(": dropped within ")) dropped++;
      const [, opened] = /^fault 0 \(delay\): "\/SPACEBORNE\/([^"]+)"/.exec(line) ?? [];
      if (opened === undefined) return;
      openedCount++;
      // At the moment at which the server is asked for the file.
      if (existsSync(join(mirrorDir, opened))) openedAgain.push(opened);
    },
    dropped: () => dropped,
    opened: () => openedCount,
    openedAgain: () => openedAgain,
    text: () => lines.join("\n"),
  };
}
