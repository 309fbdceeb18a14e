"""The auditor's desk: files are judged with the trust that the auditor names; nothing is kept."""
