/** What the libraries have too, here so that `--help` need not load them. */

export const taskNames = ["seg_3d", "bin_seg_3d", "bin_seg_2d"] as const;

export const networks = [
  "single_pixel",
  "simple_conv",
  "unet_2d",
  "unet_2d_transpose",
  "unet_2_1d",
  "unet_3d",
  "simple_conv_3d",
] as const;

export const losses = ["cross_entropy", "focal", "soft_jaccard"] as const;

export const engines = ["auto", "webgpu", "cuda", "onnx", "node", "wasm", "cpu"] as const;

export const providers = ["cpu", "webgpu", "cuda", "dml", "coreml"] as const;

export const subsets = ["train", "val", "all"] as const;
