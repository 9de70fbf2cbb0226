import { peer } from "../models/pytorch.mjs";

/**
 * The same in PyTorch, as a program: its argument is JSON of `args`, as the peer takes them, and `runs`. On CUDA where there
 * is any, with convolutions that are tuned to their sizes.
 */
export const torchProgram = `
import json, sys, time
import torch

given = json.loads(sys.argv[1])
device = "cuda" if torch.cuda.is_available() else "cpu"
args = [sys.path[0], device, *given["args"]]
torch.backends.cudnn.benchmark = True
${peer}
for i in range(3): action(i)
times = []
for i in range(given["runs"]):
    begin = time.perf_counter()
    action(i)
    times.append((time.perf_counter() - begin) * 1e3)
where = torch.cuda.get_device_name() if device == "cuda" else "the processor"
print(json.dumps({"device": where, "version": torch.__version__, "times": times}))
`;
