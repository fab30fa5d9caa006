"""Client of a Weaviate collection with multi2vec-bind (ImageBind), made by bindstack.

Needs Python 3.10 or newer and `pip install "weaviate-client>=4.16"`.

    with connect() as client:
        media = create_collection(client)  # later: client.collections.use(COLLECTION)
        refused = import_folder(media, Path("media"))
        hits = near_text(media, "a dog barks")

`python client.py [--folder DIR]` proves all of it in a collection of its own.
"""

import argparse
import base64
import json
import math
import struct
import tempfile
import wave
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import weaviate
from weaviate.classes.init import AdditionalConfig, Timeout
from weaviate.classes.query import MetadataQuery, NearMediaType
from weaviate.collections import Collection
from weaviate.exceptions import WeaviateBaseError
from weaviate.outputs.query import QueryReturn, WeaviateProperties
from weaviate.util import generate_uuid5

# On Kubernetes, these lead here:
# kubectl -n weaviate port-forward svc/weaviate 8080:80
# kubectl -n weaviate port-forward svc/weaviate-grpc 50051:50051
HOST = "127.0.0.1"
HTTP_PORT = 8080
GRPC_PORT = 50051
# Seconds: a little more than Weaviate itself waits for the model, so that its answer arrives.
TIMEOUT = 330
# Objects under way at once; a video keeps two cores busy for half a minute.
PARALLEL = 4

COLLECTION = "Media"

# As in collection.json, and sent as it is: the client's own Configure writes IMUFields,
# which Weaviate ignores in silence (it reads imuFields).
DEFINITION = {
    "description": "One vector over all fields: put one medium into each object, and any medium finds any other.",
    "properties": [
        {
            "name": "title",
            "description": "For people, filters and keyword search; not part of any vector.",
            "dataType": ["text"],
        },
        {
            "name": "text",
            "description": "Text of at most 75 tokens: all longer texts get the same vector.",
            "dataType": ["text"],
        },
        {
            "name": "image",
            "description": "Image as base64: PNG, JPEG or another format that Pillow reads.",
            "dataType": ["blob"],
        },
        {
            "name": "audio",
            "description": "Audio as base64: WAV, FLAC or Ogg (not MP3), at least 25 ms, at a common sample rate.",
            "dataType": ["blob"],
        },
        {
            "name": "video",
            "description": "Video as base64, in a format that FFmpeg reads; its sound is ignored.",
            "dataType": ["blob"],
        },
        {
            "name": "thermal",
            "description": "Thermal image as base64, one 8-bit channel: all values above 255 become white.",
            "dataType": ["blob"],
        },
        {
            "name": "imu",
            "description": "Motion data as base64 of a CSV file: a header line, then rows of gyroscope x, y, z, accelerometer x, y, z.",
            "dataType": ["blob"],
        },
        {
            "name": "depth",
            "description": "Depth image as base64, one 8-bit channel: all values above 255 become white.",
            "dataType": ["blob"],
        },
    ],
    "vectorConfig": {
        "default": {
            "vectorizer": {
                "multi2vec-bind": {
                    "textFields": ["text"],
                    "imageFields": ["image"],
                    "audioFields": ["audio"],
                    "videoFields": ["video"],
                    "thermalFields": ["thermal"],
                    "imuFields": ["imu"],
                    "depthFields": ["depth"],
                },
            },
            "vectorIndexType": "hnsw",
            "vectorIndexConfig": {
                "distance": "cosine",
            },
        },
    },
}

# What a file holds, by the end of its name.
SUFFIXES = {
    ".thermal.png": "thermal",
    ".thermal.jpg": "thermal",
    ".thermal.jpeg": "thermal",
    ".thermal.tif": "thermal",
    ".thermal.tiff": "thermal",
    ".depth.png": "depth",
    ".depth.jpg": "depth",
    ".depth.jpeg": "depth",
    ".depth.tif": "depth",
    ".depth.tiff": "depth",
    ".txt": "text",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
    ".webp": "image",
    ".gif": "image",
    ".bmp": "image",
    ".wav": "audio",
    ".flac": "audio",
    ".ogg": "audio",
    ".opus": "audio",
    ".aiff": "audio",
    ".aif": "audio",
    ".au": "audio",
    ".mp4": "video",
    ".mov": "video",
    ".avi": "video",
    ".mkv": "video",
    ".webm": "video",
    ".y4m": "video",
    ".csv": "imu",
}


