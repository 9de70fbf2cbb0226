/** Of Adam (Kingma and Ba 2015, "Adam: a method for stochastic optimization"): the usual ones, on all engines. */
export const adamConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
