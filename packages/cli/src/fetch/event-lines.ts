import type { ArchiveEvent } from "@atcs/icare-fetch";
import { inCommandWords } from "./archive-errors.ts";

/** What is told of the events of a session. */
export interface EventLines {
  /** The line of an event; undefined for what the user need not know, or knows. */
  lineOf(event: ArchiveEvent): string | undefined;
  /** Something has come: what fails from now on fails anew. */
  onReceived(): void;
}

/**
 * Lines of what takes time, and of what the user may want to know: sessions that come and go are for who asks. Each reason
 * for another try is told once until something has come, whatever the granule, and however long the next wait.
 */
export function createEventLines(): EventLines {
  const told = new Set<string>();
  return {
    lineOf({ kind, message }) {
      if (kind === "session" || kind === "evict") return undefined;
      const reason = message.replace(/"[^"]*"|\d+(?:\.\d+)? s$/g, "");
      if (kind === "retry" && told.has(reason)) return undefined;
      told.add(reason);
      return withoutDirectories(inCommandWords(message));
    },
    onReceived: () => told.clear(),
  };
}

/** Does everything wait for a session, and not one granule alone? */
export function isOutage({ kind, message }: ArchiveEvent): boolean {
  return kind === "retry" && !/\.(?:h5|hdf)\b/.test(message);
}

/** Granules are known by their names, which fill a line without their directories. */
function withoutDirectories(message: string): string {
  return message.replace(/(?:\/?[^\s/":]+\/){3,}(?=[^\s/"]+\.(?:h5|hdf)\b)/g, "");
}
