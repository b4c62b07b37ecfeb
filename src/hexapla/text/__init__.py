"""Looking into a text: tokens, token alignment, numbers, names, institutions. Strings in, offsets out.

Nothing here knows of passages, rules or files.
"""