class Hit(NamedTuple):
    """An object that was found; the distance is 0 for the same medium, hybrid has none."""

    id: str
    title: str
    distance: float | None


def connect() -> weaviate.WeaviateClient:
    """Connects over REST and gRPC; to be closed, best by `with`."""
    return weaviate.connect_to_custom(
        http_host=HOST,
        http_port=HTTP_PORT,
        http_secure=False,
        grpc_host=HOST,
        grpc_port=GRPC_PORT,
        grpc_secure=False,
        additional_config=AdditionalConfig(
            timeout=Timeout(init=60, query=TIMEOUT, insert=TIMEOUT)
        ),
    )


def create_collection(
    client: weaviate.WeaviateClient, name: str = COLLECTION
) -> Collection:
    """Creates the collection; an error if it exists."""
    return client.collections.create_from_dict({"class": name, **DEFINITION})


def items_in(folder: Path) -> dict[str, dict[str, Path]]:
    """Titles of objects, and the file for a field: one medium each."""
    items: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.rglob("*")):
        for suffix, field in SUFFIXES.items():
            if path.name.lower().endswith(suffix) and path.is_file():
                title = path.relative_to(folder).as_posix()
                items.setdefault(title, {})[field] = path
                break
    return items


def content(field: str, path: Path) -> str:
    """A file as Weaviate stores it: text, or base64."""
    if field == "text":
        return path.read_text(encoding="utf-8")
    return base64.b64encode(path.read_bytes()).decode()


def sound_format(data: bytes) -> tuple[int, int] | None:
    """Channels and samples per second of a WAV, FLAC, Ogg Vorbis or AU file."""
    if data[:4] in (b"RIFF", b"RIFX", b"RF64") and data[8:12] == b"WAVE":
        order = ">" if data[:4] == b"RIFX" else "<"
        at = 12
        while at + 24 <= len(data):
            if data[at : at + 4] == b"fmt ":
                channels, rate = struct.unpack_from(f"{order}HI", data, at + 10)
                return channels, rate
            (size,) = struct.unpack_from(f"{order}I", data, at + 4)
            at += 8 + size + size % 2
    if data[:4] == b"fLaC" and len(data) > 21:
        return (data[20] >> 1 & 7) + 1, int.from_bytes(data[18:21], "big") >> 4
    if data[:4] == b"OggS" and data[29:35] == b"vorbis" and len(data) > 44:
        return data[39], int.from_bytes(data[40:44], "little")
    if data[:4] == b".snd" and len(data) >= 24:
        rate, channels = struct.unpack_from(">II", data, 16)
        return channels, rate
    return None


def sound_fault(path: Path) -> str | None:
    """Why a sound must not be sent: the model server would end, or run out of memory."""
    if (sound := sound_format(path.read_bytes())) is None:
        return None
    channels, rate = sound
    if channels == 0:
        return "has 0 channels, which ends the model server"
    # Its resampler has a filter of this size (torchaudio 2.0.2), in bytes.
    needed = 16 * rate * 16000 // math.gcd(rate, 16000) ** 2 if rate != 16000 else 0
    if needed > 2**30:
        return f"needs {needed / 2**30:.1f} GiB to be resampled: {rate} Hz is odd"
    return None


