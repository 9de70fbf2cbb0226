/** Order of the axes of a dense tensor: channels last (tfjs's own order) or channels first (PyTorch's). */
export type TensorLayout = "NHWC" | "NCHW";
