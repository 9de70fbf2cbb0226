import { DatasetError, isDatasetError } from "../errors.ts";

/** Errors of files say which instance they belong to. */
export async function ofInstance<T>(instanceId: number, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isDatasetError(error) || error.instanceId !== undefined) throw error;
    const { code, problem, file, offset } = error;
    throw new DatasetError(code, problem, { file, instanceId, offset, cause: error });
  }
}
