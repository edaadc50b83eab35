"""Which exports can be told in a mapping? Any: columns, words, times and ids are named in a file, not in code."""

from training.sources.mapped.importing import import_mapped
from training.sources.mapped.shipped import mapping_file, shipped

__all__ = ["import_mapped", "mapping_file", "shipped"]
