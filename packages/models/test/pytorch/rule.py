"""Numbers that Python and TypeScript make alike, bit by bit, so that no file of weights is needed."""

import numpy


def uniform(name, count):
    """(count) float32 in [-1, 1): an integer hash (the finalizer of MurmurHash3) of the name and the place."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 % 2**32
    x = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(2654435769) + numpy.uint32(seed)
    for shift, factor in ((16, 2246822507), (13, 3266489909)):
        x = (x ^ (x >> numpy.uint32(shift))) * numpy.uint32(factor)
    x ^= x >> numpy.uint32(16)
    return (x / 2**31 - 1).astype(numpy.float32)


def weights(name, shape):
    """Values of a parameter such as "conv_1/kernel", in the order of the axes of tfjs."""
    values = uniform(name, int(numpy.prod(shape))).reshape(shape)
    kind = name.split("/")[1]
    if kind == "kernel":
        # Of about the variance that keeps values in range through layers with ReLU.
        scale = numpy.float32(numpy.sqrt(6 * shape[-1] / values.size))
        return values * scale
    offset, scale = {
        "bias": (0, 0.25),
        "gamma": (1, 0.5),
        "beta": (0.25, 0.25),
        "moving_mean": (0, 0.5),
        "moving_variance": (1, 0.5),
    }[kind]
    return values * numpy.float32(scale) + numpy.float32(offset)


def images(batch, channels, height, width):
    return uniform("images", batch * channels * height * width).reshape(batch, channels, height, width)


def label_points(points, batch, height, width):
    """batch (P), corners (P, 4, 2), weights (P, 4): anywhere in the images, by bilinear interpolation."""
    shares = (uniform("points", points * 2).astype(numpy.float64).reshape(points, 2) + 1) / 2
    place = shares * (height - 1, width - 1)
    first = numpy.floor(place).astype(int)
    (row, col), (y, x) = first.T, (place - first).T
    corners = numpy.stack([row, col, row, col + 1, row + 1, col, row + 1, col + 1], 1).reshape(points, 4, 2)
    shares = numpy.stack([(1 - y) * (1 - x), (1 - y) * x, y * (1 - x), y * x], 1).astype(numpy.float32)
    return numpy.arange(points) % batch, corners, shares


def cloud_types(points, bins):
    """(P, K), about every tenth of them unknown (255), and a third clear."""
    drawn = numpy.floor((uniform("labels", points * bins).astype(numpy.float64) + 1) * 7).astype(int)
    return numpy.where(drawn == 13, 255, numpy.where(drawn > 8, 0, drawn)).reshape(points, bins)


def digest(values):
    """A tensor in few numbers: its norm, its product with a fixed vector, and up to 16 of its elements."""
    flat = numpy.asarray(values, numpy.float64).ravel()
    places = numpy.arange(flat.size)
    if flat.size > 16:
        # In no regular distance, which could meet one channel only.
        places = numpy.floor((uniform("places", 16).astype(numpy.float64) + 1) / 2 * flat.size).astype(int)
    projection = flat @ uniform("projection", flat.size).astype(numpy.float64)
    numbers = [numpy.linalg.norm(flat), projection, *flat[places]]
    return [float(f"{value:.7g}") for value in numbers]
