import { DatasetError } from "../errors.ts";

/**
 * Images hold physical values. Integers would be counts of an unknown scale, and half precision has no -32767, so that what is
 * missing would become a value.
 * @throws DatasetError DATASET_INSTANCE
 */
export function checkImageType(dtype: string, file: string, instanceId: number): void {
  if (dtype === "float32" || dtype === "float64") return;
  const problem = `the image has elements of type ${dtype}: expected float32`;
  throw new DatasetError("DATASET_INSTANCE", problem, { file, instanceId });
}
