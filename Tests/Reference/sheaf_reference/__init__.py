"""A second, independent reading of format 1 and fold rules 1.

Written from the prose of Protocol/, for obvious correctness and not for speed: sets instead of indexes, every relation
asked anew. It shares no code with the Swift implementation, so that the two can only agree by both being right.
"""
