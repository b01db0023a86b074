"""Search: a query over a collection -> hits, each with its reasons."""
