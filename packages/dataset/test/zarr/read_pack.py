"""Reads a pack from the specifications alone: Zarr 3, its codec sharding_indexed, and the frames of blosc 1.

Prints SHA-256 of what it holds. Usage: read_pack.py DIR
"""

import ctypes
import ctypes.util
import hashlib
import itertools
import json
import sys
import zlib
from pathlib import Path

import numpy as np


def remainder_of(crc):
    for _ in range(8):
        crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc


REMAINDERS = [remainder_of(byte) for byte in range(256)]


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = REMAINDERS[(crc ^ byte) & 255] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def library(name):
    return ctypes.CDLL(ctypes.util.find_library(name))


def decompress(compressor, stream, size):
    out = ctypes.create_string_buffer(size)
    if compressor == 1:
        written = library("lz4").LZ4_decompress_safe(stream, out, len(stream), size)
    else:
        zstd = library("zstd").ZSTD_decompress
        zstd.restype = ctypes.c_size_t
        zstd.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
        written = zstd(out, size, stream, len(stream))
    assert written == size
    return out.raw


def unshuffle(block, typesize, flags):
    raw = np.frombuffer(block, np.uint8)
    if flags & 4 and len(raw) % (8 * typesize) == 0:
        planes = np.unpackbits(raw, bitorder="little").reshape(8 * typesize, -1)
        return np.packbits(planes.T, bitorder="little").tobytes()
    if flags & 1 and typesize > 1:
        return raw.reshape(typesize, -1).T.tobytes()
    return block


def blosc(frame):
    version, _, flags, typesize = frame[:4]
    nbytes, blocksize, ctbytes = np.frombuffer(frame[4:16], "<u4").tolist()
    assert version == 2 and ctbytes == len(frame)
    if flags & 2:
        return frame[16:]
    assert flags & 16  # One stream for each block.
    decoded = b""
    for start in np.frombuffer(frame[16:], "<u4", -(-nbytes // blocksize)).tolist():
        size = min(blocksize, nbytes - len(decoded))
        (length,) = np.frombuffer(frame[start:], "<u4", 1).tolist()
        stream = frame[start + 4 : start + 4 + length]
        decoded += unshuffle(stream if length == size else decompress(flags >> 5, stream, size), typesize, flags)
    return decoded


def decode(chunk, codecs):
    for codec in reversed(codecs):
        if codec["name"] == "crc32c":
            assert crc32c(chunk[:-4]) == int.from_bytes(chunk[-4:], "little")
            chunk = chunk[:-4]
        elif codec["name"] == "gzip":
            chunk = zlib.decompress(chunk, 31)
        elif codec["name"] == "blosc":
            chunk = blosc(chunk)
        else:
            assert codec == {"name": "bytes", "configuration": {"endian": "little"}}
    return chunk


def pad_and_place(array, shape_of_chunk, chunk_index, values):
    ranges = [(i * n, min((i + 1) * n, size)) for i, n, size in zip(chunk_index, shape_of_chunk, array.shape)]
    if any(begin >= end for begin, end in ranges):
        return
    part = values.reshape(shape_of_chunk)[tuple(slice(0, end - begin) for begin, end in ranges)]
    array[tuple(slice(begin, end) for begin, end in ranges)] = part


def read_shard(data, outer, sharding, dtype, fill):
    inner = sharding["chunk_shape"]
    grid = [n // m for n, m in zip(outer, inner)]
    count = int(np.prod(grid))
    assert sharding["index_location"] == "end"
    assert [codec["name"] for codec in sharding["index_codecs"]] == ["bytes", "crc32c"]
    index = data[-16 * count - 4 :]
    assert crc32c(index[:-4]) == int.from_bytes(index[-4:], "little")
    shard = np.full(outer, fill, dtype)
    places = np.frombuffer(index[:-4], "<u8").reshape(count, 2).tolist()
    for (offset, length), chunk_index in zip(places, itertools.product(*map(range, grid))):
        if offset != 2**64 - 1:
            decoded = decode(data[offset : offset + length], sharding["codecs"])
            pad_and_place(shard, inner, chunk_index, np.frombuffer(decoded, dtype))
    return shard


def read_array(folder):
    metadata = json.loads((folder / "zarr.json").read_text())
    assert metadata["zarr_format"] == 3 and metadata["node_type"] == "array"
    shape, fill = metadata["shape"], metadata["fill_value"]
    dtype = np.dtype(metadata["data_type"]).newbyteorder("<")
    outer = metadata["chunk_grid"]["configuration"]["chunk_shape"]
    array = np.full(shape, fill, dtype)
    for chunk_index in itertools.product(*(range(-(-n // m)) for n, m in zip(shape, outer))):
        data = folder.joinpath("c", *map(str, chunk_index)).read_bytes()
        first = metadata["codecs"][0]
        if first["name"] == "sharding_indexed":
            values = read_shard(data, outer, first["configuration"], dtype, fill)
        else:
            values = np.frombuffer(decode(data, metadata["codecs"]), dtype)
        pad_and_place(array, outer, chunk_index, values)
    return array, metadata["attributes"]


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def main(folder):
    root = json.loads((folder / "zarr.json").read_text())
    assert root["node_type"] == "group"
    result = {"par_fields": root["attributes"]["dataset_generation_info"]["par_fields"]}
    for path, metadata in root["consolidated_metadata"]["metadata"].items():
        assert json.loads((folder / path / "zarr.json").read_text()) == metadata
        if metadata["node_type"] == "group":
            continue
        array, attributes = read_array(folder / path)
        if path == "directional":
            fields = attributes["fields"]
            scale, offset = (np.repeat([field[key] for field in fields], 16)[:, None, None] for key in ("scale", "offset"))
            missing = array == attributes["missing"]
            array = np.where(missing, -32767, array * scale + offset).astype("float32")
        result[path] = {"shape": array.shape, "sha256": digest(array)}
    print(json.dumps(result))


main(Path(sys.argv[1]))
