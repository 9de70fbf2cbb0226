// The same step in PyTorch, on the same images and points but other random numbers.

import { fileURLToPath } from "node:url";
import { pythonPeakMegabytes, runPython } from "../harness.mjs";
import { standard } from "./training.mjs";

const networks = fileURLToPath(new URL("../../packages/models/test/pytorch", import.meta.url));

/** Python that makes `action(i)`; its `args` are those of {@link peerArguments}. */
export const peer = `
import sys
sys.path.insert(0, args[0])
import torch
import torch.nn.functional as F
from networks import networks
device, name, task, options, (batch, channels, size, points, bins), tf32 = args[1:]
# Of matrix products and convolutions; on by default in the latter.
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
torch.set_num_threads(2)
torch.manual_seed(1)
network = networks[name](channels, task, bins, **options).to(device)
optimizer = torch.optim.Adam(network.parameters(), 1e-3)
image = (2 * torch.rand(batch, channels, size, size) - 1).to(device)
place = torch.arange(points) % (points // batch)
corner = torch.arange(4)
rows = place.clamp(max=size - 2)[:, None] + corner // 2
columns = (3 * size // 10 + place // 3).clamp(max=size - 2)[:, None] + corner % 2
at = (
    (torch.arange(points) // (points // batch)).to(device),
    torch.stack([rows, columns], 2).to(device),
    torch.full([points, 4], 0.25, device=device),
)
cloudy = (torch.rand(points, bins) < 0.45).float().to(device)
weights = ((torch.rand(points, bins) < 0.9) * torch.where(cloudy.cpu() > 0, 1.5, 0.5)).to(device)
total = weights.sum()
def action(i):
    optimizer.zero_grad()
    logits = network.at_labels(image, at)
    loss = F.binary_cross_entropy_with_logits(logits, cloudy, weights, reduction="sum") / total
    loss.backward()
    optimizer.step()
    loss.item()
`;

/** The logits of every pixel of the same images, with the running statistics. */
export const densePeer = `${peer}
network.eval()
def action(i):
    with torch.inference_mode(): network.dense(image)
`;

/**
 * @param options of the network, in the words of networks.py
 * @param problem what differs from the standard one
 */
export function peerArguments(name, task, options, device = "cpu", problem = {}) {
  const { batch, channels, size, points, bins } = { ...standard, ...problem };
  return [networks, device, name, task, options, [batch, channels, size, points, bins], false];
}

/** Is there a PyTorch that computes on this device, "cpu" or "cuda"? */
export function hasTorch(device = "cpu") {
  try {
    runPython(`import torch; torch.zeros(1, device="${device}")`);
    return true;
  } catch {
    return false;
  }
}

/** Highest resident set in MB of a process that makes a few steps, or what else the peer does. */
export function peerMemory(args, action = peer) {
  const program = `
import json, sys
args = json.loads(sys.argv[1])
${action}
for i in range(3): action(i)
print(${pythonPeakMegabytes})
`;
  return Number(runPython(program, [JSON.stringify(args)]));
}
