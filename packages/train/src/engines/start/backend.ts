import { env, getBackend, ready, scalar, setBackend } from "@tensorflow/tfjs";

/** Make a backend that was started the current one: tfjs has one for all of a thread. */
export async function useBackend(backend: string): Promise<void> {
  if (getBackend() !== backend) await setBackend(backend);
}

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
