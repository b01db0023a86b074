"""The pocket set: small encoders of our own, their weights in the box.

`trunk` (pictures) and `text` (words) are frozen towers that both channels share; `content` and `style` add what they
learned. Nothing here fetches anything. `train/` makes every committed weight again.

    load("pocket").content.encode_texts(["a harbour"])
"""
