"""The outside judges: programs of others that look at our finished files and owe us nothing.

`specimens` cuts the files into their revisions; `verapdf`, `qpdf`, `pdfsig` and `stamps` (OpenSSL) each
judge; `spoiled` makes the broken files that veraPDF must refuse; `verdicts` holds what they all say.
"""
