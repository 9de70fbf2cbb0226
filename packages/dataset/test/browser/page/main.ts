import { AtcsDataset, isDatasetError } from "@atcs/dataset";

/** What the test asks the page to do; the result is plain JSON. */
export interface Request {
  url: string;
  fields: string[];
}

export interface Response {
  ids?: number[];
  shape?: number[];
  values?: number[];
  cloudScenario?: number[];
  corners?: number[];
  error?: { code: string; message: string };
}

/** Everything of a dataset at a URL, as one batch. */
async function run({ url, fields }: Request): Promise<Response> {
  try {
    const data = await AtcsDataset.open(new URL(url, location.href), { fields, normalize: false, subset: "all" });
    for await (const batch of data.batches({ batchSize: data.length })) {
      return {
        ids: Array.from(batch.ids),
        shape: [...batch.shape],
        values: Array.from(batch.sensorInput),
        cloudScenario: Array.from(batch.cloudScenario),
        corners: Array.from(batch.corners),
      };
    }
    return {};
  } catch (error) {
    if (isDatasetError(error)) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}

Object.assign(globalThis, { run });