def import_folder(collection: Collection, folder: Path) -> dict[str, str]:
    """Imports a folder and returns why objects were refused, by title.

    Ids come from titles, so that a second import replaces the first.
    """
    refused: dict[str, str] = {}
    titles: dict[str, str] = {}
    # One object a request: Weaviate asks the model for each object alone anyway, a fault
    # stays with its object, and no request passes the 100 MiB that gRPC takes.
    with collection.batch.fixed_size(
        batch_size=1, concurrent_requests=PARALLEL
    ) as batch:
        for title, files in items_in(folder).items():
            if "audio" in files and (fault := sound_fault(files["audio"])):
                refused[title] = fault
                continue
            uuid = generate_uuid5(title)
            titles[uuid] = title
            fields = {field: content(field, path) for field, path in files.items()}
            batch.add_object(properties={"title": title, **fields}, uuid=uuid)
    for failed in collection.batch.failed_objects:
        refused[titles[str(failed.object_.uuid)]] = failed.message
    return refused


def hits_of(found: QueryReturn[WeaviateProperties, None]) -> list[Hit]:
    """The answer to a search, nearest first."""
    return [
        Hit(str(item.uuid), str(item.properties["title"]), item.metadata.distance)
        for item in found.objects
    ]


def near_text(
    collection: Collection,
    text: str,
    limit: int = 5,
) -> list[Hit]:
    """What is near to a text of any kind."""
    found = collection.query.near_text(
        query=text,
        limit=limit,
        return_properties=["title"],
        return_metadata=MetadataQuery(distance=True),
    )
    return hits_of(found)


def hybrid(
    collection: Collection,
    text: str,
    limit: int = 5,
    alpha: float = 0.5,
) -> list[Hit]:
    """Words and meaning together: alpha 0 counts words only, alpha 1 meaning only."""
    found = collection.query.hybrid(
        query=text,
        alpha=alpha,
        limit=limit,
        return_properties=["title"],
    )
    return hits_of(found)


def near_media(
    collection: Collection,
    kind: NearMediaType,
    medium: Path,
    limit: int = 5,
) -> list[Hit]:
    """What is near to a file."""
    if kind is NearMediaType.AUDIO and (fault := sound_fault(medium)):
        raise ValueError(f"{medium} {fault}")
    found = collection.query.near_media(
        media=medium,
        media_type=kind,
        limit=limit,
        return_properties=["title"],
        return_metadata=MetadataQuery(distance=True),
    )
    return hits_of(found)


def export_vectors(collection: Collection, file: Path) -> int:
    """Writes a line of JSON for each object, without its media; returns how many."""
    count = 0
    with file.open("w", encoding="utf-8") as lines:
        for item in collection.iterator(include_vector=True):
            properties = {k: v for k, v in item.properties.items() if v is not None}
            line = {
                "id": str(item.uuid),
                "properties": properties,
                "vectors": item.vector,
            }
            lines.write(json.dumps(line) + "\n")
            count += 1
    return count


def import_vectors(collection: Collection, file: Path) -> int:
    """Inserts what export_vectors wrote into another collection, as it is: no model is asked."""
    count = 0
    with file.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            collection.data.insert(
                properties=line["properties"], uuid=line["id"], vector=line["vectors"]
            )
            count += 1
    return count


# The self-check: everything below can go.


