"""From a passage to aligned columns, and from those to rows and pairs. Nothing here knows how segments are matched.

``columns`` aligns every column with the hub, ``rows`` cuts the finest rows on which columns agree, and ``running_text``
finds beads in text whose sentence boundaries cannot be trusted.
"""
