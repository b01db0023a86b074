"""Null prompts: texts that ask for nothing in particular, as a baseline for each picture.

They cover everyday subjects and styles; a term counts as present only where it stands out from them.
"""

from __future__ import annotations

from tools.types import Channel

_CONTENT = """
a picture, something, an object, a photograph of a thing, people, a man, a woman, a child, a dog, a cat, a
bird, a horse, a fish, an insect, a flower, a tree, grass, a mountain, the sea, a river, snow, the sky, a
street, a building, a house, a room, furniture, a car, a bicycle, a boat, an aeroplane, a train, food, a
drink, a plate, clothing, a hat, a machine, a tool, a book, a screen, a toy, a musical instrument, a sport, a
ball, a crowd, a portrait, a landscape, an interior, night, a pattern, text, a map, a statue, a bridge, a
shop, a beach, a forest
"""

_STYLE = """
a picture, a photograph, an image, a colour photograph, black and white, a painting, a drawing, a sketch, a
cartoon, an illustration, a print, watercolour, oil painting, sepia, abstract, realism, impressionism,
baroque, pop art, minimalism, dark, bright, colourful, muted, sharp, blurred, grainy, flat, detailed, a
poster, a mosaic, a collage
"""


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(",") if phrase.strip())


NULL_PROMPTS: dict[Channel, tuple[str, ...]] = {"content": _phrases(_CONTENT), "style": _phrases(_STYLE)}
