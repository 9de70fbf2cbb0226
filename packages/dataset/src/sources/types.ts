import type { ImageExtent } from "@atcs/colocate";
import type { GenerationInfo, InstanceInfo, OperationOptions, StoredLabels } from "../types.ts";

/**
 * Channels of a stored image that lie in memory in one order:
 * `value = scale * data[start + pixel * pixelStep + (channel - firstChannel) * channelStep] + offset`, pixel being
 * `row * width + column`, except where the element is `missing` or not finite: there is none.
 */
export interface StoredChannels {
  /** Number of the first one among the stored channels of the dataset. */
  readonly firstChannel: number;
  readonly channelCount: number;
  readonly data: Float32Array | Int16Array;
  readonly start: number;
  readonly pixelStep: number;
  readonly channelStep: number;
  readonly scale: number;
  readonly offset: number;
  /** The element that stands for no value. */
  readonly missing: number;
}

/** The image of an instance, as far as its channels were asked for. */
export interface StoredImage extends ImageExtent {
  /** Each channel that was asked for is in one of them; there may be others. */
  readonly parts: readonly StoredChannels[];
  /** Optional: the image is no longer needed, and its memory may be used for another one. Called at most once. */
  release?(): void;
}

/** Options of {@link InstanceSource.readLabels}. */
export interface ReadInstanceLabelsOptions extends OperationOptions {
  /** Rows and columns of the image, which spares looking for them; they are awaited only where they are needed. */
  readonly extent?: ImageExtent | Promise<ImageExtent> | undefined;
}

/** Files that no instance has. */
export interface StraySearch {
  /** Their paths, ascending. */
  readonly files: readonly string[];
  /** Folders that cannot be looked into now, ascending. */
  readonly unreadFolders: readonly string[];
}

/** Where the instances of a dataset are read from: one of the layouts on disk. */
export interface InstanceSource {
  readonly layout: "npy" | "h5" | "zarr";
  /** Directory, file or URL, for messages. */
  readonly name: string;
  readonly generation: GenerationInfo;
  /** Ascending. */
  readonly ids: readonly number[];
  has(id: number): boolean;
  /** @throws RangeError for an id that there is not; DatasetError DATASET_LAYOUT for a damaged entry */
  info(id: number): InstanceInfo;
  /** The file of an instance's image, for messages. */
  imageFile(id: number): string;
  /**
   * @param channels numbers of the stored channels that are wanted, ascending
   * @throws DatasetError naming instance and file
   */
  readImage(id: number, channels: readonly number[], options?: OperationOptions): Promise<StoredImage>;
  /** @throws DatasetError naming instance and file */
  readLabels(id: number, options?: ReadInstanceLabelsOptions): Promise<StoredLabels>;
  /**
   * Optional, for layouts of a file for each instance where files can be listed: those that no instance has.
   */
  strayFiles?(options?: OperationOptions): Promise<StraySearch>;
  /** Safe to call twice. */
  close(): Promise<void>;
}
