"""The pocket set: small encoders of our own, their weights in the box.

`trunk` (pictures) and `text` (words) are frozen towers shared by both channels; `content` and `style` add trained
layers. Nothing here fetches anything. `train/` reproduces every committed weight.

    load("pocket").content.encode_texts(["a harbour"])
"""
