import { DatasetError, isDatasetError } from "../errors.ts";

/**
 * Errors of files say which instance they belong to.
 * @param file of errors that do not name theirs
 */
export async function ofInstance<T>(instanceId: number, action: () => Promise<T>, file?: string): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isDatasetError(error) || error.instanceId !== undefined) throw error;
    const { code, problem, offset } = error;
    throw new DatasetError(code, problem, { file: error.file ?? file, instanceId, offset, cause: error });
  }
}
