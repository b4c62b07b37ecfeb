"""What the HTML report is made of: synoptic rows, marked text, charts, and the files of the page.

``synopsis`` puts all columns of a comparison on one grid, ``marking`` turns texts and findings into markup, ``view`` is
what the templates are given, ``charts`` draws. The page itself is ``*.jinja``, ``*.css`` and ``page.js`` in this folder.
``hexapla.reports.html`` puts it all together; nothing here writes anything.
"""
