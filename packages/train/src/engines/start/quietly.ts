import { env, ready, scalar } from "@tensorflow/tfjs";

/** Wait for tfjs without the advertisement of its own bindings, which it prints when it first computes in Node. */
export async function readyQuietly(): Promise<void> {
  const flags = env();
  const before = flags.getBool("PROD");
  flags.set("PROD", true);
  try {
    await ready();
    scalar(0).dispose();
  } finally {
    flags.set("PROD", before);
  }
}
