"""From a dataclass to JSON and numbered arrays, and back by its type hints: no code is stored, and none is run.

Fields may be numbers, texts, None, enumerations, arrays, mappings with texts or enumerations as keys, tuples, and
dataclasses of these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

Arrays = list[NDArray[Any]]


def packed(value: object, arrays: Arrays) -> Any:
    """What JSON can hold of a value; arrays are appended to `arrays`, and their number stands for them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: packed(getattr(value, field.name), arrays) for field in fields(value)}
    match value:
        case np.ndarray():
            arrays.append(value)
            return len(arrays) - 1
        case Enum():
            return value.value
        case np.generic():
            return packed(value.item(), arrays)
        case complex():
            return [value.real, value.imag]
        case Mapping():
            return {str(packed(key, arrays)): packed(entry, arrays) for key, entry in value.items()}
        case tuple() | list():
            return [packed(entry, arrays) for entry in value]
        case None | bool() | int() | float() | str():
            return value
    raise TypeError(f"{type(value).__name__} cannot be saved")


def unpacked(data: Any, hint: Any, arrays: Sequence[NDArray[Any]]) -> Any:
    """The value of type `hint` that `packed` made `data` of; arrays and mappings are read-only.

    Raises
    ------
    KeyError, ValueError, TypeError, IndexError
        The data are not of this type.
    """
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (only,) = (each for each in inner if each is not NoneType)
        return None if data is None else unpacked(data, only, arrays)
    if origin is np.ndarray:
        array = np.array(arrays[data]).astype(get_args(inner[1])[0], casting="same_kind")
        array.flags.writeable = False
        return array
    if origin is tuple:
        kinds = [inner[0]] * len(data) if inner[-1] is Ellipsis else inner
        return tuple(unpacked(entry, kind, arrays) for entry, kind in zip(data, kinds, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        entries = {unpacked(key, inner[0], arrays): unpacked(entry, inner[1], arrays) for key, entry in data.items()}
        return MappingProxyType(entries)
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        known = {field.name: unpacked(data[field.name], hints[field.name], arrays) for field in fields(hint)}
        return hint(**known)
    if hint is complex:
        return complex(*data)
    if hint is float and isinstance(data, int):
        return float(data)
    if not isinstance(hint, type) or not (issubclass(hint, Enum) or isinstance(data, hint)):
        raise TypeError(f"{data!r} is no {hint}")
    return hint(data)
