import type * as dataset from "@atcs/dataset";

/** `@atcs/dataset`, which only the commands that need it load. */
export type DatasetLibrary = typeof dataset;
