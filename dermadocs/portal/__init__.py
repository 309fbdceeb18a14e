"""Three doors over the same flows: the practice's console, the patient's signing room, the auditor's desk.

Views here are thin: they read a form, call a flow, and choose a page. Nothing can be done here that the law or the
flows forbid; a refusal becomes a page in one place (`edge`).
"""
