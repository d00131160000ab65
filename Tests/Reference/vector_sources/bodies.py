"""json/bodies.json: byte strings and whether they are one canonical JSON object."""

import base64

from sheaf_reference import canonical


def files():
    return {"json/bodies.json": [verdict(*entry) for entry in BODIES]}


def verdict(name, about, data, expected):
    try:
        got = isinstance(canonical.decode(data), dict)
    except canonical.NotCanonical:
        got = False
    assert got == expected, f"BUG: {name} canonical: {got}"
    return {"name": name, "about": about, "base64": base64.b64encode(data).decode("ascii"), "canonical": expected}


def text(value):
    return value.encode("utf-8")


BIG = 2**53 - 1

BODIES = [
    ("empty-object", "no fields", b"{}", True),
    ("empty-array", "a fact is an object", b"[]", False),
    ("zero", "0", b'{"a":0}', True),
    ("largest", "2^53 - 1", b'{"a":%d}' % BIG, True),
    ("smallest", "-(2^53 - 1)", b'{"a":-%d}' % BIG, True),
    ("booleans", "true and false", b'{"a":true,"b":false}', True),
    ("nested", "arrays and objects", b'{"a":[1,[],{"b":{}}]}', True),
    ("depth-8", "the outer object is depth 1", b'{"a":[[[[[[[1]]]]]]]}', True),
    ("depth-8-object", "objects count alike", b'{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}', True),
    ("depth-8-empty", "an empty array at depth 8", b'{"a":[[[[[[[]]]]]]]}', True),
    ("escapes", "quote, backslash and control characters", b'{"a":"\\"\\\\\\u0000\\u0009\\u000a\\u000d\\u001f"}', True),
    ("slash", "a slash is itself", b'{"a":"/"}', True),
    ("delete", "U+007F is itself", b'{"a":"\x7f"}', True),
    ("literal-utf8", "two, three and four bytes", text('{"a":"\u00e9\u20ac\U0001f916"}'), True),
    ("line-separators", "U+2028 and U+2029 are themselves", text('{"a":"\u2028\u2029"}'), True),
    ("byte-order-mark-inside", "U+FEFF in a string", text('{"a":"\ufeff"}'), True),
    ("noncharacter", "U+FFFF and U+10FFFF", text('{"a":"\uffff\U0010ffff"}'), True),
    ("key-order-bytes", "U+FF61 sorts before U+1F600 in UTF-8, after it in UTF-16", text('{"\uff61":1,"\U0001f600":2}'), True),
    ("key-order-equivalent", "two spellings of one letter are two keys, e + accent first", text('{"e\u0301":1,"\u00e9":2}'), True),
    ("key-order-prefix", "a key before the keys that it begins", b'{"a":1,"aa":2,"b":3}', True),
    ("key-order-case", "upper case before lower case", b'{"B":1,"a":2}', True),
    ("key-empty", "the empty key", b'{"":1,"a":2}', True),
    ("key-escaped", "a control character in a key", b'{"\\u0001":1}', True),
    ("digits-as-keys", "10 before 9", b'{"10":1,"9":2}', True),
    ("nothing", "no bytes", b"", False),
    ("bare-word", "not JSON", b"{a:1}", False),
    ("single-quotes", "not JSON", b"{'a':1}", False),
    ("unclosed", "cut", b'{"a":1', False),
    ("trailing", "bytes after the value", b"{}{}", False),
    ("trailing-comma", "not JSON", b'{"a":1,}', False),
    ("comment", "not JSON", b'{"a":1/**/}', False),
    ("space-before", "white space", b" {}", False),
    ("space-after", "white space", b"{} ", False),
    ("space-inside", "white space", b'{"a": 1}', False),
    ("space-in-empty", "white space", b"{ }", False),
    ("lf", "white space", b'{"a":\n1}', False),
    ("byte-order-mark", "before the value", b"\xef\xbb\xbf{}", False),
    ("keys-descending", "order", b'{"b":1,"a":2}', False),
    ("keys-utf16-order", "sorted by UTF-16 units instead of bytes", text('{"\U0001f600":2,"\uff61":1}'), False),
    ("keys-equivalent-descending", "order by bytes", text('{"\u00e9":2,"e\u0301":1}'), False),
    ("key-twice", "a key occurs twice", b'{"a":1,"a":1}', False),
    ("key-twice-apart", "a key occurs twice with another between", b'{"a":1,"b":2,"a":3}', False),
    ("key-twice-nested", "twice in an inner object", b'{"x":{"a":1,"a":2}}', False),
    ("key-twice-by-escape", "one key spelt in two ways", b'{"a":1,"\\u0061":2}', False),
    ("null", "there is no null", b'{"a":null}', False),
    ("null-alone", "there is no null", b"null", False),
    ("fraction", "1.5", b'{"a":1.5}', False),
    ("fraction-zero", "1.0 is not 1", b'{"a":1.0}', False),
    ("exponent", "1e3", b'{"a":1e3}', False),
    ("exponent-upper", "1E3", b'{"a":1E3}', False),
    ("minus-zero", "-0", b'{"a":-0}', False),
    ("plus", "+1", b'{"a":+1}', False),
    ("leading-zero", "01", b'{"a":01}', False),
    ("leading-zero-negative", "-01", b'{"a":-01}', False),
    ("minus-alone", "-", b'{"a":-}', False),
    ("two-to-53", "2^53", b'{"a":%d}' % 2**53, False),
    ("minus-two-to-53", "-2^53", b'{"a":-%d}' % 2**53, False),
    ("two-to-63", "2^63", b'{"a":%d}' % 2**63, False),
    ("two-to-64", "wraps to 0 in 64 bits", b'{"a":%d}' % 2**64, False),
    ("googol", "101 digits", b'{"a":1' + b"0" * 100 + b"}", False),
    ("8000-digits", "more digits than any machine word", b'{"a":' + b"9" * 8000 + b"}", False),
    ("infinity", "no number of JSON", b'{"a":Infinity}', False),
    ("not-a-number", "no number of JSON", b'{"a":NaN}', False),
    ("hex", "no number of JSON", b'{"a":0x10}', False),
    ("depth-9", "one array too deep", b'{"a":[[[[[[[[1]]]]]]]]}', False),
    ("depth-9-object", "one object too deep", b'{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}', False),
    ("depth-9-empty", "an empty array at depth 9", b'{"a":[[[[[[[[]]]]]]]]}', False),
    ("depth-4000", "must not exhaust a stack", b'{"a":' + b"[" * 4000 + b"]" * 4000 + b"}", False),
    ("depth-4000-unclosed", "must not exhaust a stack", b'{"a":' + b"[" * 4000, False),
    ("escape-slash", "an escaped slash", b'{"a":"\\/"}', False),
    ("escape-n", "the short form of a line feed", b'{"a":"\\n"}', False),
    ("escape-t", "the short form of a tab", b'{"a":"\\t"}', False),
    ("escape-b", "the short form of a backspace", b'{"a":"\\b"}', False),
    ("escape-letter", "an escape of a letter", b'{"a":"\\u0061"}', False),
    ("escape-quote-long", "a quote as \\u0022", b'{"a":"\\u0022"}', False),
    ("escape-backslash-long", "a backslash as \\u005c", b'{"a":"\\u005c"}', False),
    ("escape-delete", "U+007F escaped", b'{"a":"\\u007f"}', False),
    ("escape-uppercase-hex", "\\u001F instead of \\u001f", b'{"a":"\\u001F"}', False),
    ("escape-uppercase-u", "\\U001f", b'{"a":"\\U001f"}', False),
    ("escape-e-acute", "U+00E9 escaped", b'{"a":"\\u00e9"}', False),
    ("escape-pair", "a surrogate pair", b'{"a":"\\ud83e\\udd16"}', False),
    ("escape-lone-high", "a lone high surrogate", b'{"a":"\\ud83e"}', False),
    ("escape-lone-low", "a lone low surrogate", b'{"a":"\\udd16"}', False),
    ("escape-cut", "\\u00 and nothing more", b'{"a":"\\u00"}', False),
    ("escape-unknown", "\\x", b'{"a":"\\x41"}', False),
    ("raw-tab", "a control character as itself", b'{"a":"\t"}', False),
    ("raw-nul", "a control character as itself", b'{"a":"\x00"}', False),
    ("array-trailing-comma", "not JSON", b'{"a":[1,]}', False),
    ("array-missing-comma", "not JSON", b'{"a":[1 2]}', False),
    ("key-not-string", "not JSON", b"{1:2}", False),
    ("missing-colon", "not JSON", b'{"a"1}', False),
    ("missing-value", "not JSON", b'{"a":}', False),
    ("true-upper", "not JSON", b'{"a":True}', False),
]