def png(seed: int) -> bytes:
    """A picture of 32 by 32 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    row = [b"\0" + bytes((x * y * seed) % 256 for x in range(96)) for y in range(32)]
    header = struct.pack(">2I5B", 32, 32, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(row))
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def write_wav(path: Path, seed: int) -> None:
    """A tone of one second."""
    samples = [round(9000 * math.sin(seed * n / 9)) for n in range(16000)]
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, len(samples), "NONE", "not compressed"))
        file.writeframes(struct.pack("<16000h", *samples))


def y4m(seed: int) -> bytes:
    """A film of six frames, 32 by 32 pixels."""
    frames = [bytes((i * seed + 30 * n) % 256 for i in range(1536)) for n in range(6)]
    return b"YUV4MPEG2 W32 H32 F2:1 Ip A1:1 C420jpeg\n" + b"".join(
        b"FRAME\n" + frame for frame in frames
    )


def imu(seed: int) -> str:
    """Turning and acceleration, 200 times."""
    header = "gyro_x,gyro_y,gyro_z,accl_x,accl_y,accl_z\n"
    return header + "".join(f"0,{n % (9 * seed)},0,0,{seed},9.81\n" for n in range(200))


def write_samples(folder: Path) -> None:
    """Two tiny files of each kind."""
    for seed, stem in enumerate(("lighthouse", "harbour"), start=1):
        (folder / f"{stem}.txt").write_text(f"The {stem} at night")
        (folder / f"{stem}.png").write_bytes(png(seed))
        write_wav(folder / f"{stem}.wav", seed)
        (folder / f"{stem}.y4m").write_bytes(y4m(seed))
        (folder / f"{stem}.thermal.png").write_bytes(png(10 + seed))
        (folder / f"{stem}.csv").write_text(imu(seed))
        (folder / f"{stem}.depth.png").write_bytes(png(20 + seed))


def near_file(collection: Collection, field: str, path: Path, limit: int) -> list[Hit]:
    """The search that finds the object which a file belongs to."""
    if field == "text":
        return near_text(collection, content(field, path), limit)
    return near_media(collection, NearMediaType(field), path, limit)


def check(step: str, hits: list[Hit], title: str) -> None:
    """Prints that a search found what it should, or ends the check."""
    if not any(hit.title == title and (hit.distance or 0) < 0.001 for hit in hits):
        raise SystemExit(f"failed: {step} found {hits} instead of {title}")
    print(f"{step}: found {title}")


@contextmanager
def scratch_collection(client: weaviate.WeaviateClient) -> Iterator[Collection]:
    """An empty collection of the same kind, removed at the end."""
    collection = create_collection(client, f"{COLLECTION}_check_{uuid4().hex[:8]}")
    print(f"created: {collection.name}")
    try:
        yield collection
    finally:
        client.collections.delete(collection.name)
        print(f"removed: {collection.name}")


def check_searches(
    collection: Collection, copy: Collection, folder: Path, limit: int
) -> None:
    """Imports a folder, searches with its files, and moves the vectors elsewhere."""
    refused = import_folder(collection, folder)
    for title, why in refused.items():
        print(f"refused: {title}: {why}")
    print(f"imported: {len(collection)} objects")
    if refused or len(collection) == 0:
        raise SystemExit(f"failed: {len(refused)} objects of {folder} were refused")

    samples: dict[str, tuple[str, Path]] = {}
    for title, files in items_in(folder).items():
        for field, path in files.items():
            samples.setdefault(field, (title, path))
    for field, (title, path) in samples.items():
        hits = near_file(collection, field, path, limit)
        # Without a distance, Weaviate has listed objects instead of searching.
        if any(hit.distance is None for hit in hits):
            raise SystemExit(f"failed: near {field} made no search")
        check(f"near {field}", hits, title)

    field, (title, path) = next(iter(samples.items()))
    check("hybrid", hybrid(collection, title, limit, alpha=0.1), title)

    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "vectors.jsonl"
        print(f"exported: {export_vectors(collection, file)} objects with vectors")
        print(f"imported: {import_vectors(copy, file)} objects with vectors")
    check("near, in the copy", near_file(copy, field, path, limit), title)


def self_check(folder: Path | None) -> None:
    """Proves the functions above, in collections of its own."""
    with connect() as client:
        meta = client.get_meta()
        model = meta["modules"].get("multi2vec-bind", {}).get("model", "no model")
        print(f"connected: Weaviate {meta['version']}, {model}")
        with (
            scratch_collection(client) as collection,
            scratch_collection(client) as copy,
            tempfile.TemporaryDirectory() as scratch,
        ):
            if folder is None:
                write_samples(Path(scratch))
            # Among many media of one's own, others may be as near.
            limit = 1 if folder is None else 10
            check_searches(collection, copy, folder or Path(scratch), limit)
    print("all is well")


def main() -> None:
    parser = argparse.ArgumentParser(description="Proves this client on the server.")
    parser.add_argument("--folder", type=Path, help="media to import, not made up ones")
    try:
        self_check(parser.parse_args().folder)
    except WeaviateBaseError as error:
        raise SystemExit(f"failed: {error}") from error


if __name__ == "__main__":
    main()
