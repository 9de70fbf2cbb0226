import { isHdfError, open, type Selection, type Source } from "@atcs/hdf";

/** What the test asks the page to do; the result is plain JSON. */
export interface Request {
  url: string;
  as: "blob" | "bytes" | "path";
  dataset: string;
  selection: Selection;
  maxBytes?: number;
  /** "own": one that the page creates. */
  worker?: boolean | "own";
}

export interface Response {
  format?: string;
  keys?: string[];
  shape?: number[];
  values?: number[];
  /** Share of the file that was read; only for a Blob, whose slices are counted. */
  bytesRead?: number;
  error?: { code: string; message: string };
}

async function run({ url, as, dataset, selection, maxBytes, worker }: Request): Promise<Response> {
  const content = await (await fetch(url)).blob();
  let bytesRead = 0;
  const slice = Blob.prototype.slice;
  content.slice = (start = 0, end = content.size, type) => {
    bytesRead += end - start;
    return slice.call(content, start, end, type);
  };
  const sources = { blob: () => content, bytes: () => content.arrayBuffer(), path: () => url };
  const source: Source = await sources[as]();
  try {
    const file = await open(source, {
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(worker === undefined ? {} : { worker: worker === "own" ? ownWorker : worker }),
    });
    const result = await file.dataset(dataset).read(selection);
    const response = {
      format: file.format,
      keys: file.keys(),
      shape: result.shape,
      values: Array.from(result.data, Number),
      bytesRead,
    };
    await file.close();
    return response;
  } catch (error) {
    if (isHdfError(error)) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}

function ownWorker(): Worker {
  return new Worker(new URL("@atcs/hdf/hdf5-worker", import.meta.url), { type: "module" });
}

Object.assign(globalThis, { run });
