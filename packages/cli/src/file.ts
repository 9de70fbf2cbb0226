import type { HdfFile, OpenOptions } from "@atcs/hdf";

/** Open a file, use it, and close it whatever happens. */
export async function withFile<T>(
  path: string,
  options: OpenOptions,
  use: (file: HdfFile) => T | Promise<T>,
): Promise<T> {
  // Only here, because other commands do not need it.
  const { open } = await import("@atcs/hdf");
  const file = await open(path, options);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
