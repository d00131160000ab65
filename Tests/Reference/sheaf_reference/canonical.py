"""Canonical JSON of format 1 (Protocol/2-facts.md, section 4)."""

import json

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 8


class NotCanonical(ValueError):
    """The bytes are not the one canonical spelling of a value."""


def encode(value):
    """The bytes of `value`: objects sorted by the UTF-8 bytes of their keys, no white space, literal UTF-8."""
    return _encode(value, 1).encode("utf-8")


def decode(data):
    """The value spelt by `data`; raises NotCanonical unless encoding it again gives the same bytes."""
    try:
        text = data.decode("utf-8", errors="strict")
        value = json.loads(
            text,
            parse_float=_refuse,
            parse_constant=_refuse,
            object_pairs_hook=_unique,
        )
        again = encode(value)
    except RecursionError:
        raise NotCanonical("nested too deeply") from None
    except NotCanonical:
        raise
    except ValueError as error:
        raise NotCanonical(str(error)) from None
    if again != data:
        raise NotCanonical("another spelling of the value: order, white space, escapes or digits")
    return value


def _encode(value, depth):
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        if abs(value) > INTEGER_MAX:
            raise NotCanonical("integer beyond 2^53 - 1")
        return str(value)
    if isinstance(value, str):
        return _encode_string(value)
    if isinstance(value, (list, dict)) and depth > DEPTH_MAX:
        raise NotCanonical("nested deeper than 8")
    if isinstance(value, list):
        return "[" + ",".join(_encode(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-8"))
        return "{" + ",".join(_encode_string(key) + ":" + _encode(value[key], depth + 1) for key in keys) + "}"
    raise NotCanonical("only integers, strings, booleans, arrays and objects")


def _encode_string(text):
    out = []
    for character in text:
        if character in '"\\':
            out.append("\\" + character)
        elif ord(character) < 0x20:
            out.append("\\u%04x" % ord(character))
        else:
            out.append(character)
    return '"' + "".join(out) + '"'


def _refuse(text):
    raise NotCanonical("not an integer: " + text)


def _unique(pairs):
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotCanonical("a key occurs twice")
    return value
