import { type HdfFile, type OpenOptions, open } from "@atcs/hdf";

/** Open a file, use it, and close it whatever happens. */
export async function withFile<T>(
  path: string,
  options: OpenOptions,
  use: (file: HdfFile) => T | Promise<T>,
): Promise<T> {
  const file = await open(path, options);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
