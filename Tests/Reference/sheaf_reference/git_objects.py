"""Names that git gives to blobs and trees."""

import hashlib


def blob_oid(data, algorithm):
    return object_oid(b"blob", data, algorithm)


def object_oid(kind, data, algorithm):
    """git's name of an object: the hash of its kind, length, NUL and bytes."""
    return hashlib.new(algorithm, kind + b" %d\0" % len(data) + data).hexdigest()


def tree_oid(contents, algorithm, below=""):
    """The name of the tree that holds these files (path -> bytes), entries in git's order."""
    entries = {}
    for path in contents:
        if path.startswith(below):
            name, _, rest = path[len(below) :].partition("/")
            entries[name] = bool(rest)
    data = b""
    # git sorts a directory as if its name ended with a slash.
    for name, is_tree in sorted(entries.items(), key=lambda entry: entry[0] + ("/" if entry[1] else "")):
        if is_tree:
            oid_hex = tree_oid(contents, algorithm, f"{below}{name}/")
        else:
            oid_hex = blob_oid(contents[below + name], algorithm)
        mode = b"40000" if is_tree else b"100644"
        data += mode + b" " + name.encode("ascii") + b"\0" + bytes.fromhex(oid_hex)
    return object_oid(b"tree", data, algorithm)
