import { getBackend, setBackend } from "@tensorflow/tfjs";

/** Make a backend that was started the current one: tfjs has one for all of a thread. */
export async function useBackend(backend: string): Promise<void> {
  if (getBackend() !== backend) await setBackend(backend);
}
