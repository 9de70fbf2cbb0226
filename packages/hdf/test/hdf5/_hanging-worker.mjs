// A worker that reads HDF5, but hangs before it posts an answer of the type in its workerData, as libhdf5 may do on a
// damaged file.
import { parentPort, workerData } from "node:worker_threads";
import "../../dist/hdf5-worker.js";

const post = parentPort.postMessage.bind(parentPort);
parentPort.postMessage = (message, transfer) => {
  while (message.type === workerData);
  post(message, transfer);
};
