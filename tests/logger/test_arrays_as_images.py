"""Arrays become PNG files that another reader of PNG sees as they were."""

from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from xreport.logger.objects.png import encode_png


def seen(array):
    image = Image.open(io.BytesIO(encode_png(array)))
    image.load()
    return np.asarray(image)


shapes = st.one_of(
    st.tuples(st.integers(1, 20), st.integers(1, 20)),
    st.tuples(st.integers(1, 20), st.integers(1, 20), st.sampled_from([1, 2, 3, 4])),
)


@given(arrays.arrays("uint8", shapes))
def test_bytes_are_kept(array):
    expected = array[:, :, 0] if array.ndim == 3 and array.shape[2] == 1 else array
    assert np.array_equal(seen(array), expected)


@given(arrays.arrays("float32", (4, 5, 3), elements=st.floats(0, 1, width=32)))
def test_floats_from_0_to_1(array):
    assert np.abs(seen(array) - array.astype("float64") * 255).max() <= 0.5


def test_other_numbers():
    assert seen(np.array([[0.0, 127.6, 300.0, -5.0]])).tolist() == [[0, 128, 255, 0]]
    assert seen(np.array([[0, 255, 256, -1]])).tolist() == [[0, 255, 255, 0]]
    assert seen(np.array([[True, False]])).tolist() == [[255, 0]]
    assert seen(np.array([[1, 0.5]], "float16")).tolist() == [[255, 128]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert seen(np.array([[np.nan, np.inf, -np.inf]])).tolist() == [[0, 255, 0]]


def test_an_array_that_is_not_contiguous_and_is_left_as_it_was():
    array = np.linspace(0, 1, 24).reshape(2, 4, 3)
    before = array.copy()
    assert np.array_equal(seen(array[:, ::-1]), seen(array)[:, ::-1])
    assert np.array_equal(array, before)


class Tensor:
    """What a tensor of torch looks like."""

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, "torch.float32"

    def detach(self):
        return self

    cpu = detach

    def numpy(self):
        return self.array


def test_a_tensor_has_its_channels_first():
    array = np.arange(24, dtype="uint8").reshape(2, 4, 3)
    assert np.array_equal(seen(Tensor(array.transpose(2, 0, 1))), array)
    assert np.array_equal(seen(Tensor(array[:, :, 0])), array[:, :, 0])


@pytest.mark.parametrize(
    "array",
    [
        np.zeros(3),
        np.zeros((2, 2, 5)),
        np.zeros((0, 4)),
        np.zeros((1, 2, 3, 4)),
        np.array([["a"]]),
        np.zeros((2, 2), complex),
    ],
)
def test_what_is_no_image(array):
    with pytest.raises(ValueError, match="no image"):
        encode_png(array)


def test_log_image_takes_arrays(init, read, capfd):
    run = init()
    assert run.log_image("a", np.zeros((2, 2), "uint8"))
    assert not run.log_image("b", np.zeros(3))
    assert not run.log_image("c", object())
    run.finish()
    assert [record.get("key") for record in read(run)] == [None, "a", None]
    assert "no image" in capfd.readouterr().err
