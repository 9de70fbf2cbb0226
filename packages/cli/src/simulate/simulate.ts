import type { ArchiveSummary, SimulateArchiveOptions } from "@atcs/simulator";
import type { Context } from "../command.ts";
import { UsageError } from "../errors.ts";
import { createProgress } from "../progress/progress.ts";
import { showArchiveProgress } from "./show-progress.ts";

/** The simulator, or what a test gives for it. */
export type Simulate = (options: SimulateArchiveOptions) => Promise<ArchiveSummary>;

/** Make an archive and show how far it is. */
export async function simulateWithProgress(
  options: SimulateArchiveOptions,
  simulate: Simulate,
  { io, signal }: Context,
): Promise<ArchiveSummary> {
  const progress = createProgress(io, { label: "atcs simulate" });
  const show = showArchiveProgress(progress);
  let hasBegun = false;
  try {
    return await simulate({
      ...options,
      signal,
      onProgress: (state) => {
        hasBegun = true;
        show(state);
      },
    });
  } catch (error) {
    // Options are checked before anything is made.
    if (!hasBegun && error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  } finally {
    await progress.stop();
  }
}
