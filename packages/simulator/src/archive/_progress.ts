import type { RunListener } from "./_run-granules.ts";
import type { ArchiveProgress } from "./types.ts";

/** What a run has done so far. */
export interface RunProgress extends RunListener {
  readonly bytes: number;
  /** Granules whose image shows nothing. */
  readonly dark: readonly string[];
}

/**
 * Counts what a run has done.
 * @param granules of the archive that have files
 * @param work of them, what is to be made
 */
export function createProgress(
  granules: number,
  work: number,
  onProgress: (progress: ArchiveProgress) => void = () => {},
): RunProgress {
  const current = new Map<string, number>();
  let granulesDone = granules - work;
  let bytes = 0;
  const dark: string[] = [];
  const tell = (): void => {
    const shares = [...current].map(([granule, share]) => ({ granule, share }));
    onProgress({ granules, granulesDone, bytes, current: shares });
  };
  tell();
  return {
    get bytes() {
      return bytes;
    },
    dark,
    onStart({ granule }) {
      current.set(granule, 0);
      tell();
    },
    onShare({ granule }, share) {
      current.set(granule, share);
      tell();
    },
    onDone({ granule }, written) {
      current.delete(granule);
      granulesDone++;
      bytes += written.bytes;
      if (written.isDark) dark.push(granule);
      tell();
    },
  };
}
