import { afterEach, expect, test, vi } from "vitest";
import { ModelError } from "../../src/errors.ts";
import { reportErrors, throwUncaught } from "../../src/node/_device-errors.ts";

afterEach(() => vi.restoreAllMocks());

/** What of a device is used here; `lose` ends it. */
function standIn() {
  const target = new EventTarget();
  let lose: (info: { reason: string; message: string }) => void = () => {};
  const lost = new Promise((resolve) => {
    lose = resolve;
  });
  return { device: Object.assign(target, { lost }) as unknown as GPUDevice, lose };
}

test("an operation that is refused", () => {
  const { device } = standIn();
  const onError = vi.fn();
  reportErrors(device, onError);
  const event = Object.assign(new Event("uncapturederror", { cancelable: true }), { error: { message: "too large" } });
  device.dispatchEvent(event);
  expect(onError.mock.calls).toEqual([[new ModelError("MODEL_DEVICE", "WebGPU: too large")]]);
  expect(event.defaultPrevented).toBe(true);
});

test.each([
  ["unknown", [[new ModelError("MODEL_DEVICE", "the WebGPU device is lost: unplugged")]]],
  // By us, when the backend is removed.
  ["destroyed", []],
])("a device that is lost, reason %s", async (reason, calls) => {
  const { device, lose } = standIn();
  const onError = vi.fn();
  reportErrors(device, onError);
  lose({ reason, message: "unplugged" });
  await device.lost;
  expect(onError.mock.calls).toEqual(calls);
});

test("unless told otherwise an error is thrown where nothing catches it", () => {
  const queued: (() => void)[] = [];
  vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => void queued.push(task));
  const error = new Error("lost");
  throwUncaught(error);
  expect(queued).toHaveLength(1);
  expect(queued[0]).toThrow(error);
});
