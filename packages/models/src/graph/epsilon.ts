/** Added to the variances of batch normalisation, as in PyTorch. */
export const epsilon = 1e-5;
