"""The outside judges: programs of others that look at our finished files and owe us nothing.

`specimens` cuts the files into their revisions; `verapdf`, `qpdf`, `pdfsig`, `stamps` (OpenSSL), `stock` (pyHanko)
and `dss` (EU DSS) each judge; `spoiled` makes the broken files that veraPDF must refuse; `hostile` gathers the forged
files that all are asked about; `verdicts` holds what they all say.
"""
