// What is timed: a step of training of bin_seg_3d, 120 label points in each image.

const task = "bin_seg_3d";

/**
 * @param tiny sizes that a processor which plays the GPU does in seconds, to try the program out
 * @returns of each case what makeTrainer takes, and `options`, which are its config in the words of networks.py
 */
export function casesOf(tiny) {
  const networks = [
    { name: "simple_conv", config: { task, baseWidth: tiny ? 8 : 64, maxWidth: tiny ? 8 : 128 } },
    { name: "unet_2d", config: { task, baseWidth: tiny ? 8 : 64, blocks: tiny ? 1 : 4 } },
  ];
  const sizes = tiny ? { channels: 3, size: 16, bins: 4 } : { channels: 288, size: 100, bins: 125 };
  const batches = tiny ? [2] : [2, 32];
  return networks.flatMap(({ name, config }) =>
    batches.map((batch) => ({
      name,
      config,
      options: optionsOf(config),
      problem: { ...sizes, batch, points: 120 * batch },
    })),
  );
}

function optionsOf({ baseWidth, maxWidth, blocks }) {
  return { base_width: baseWidth, ...(blocks === undefined ? { max_width: maxWidth } : { blocks }) };
}
