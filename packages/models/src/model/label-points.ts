/** Numbers in host memory: a typed array, or a plain one. */
export type Numbers = ArrayLike<number>;

/** Where label points are: the arrays of a batch of `@atcs/dataset`. */
export interface LabelPoints {
  /** (P) image of each point. */
  readonly batchIndex: Numbers;
  /** (P, 4, 2) row and column of the four pixels of each point. */
  readonly corners: Numbers;
  /** (P, 4) of these pixels; those of a point sum to 1. */
  readonly weights: Numbers;
}
