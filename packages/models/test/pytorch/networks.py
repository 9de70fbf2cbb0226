"""The networks in PyTorch, written from their description in words: not from the code that they are to check.

C inputs, D base width, K height bins, n blocks. Layers bear the names that parameters have in files. Each network has
features(x), [B, .., H, W], and head(features), which gives logits [B, classes * K, H, W] or [B, classes, K, H, W].
"""

import math

import torch
import torch.nn.functional as F
from torch import nn


class Network(nn.Module):
    def __init__(self, task, bins):
        super().__init__()
        self.classes = 9 if task == "seg_3d" else 1
        self.bins = 1 if task == "bin_seg_2d" else bins

    def conv(self, name, inputs, outputs, kernel=1, bias=True):
        kinds = {2: nn.Conv2d, 3: nn.Conv3d}
        sizes = (kernel, kernel) if isinstance(kernel, int) else kernel
        padding = tuple(size // 2 for size in sizes)
        self.add_module(name, kinds[len(sizes)](inputs, outputs, sizes, padding=padding, bias=bias))

    def conv_bn(self, name, inputs, outputs, kernel):
        self.conv(name, inputs, outputs, kernel, bias=False)
        self.norm(name, outputs, nn.BatchNorm2d if isinstance(kernel, int) else nn.BatchNorm3d)

    def norm(self, name, width, kind=nn.BatchNorm2d):
        self.add_module(f"{name}_bn", kind(width))

    def run(self, name, x):
        return self.get_submodule(name)(x)

    def run_bn(self, name, x):
        return F.relu(self.run(f"{name}_bn", self.run(name, x)))

    def dense(self, x):
        """[B, 9, K, H, W] or [B, K, H, W]"""
        logits = self.head(self.features(x))
        shape = (self.classes, self.bins) if self.classes > 1 else (self.bins,)
        return logits.reshape(x.shape[0], *shape, *x.shape[2:])

    def at_labels(self, x, points):
        """[P, 9, K] or [P, K]: the head at interpolated features."""
        batch, corners, shares = points
        features = self.features(x)
        rows, columns = corners[..., 0], corners[..., 1]
        # Advanced indices with slices between them go first: [P, 4, D] or [P, 4, D, K].
        found = features[batch[:, None], ..., rows, columns]
        weights = shares.reshape(*shares.shape, *[1] * (found.ndim - 2))
        values = self.head((found * weights).sum(1)[..., None, None])
        return values.reshape(len(batch), *((self.classes, self.bins) if self.classes > 1 else (self.bins,)))


class SinglePixel(Network):
    def __init__(self, channels, task, bins, max_width):
        super().__init__(task, bins)
        self.conv_bn("conv_1", channels, max_width, 1)
        self.conv_bn("conv_2", max_width, max_width, 1)
        self.conv("head_layer", max_width, self.classes * self.bins)

    def features(self, x):
        return self.run_bn("conv_2", self.run_bn("conv_1", x))

    def head(self, features):
        return self.run("head_layer", features)


class SimpleConv(Network):
    def __init__(self, channels, task, bins, base_width, max_width=128):
        super().__init__(task, bins)
        self.conv_bn("stem", channels, base_width, 1)
        widths = [base_width] + [min(max_width, base_width * 2**i) for i in range(1, 6)]
        for i in range(1, 6):
            self.conv_bn(f"conv_{i}", widths[i - 1], widths[i], 3)
        self.conv("head_layer", widths[-1], self.classes * self.bins)

    def features(self, x):
        x = self.run_bn("stem", x)
        for i in range(1, 6):
            x = self.run_bn(f"conv_{i}", x)
        return x

    def head(self, features):
        return self.run("head_layer", features)


class UNet(Network):
    """The encoder that all U-Nets share."""

    def __init__(self, channels, task, bins, base_width, blocks, max_width=512):
        super().__init__(task, bins)
        self.blocks = blocks
        self.width = lambda power: min(max_width, int(base_width * 2.0**power))
        # e_0 to e_n
        self.levels = [self.width(min(i, blocks - 1)) for i in range(blocks + 1)]
        self.conv("stem_a", channels, self.levels[0])
        for i in range(1, blocks + 1):
            self.conv_bn(f"encoder_{i}_conv_1", self.levels[i - 1], self.levels[i], 3)
            self.conv_bn(f"encoder_{i}_conv_2", self.levels[i], self.levels[i], 3)

    def encode(self, x):
        values = [F.relu(self.run("stem_a", x))]
        for i in range(1, self.blocks + 1):
            first = self.run_bn(f"encoder_{i}_conv_1", F.max_pool2d(values[-1], 2))
            values.append(self.run_bn(f"encoder_{i}_conv_2", first))
        return values


class UNet2d(UNet):
    def __init__(self, channels, task, bins, base_width, blocks):
        super().__init__(channels, task, bins, base_width, blocks)
        self.conv("stem_b", channels, self.width(-1))
        value = self.levels[-1]
        for i in range(blocks, 0, -1):
            self.up(f"decoder_{i}_up", value)
            self.conv_bn(f"decoder_{i}_conv_1", value + self.levels[i - 1], self.width(i - 1), 3)
            value = self.width(i - 2)
            self.conv_bn(f"decoder_{i}_conv_2", self.width(i - 1), value, 3)
        self.conv("features_layer", value + self.width(-1), self.width(0))
        self.conv("head_1", self.width(0), self.width(0))
        self.conv("head_2", self.width(0), self.classes * self.bins)

    def up(self, name, width):
        """Interpolation has no weights."""

    def enlarge(self, name, x, size):
        return F.interpolate(x, size=size, mode="bilinear", align_corners=True)

    def features(self, x):
        levels = self.encode(x)
        value = levels[-1]
        for i in range(self.blocks, 0, -1):
            skip = levels[i - 1]
            joined = torch.cat([self.enlarge(f"decoder_{i}_up", value, skip.shape[2:]), skip], 1)
            value = self.run_bn(f"decoder_{i}_conv_2", self.run_bn(f"decoder_{i}_conv_1", joined))
        return self.run("features_layer", torch.cat([value, F.relu(self.run("stem_b", x))], 1))

    def head(self, features):
        return self.run("head_2", F.relu(self.run("head_1", features)))


class UNet2dTranspose(UNet2d):
    def up(self, name, width):
        self.add_module(name, nn.ConvTranspose2d(width, width, 3, stride=2, bias=False))
        self.norm(name, width)

    def enlarge(self, name, x, size):
        """Twice the size (PyTorch makes one row and column more), then as large as the skip."""
        doubled = self.run(name, x)[..., : 2 * x.shape[2], : 2 * x.shape[3]]
        value = F.relu(self.run(f"{name}_bn", doubled))[..., : size[0], : size[1]]
        return F.pad(value, (0, size[1] - value.shape[3], 0, size[0] - value.shape[2]))


class Lift(nn.Module):
    """An image, repeated in each altitude cell, plus a bias of each cell."""

    def __init__(self, cells, width):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(cells, width))

    def forward(self, x):
        return x[:, :, None] + self.bias.T[None, :, :, None, None]


