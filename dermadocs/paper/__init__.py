"""Paper equals screen: sheets go out by post, come back as a heap of scans, and each is checked against what was sent.

    original      the page as it went out: its grey picture and its letters
    images        the pages of a received file, decoded in a limited child process (beside)
    codes         which sheet is this: the page code, twice on each sheet, MAC-checked
    registration  the scan laid over the original to less than a pixel (field)
    light, ink    ink apart from light; millimetres of new stroke in each box
    comparison    what differs from the original: struck, overwritten, replaced, whited out, added
    check         all of it for one image: status, boxes, differences, grade

A machine never accepts paper: it sorts and points, a person decides. OpenCV is used nowhere else.
"""
