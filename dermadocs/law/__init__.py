"""The law as data and as cards that judge: French law of the estimate and consent of cosmetic surgery.

Read in this order:

- `citation`, `parameters`, `wording`: where the law says something, its dated figures, its exact words.
- `matter`: what is judged (data of a case, text of a paper, timeline of a dossier) and the days that decide.
- `rule`, `looks`: a card, and the ways in which cards look. `words` and `clauses`: what free text may not say.
  `history`: the events of a dossier, estimate by estimate.
- `rules`: the cards, a short file a group. `registry` finds them by id or alias.
- `engine` judges a matter: PASS, BREACH, ASK, NOT_APPLICABLE, NOT_IN_FORCE or NOT_CHECKED, never silence.
- `issuing` says whether an estimate may be issued, `explain` tells a card in words.
"""
