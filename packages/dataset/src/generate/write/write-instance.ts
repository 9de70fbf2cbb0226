import { writeLabels } from "../../layout/write-labels.ts";
import { npyHeader } from "../../npy/header.ts";
import { elementBytes } from "../../npy/write-npy.ts";
import { writePickle } from "../../pickle/write-pickle.ts";
import type { NewInstance } from "../granule/types.ts";
import { writeAtomic } from "./atomic-file.ts";

/**
 * Write the image and the labels of an instance. Each file appears when it is complete; that both are there is said by
 * the journal.
 * @throws DatasetError DATASET_WRITE
 */
export async function writeInstance(directory: string, instance: NewInstance): Promise<void> {
  const { info, image, channels, labels } = instance;
  const size = Math.sqrt(image.length / channels);
  const shape = [size, size, channels];
  await writeAtomic(directory, info.outputPath, [writePickle(writeLabels(info.id, labels))]);
  const elements = elementBytes({ dtype: "float32", shape, data: image });
  await writeAtomic(directory, info.inputPath, [npyHeader("float32", shape), elements]);
}
