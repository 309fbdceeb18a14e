"""The paper route's own bench: sheets are printed, filled, spoilt and scanned in numbers, then checked and counted.

    cases, packs        invented dossiers, drawn by the real renderer, kept in `.cache`
    printing            toner, drops, A4 and US Letter
    hands, lettering, pens, filling    who writes, with what, into which box
    desk, by_hand, reprinted, honest   what is altered, and what only looks so
    matter              folds, holes, staples, stains
    optics, channels    scanners, fax machines, phones
    sheet, sets         one sheet by its seed, with the truth about it; which seeds belong together
    judge, card, wilson, fitting       the check's answers, counted; thresholds from honest sheets

Chance comes from streams named after the set, the pair of seeds and the stage (`pixels.dice`).
"""
