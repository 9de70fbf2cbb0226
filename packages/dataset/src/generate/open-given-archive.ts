import { type Archive, openArchive } from "@atcs/icare-fetch";
import type { PlanOptions } from "./options.ts";

/** Do something with an archive; one that is opened for it is closed again. */
export async function withArchive<T>(
  { archive, session = {}, signal }: PlanOptions,
  task: (archive: Archive) => Promise<T>,
): Promise<T> {
  if (typeof archive !== "string") return task(archive);
  const opened = await openArchive(archive, { ...session, signal });
  try {
    return await task(opened);
  } finally {
    await opened.close();
  }
}
