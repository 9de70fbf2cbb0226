import { AtcsDataset, isDatasetError } from "@atcs/dataset";

/** What the test asks the page to do; the result is plain JSON. */
export interface Request {
  url: string;
  fields: string[];
  /** As of `batches`. */
  workers?: number;
  batchSize?: number;
}

export interface Response {
  ids?: number[];
  shape?: number[];
  values?: number[];
  cloudScenario?: number[];
  corners?: number[];
  error?: { code: string; message: string };
}

/** Everything of a dataset at a URL, batches one after another. The shape is that of the first one. */
async function run({ url, fields, workers = 0, batchSize }: Request): Promise<Response> {
  try {
    await using data = await AtcsDataset.open(new URL(url, location.href), { fields, normalize: false, subset: "all" });
    const all = { ids: [], shape: [], values: [], cloudScenario: [], corners: [] } as Required<Omit<Response, "error">>;
    for await (const batch of data.batches({ batchSize: batchSize ?? data.length, workers, reuse: workers > 0 })) {
      if (all.shape.length === 0) all.shape.push(...batch.shape);
      all.ids.push(...batch.ids);
      all.values.push(...batch.sensorInput);
      all.cloudScenario.push(...batch.cloudScenario);
      all.corners.push(...batch.corners);
    }
    return all;
  } catch (error) {
    if (isDatasetError(error)) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}

Object.assign(globalThis, { run });
