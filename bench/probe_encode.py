"""Time one bare SentenceTransformer.encode of a file's lines, the model warm."""

import json
import os
import sys
import time

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false")

from sentence_transformers import SentenceTransformer

model = SentenceTransformer(sys.argv[1], local_files_only=True, device="cpu")
with open(sys.argv[2], encoding="utf-8") as file:
    lines = file.read().splitlines()
model.encode(lines[:32])
began = time.perf_counter()
model.encode(lines, normalize_embeddings=True, show_progress_bar=False)
print(json.dumps({"seconds": time.perf_counter() - began}))