class UNet3d(UNet):
    kernels = ((3, 3, 3), (3, 3, 3))

    def __init__(self, channels, task, bins, base_width, blocks):
        super().__init__(channels, task, bins, base_width, blocks)
        wide = [0] + [int(base_width / 8 * 2 ** (i - 1)) for i in range(1, blocks + 1)]
        cells = [0] + [math.ceil(self.bins / 2 ** (i - 1)) for i in range(1, blocks + 1)]
        self.lift("bottleneck", self.levels[-1], wide[-1], cells[-1])
        value = wide[-1]
        for i in range(blocks, 0, -1):
            self.lift(f"decoder_{i}_skip", self.levels[i - 1], wide[i], cells[i])
            self.conv_bn(f"decoder_{i}_conv_1", value + wide[i], wide[i], self.kernels[0])
            self.conv_bn(f"decoder_{i}_conv_2", wide[i], wide[i], self.kernels[1])
            value = wide[i]
        self.conv("head_layer", value, self.classes, (1, 1, 1))

    def lift(self, name, inputs, width, cells):
        self.conv(name, inputs, width)
        self.add_module(f"{name}_lift", Lift(cells, width))

    def lifted(self, name, x):
        return self.run(f"{name}_lift", self.run(name, x))

    def features(self, x):
        levels = self.encode(x)
        value = self.lifted("bottleneck", levels[-1])
        for i in range(self.blocks, 0, -1):
            skip = self.lifted(f"decoder_{i}_skip", levels[i - 1])
            enlarged = F.interpolate(value, size=skip.shape[2:], mode="trilinear", align_corners=True)
            joined = torch.cat([enlarged, skip], 1)
            value = self.run_bn(f"decoder_{i}_conv_2", self.run_bn(f"decoder_{i}_conv_1", joined))
        return value

    def head(self, features):
        return self.run("head_layer", features)


class UNet21d(UNet3d):
    kernels = ((1, 3, 3), (3, 1, 1))


class SimpleConv3d(Network):
    def __init__(self, channels, task, bins, base_width):
        super().__init__(task, bins)
        self.conv_bn("stem", channels, base_width, 1)
        self.conv("lift_conv", base_width, 16)
        self.add_module("lift", Lift(1, 16))
        self.doublings = math.ceil(math.log2(self.bins))
        for i in range(1, self.doublings + 1):
            self.conv_bn(f"conv_{i}", 16, 16, (3, 3, 3))
        self.conv("head_layer", 16, self.classes, (1, 1, 1))

    def features(self, x):
        value = self.run("lift", self.run("lift_conv", self.run_bn("stem", x)))
        size = value.shape[3:]
        for i in range(1, self.doublings + 1):
            doubled = F.interpolate(value, size=(2**i, *size), mode="trilinear", align_corners=True)
            value = self.run_bn(f"conv_{i}", doubled)
        return F.interpolate(value, size=(self.bins, *size), mode="trilinear", align_corners=True)

    def head(self, features):
        return self.run("head_layer", features)


networks = {
    "single_pixel": SinglePixel,
    "simple_conv": SimpleConv,
    "unet_2d": UNet2d,
    "unet_2d_transpose": UNet2dTranspose,
    "unet_2_1d": UNet21d,
    "unet_3d": UNet3d,
    "simple_conv_3d": SimpleConv3d,
}
