/** Rows and columns of an image. */
export interface ImageExtent {
  readonly height: number;
  readonly width: number;
}

/** Size of an image, and the order of its axes: channels last or first. */
export interface ImageShape extends ImageExtent {
  readonly channels: number;
  readonly layout: "HWC" | "CHW";
}
