"""Files as received: kept whole, once, under their digest."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files.storage import default_storage

from apps.kernel import files


@pytest.fixture(autouse=True)
def storage(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_the_same_bytes_are_kept_once() -> None:
    first, second = files.store(b"certificate"), files.store(b"certificate")
    assert first == second
    assert len(default_storage.listdir(f"objects/{first.sha256[:2]}")[1]) == 1
    assert files.read(first.sha256) == b"certificate"


def test_a_half_written_file_is_written_anew() -> None:
    kept = files.store(b"certificate")
    Path(default_storage.path(files.place_of(kept.sha256))).write_bytes(b"cert")
    with pytest.raises(ValueError, match="changed"):
        files.read(kept.sha256)
    files.store(b"certificate")
    assert files.read(kept.sha256) == b"certificate"


def test_many_store_the_same_bytes_at_once() -> None:
    together = Barrier(8)

    def keep(content: bytes) -> bytes:
        together.wait()
        return files.read(files.store(content).sha256)

    for turn in range(20):
        content = turn.to_bytes(4) * 500_000
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(keep, [content] * 8)) == {content}
    folders = default_storage.listdir("objects")[0]
    assert sum(len(default_storage.listdir(f"objects/{name}")[1]) for name in folders) == 20
