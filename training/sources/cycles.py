"""Which edges must go so that nothing comes before itself?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


def without_cycles(edges: pd.DataFrame, source: str, target: str) -> pd.DataFrame:
    """The edges that remain once no path leads from an id back to itself.

    An edge inside a strongly connected component stays only if its target has the smaller id: then every path inside it
    runs downwards and none can return. The choice depends on ids alone; it is not the smallest set of edges to drop.
    """
    codes, _ = pd.factorize(pd.concat([edges[source], edges[target]]), sort=True)
    start, end = codes[: len(edges)], codes[len(edges) :]
    nodes = int(codes.max(initial=-1)) + 1
    if not nodes:
        return edges
    graph = coo_matrix((np.ones(len(edges), np.int8), (start, end)), shape=(nodes, nodes)).tocsr()
    _, component = connected_components(graph, directed=True, connection="strong")
    stays = (component[start] != component[end]) | (end < start)
    return edges.loc[stays]
