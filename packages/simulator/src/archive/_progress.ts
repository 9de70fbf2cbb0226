import type { RunListener } from "./_run-granules.ts";
import type { ArchiveProgress } from "./types.ts";

/**
 * Counts what a run has done.
 * @param granules of the archive
 * @param work of them, what is to be made
 */
export function createProgress(
  granules: number,
  work: number,
  onProgress: (progress: ArchiveProgress) => void = () => {},
): RunListener & { readonly bytes: number } {
  const current = new Map<string, number>();
  let granulesDone = granules - work;
  let bytes = 0;
  const tell = (): void => {
    const shares = [...current].map(([granule, share]) => ({ granule, share }));
    onProgress({ granules, granulesDone, bytes, current: shares });
  };
  tell();
  return {
    get bytes() {
      return bytes;
    },
    onStart({ granule }) {
      current.set(granule, 0);
      tell();
    },
    onShare({ granule }, share) {
      current.set(granule, share);
      tell();
    },
    onDone({ granule }, size) {
      current.delete(granule);
      granulesDone++;
      bytes += size;
      tell();
    },
  };
}
