"""Analysis of scores: how sure they are and whether systems differ. One kind of question a module."""
