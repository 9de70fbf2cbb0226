import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SilenceWatch } from "../../../src/transport/sftp/_silence.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function makeWatch(): { watch: SilenceWatch; onSilence: ReturnType<typeof vi.fn>; receive(bytes: number): void } {
  let bytesRead = 0;
  const onSilence = vi.fn();
  const watch = new SilenceWatch({ timeoutMs: 1000, keepAliveMs: 500, bytesRead: () => bytesRead, onSilence });
  const receive = (bytes: number): void => {
    bytesRead += bytes;
  };
  return { watch, onSilence, receive };
}

test("silence is told when an answer is due, and only then", () => {
  const { watch, onSilence } = makeWatch();
  vi.advanceTimersByTime(5000);
  watch.begin();
  watch.begin();
  vi.advanceTimersByTime(900);
  watch.end();
  vi.advanceTimersByTime(900);
  watch.end();
  vi.advanceTimersByTime(5000);
  expect(onSilence).not.toHaveBeenCalled();
  watch.begin();
  vi.advanceTimersByTime(1100);
  expect(onSilence).toHaveBeenCalledOnce();
});

test("a long answer on a slow line is no silence; answers to keep-alive messages are", () => {
  const { watch, onSilence, receive } = makeWatch();
  watch.begin();
  for (let i = 0; i < 10; i++) {
    receive(2000);
    vi.advanceTimersByTime(900);
  }
  expect(onSilence).not.toHaveBeenCalled();
  for (let i = 0; i < 4; i++) {
    receive(60);
    vi.advanceTimersByTime(500);
  }
  expect(onSilence).toHaveBeenCalled();
});

test("an answer that waits to be read after a pause of the program counts", () => {
  const { watch, onSilence } = makeWatch();
  watch.begin();
  // The timer is due, and in the same round of the event loop the answer is read.
  vi.advanceTimersByTime(1000);
  watch.end();
  vi.advanceTimersByTime(1000);
  expect(onSilence).not.toHaveBeenCalled();
});
