"""Real models small enough to be made by a test: nothing is downloaded, and nothing they say means anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the court ruled on monday again das gericht entschied am montag".split()


def tiny_bert(folder: Path) -> Path:
    """A BERT of 8 dimensions and two layers, with a vocabulary of a dozen words, saved to a folder."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder.mkdir(exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    tokenizer: Any = BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    size = {"hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 16}
    model: Any = BertModel(BertConfig(vocab_size=len(WORDS), max_position_embeddings=66, **size))
    model.save_pretrained(folder)
    return folder
