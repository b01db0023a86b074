"""Style concepts: their phrases, templates and similar concepts.

Facts only, no pictures. A concept's first phrase is its main name; `HELD` phrases are never trained on and measure
synonyms.

    phrases("gray"), templates("gray")
"""

from __future__ import annotations

LOOKS: dict[str, str] = {
    "photo": "photograph; photo; photography; a snapshot; a real photo; camera picture; photographic; realistic photo",
    "gray": "black and white; black and white photograph; grayscale; greyscale; monochrome; grey; gray; "
    "without colour; "
    "colourless; B&W; black-and-white photo; desaturated to grey; noir; shades of grey",
    "sepia": "sepia; sepia toned; sepia photograph; brown toned; sepia tone; brownish tint; antique brown photo",
    "tinted": "one colour tint; monochrome in one colour; colour toned; cyanotype; blue toned; tinted photograph; "
    "single hue",
    "duotone": "duotone; two colours; two-tone; duotone print; bicolour",
    "false_colour": "false colour; heat map; thermal camera; thermal imaging; psychedelic colours; rainbow colours",
    "cross_process": "cross processed; cross-processed film; shifted colours; odd colour curves",
    "split_tone": "split toned; split toning; teal and orange; colour graded; cinematic colour grading",
    "tint_wash": "colour cast; colour filter; tinted light; warm tint; cool tint; coloured lighting",
    "high_key": "high key; overexposed; very bright; washed with light; bright and airy",
    "low_key": "low key; underexposed; dark; dim; dark and moody; gloomy",
    "faded": "faded; faded film; washed out; matte film look; pale old colours; vintage faded",
    "vivid": "vivid; saturated; oversaturated; vibrant colours; loud colours; colourful; intense colours",
    "muted": "muted; muted colours; desaturated; subdued colours; dull colours; low saturation",
    "hard_contrast": "high contrast; hard contrast; harsh contrast; strong contrast",
    "local_contrast": "HDR; high dynamic range; tone mapped; strong local contrast; HDR photo",
    "sharpened": "oversharpened; sharpened; very sharp; crisp",
    "blurred": "blurred; blurry; out of focus; soft; unsharp; defocused",
    "motion_blurred": "motion blur; camera shake; moving blur; smeared by movement",
    "glowing": "soft glow; dreamy; soft focus; glowing; hazy; diffused light",
    "grainy": "grainy; film grain; noisy; noise; high ISO noise; rough grain",
    "vignette": "vignette; dark corners; vignetting; darkened edges",
    "old_photo": "old photograph; antique photograph; vintage photo; aged photo; nineteenth century photograph",
    "lomo": "lomography; lomo; toy camera; holga; retro film",
    "gray_film": "grainy black and white film; high contrast black and white; film noir; gritty street photography",
    "inverted": "negative; inverted colours; photographic negative; colour negative; inverted; x-ray",
    "solarised": "solarised; solarized; solarisation; Sabattier effect",
    "channel_swap": "infrared; infrared photograph; swapped colours; wrong colours; unnatural colours; aerochrome",
    "screen_lines": "VHS; glitch; scan lines; old television; CRT screen; video tape; chromatic aberration",
    "posterised": "posterised; posterized; poster; few tones; flat tones; posterisation; colour banding; screen print",
    "edges": "edges; edge detection; outlines; contours; outline drawing; line art; edge lines",
    "contour": "fine line drawing; contour drawing; thin lines on white; line drawing",
    "pencil": "pencil sketch; pencil drawing; graphite drawing; drawn with a pencil; hand drawn sketch; pencil",
    "chalk": "chalk drawing; chalkboard; white chalk on black; blackboard drawing; scratchboard",
    "charcoal": "charcoal drawing; charcoal; charcoal sketch; smudged black drawing",
    "painterly": "painterly; oil painting effect; painted; oil paint filter; like a painting; brushed; oil painting",
    "brush_strokes": "brush strokes; visible brushwork; thick paint; impasto; brushy",
    "watercolour": "watercolour; watercolor; aquarelle; watercolour painting; wash painting; gouache",
    "cartoon_filter": "cartoon effect; comic book; cel shaded; comic; graphic novel; cartoonish",
    "pop_art": "pop art; Warhol colours; pop art poster; flat loud colours; silkscreen pop art; pop art style",
    "threshold": "stencil; cut-out stencil; threshold; high contrast stencil; silhouette print; linocut",
    "woodcut": "engraving; woodcut; hatching; cross-hatching; etching; engraved lines; line engraving",
    "halftone": "halftone; newspaper print; printed dots; halftone dots; Ben-Day dots; comic print dots; risograph",
    "dithered": "dithered; dithering; one bit; error diffusion; stippled; old computer graphics",
    "few_colours": "limited palette; few colours; indexed colours; reduced palette; flat colour areas; vector art",
    "pixelated": "pixelated; pixel art; 8-bit; mosaic blocks; low resolution; pixels; retro video game",
    "mosaic": "mosaic; stained glass; tiles; tessellated; crystallised; low poly; tesserae",
    "dotted": "dots of paint; painted dots; pointillist effect; confetti dots; dot painting",
    "embossed": "embossed; relief; bas-relief; emboss effect; stamped in metal; carved",
    "neon": "neon; glowing outlines; neon lines; neon lights; glowing edges",
    "frosted": "frosted glass; rippled glass; distorted; wavy; seen through glass; scattered pixels",
    "canvas": "canvas texture; woven texture; printed on canvas; fabric texture; linen texture",
    "engraved_tint": "tinted print; old print; lithograph; banknote; vintage print; toned engraving",
    "cartoon": "cartoon; animated cartoon; comic drawing; animation; cartoon drawing; clip art; illustration; "
    "kids cartoon",
    "sketch": "sketch; drawing; hand drawing; doodle; pen sketch; line sketch; rough sketch; sketched lines",
    "painting": "painting; oil painting; painted art; oil on canvas; fine art painting; artwork; a canvas; "
    "brush painting",
}
"""Looks and media: concept -> phrases."""

MOVEMENTS: dict[str, str] = {
    "Abstract Expressionism": "abstract expressionism; abstract expressionist; action painting; gestural abstraction; "
    "drip painting; New York School",
    "Cubism": "cubism; cubist; analytic cubism; synthetic cubism; fragmented planes; geometric figures",
    "Fauvism": "fauvism; fauvist; les fauves; wild beasts colours; the fauves",
    "Impressionism": "impressionism; impressionist; plein air; impressionistic; French impressionists; broken colour",
    "Minimalism": "minimalism; minimalist; minimal art; reduced abstract forms; hard-edge minimal",
    "Naive Art Primitivism": "naive art; primitivism; naïve painting; folk art; outsider art; primitive art; naive",
    "Pointillism": "pointillism; pointillist; divisionism; neo-impressionism; tiny dots of colour; dots of pure colour",
    "Pop Art": "pop art; pop artist; British pop art; pop art style; advertising art; mass culture art",
    "Rococo": "rococo; rococo portrait; late baroque; eighteenth century court painting; galante; "
    "18th century portrait",
    "Ukiyo e": "ukiyo-e; Japanese woodblock print; Japanese print; ukiyo e; floating world; Edo period print; "
    "Japanese woodcut; shin-hanga",
    "Expressionism": "expressionism; expressionist; German expressionism; expressive distortion",
    "Byzantine Art": "Byzantine art; Byzantine icon; icon painting; Orthodox icon; Russian icon; gold ground icon",
    "Social Realism": "social realism; socialist painting; muralism; Mexican muralism; mural; fresco mural",
    "Symbolism": "symbolism; symbolist; symbolist painting; mystic painting; fin de siècle",
    "Romanticism": "romanticism; romantic painting; romanticist; dramatic nineteenth century painting",
    "Surrealism": "surrealism; surrealist; dreamlike painting; surreal; surreal art",
    "Art Nouveau": "art nouveau; Jugendstil; Vienna secession; golden ornament; secession style",
    "Post-Impressionism": "post-impressionism; post-impressionist; post impressionism; Pont-Aven school; synthetism",
    "Northern Renaissance": "northern renaissance; early Netherlandish; Flemish painting; Netherlandish renaissance",
    "Neoplasticism": "neoplasticism; De Stijl; primary colour grid; geometric abstraction; coloured rectangles",
    "Baroque": "baroque; baroque painting; chiaroscuro; Dutch golden age; tenebrism; seventeenth century painting",
    "Early Renaissance": "early renaissance; quattrocento; Florentine renaissance; tempera panel; "
    "fifteenth century Italian",
    "High Renaissance": "high renaissance; Italian renaissance; renaissance; cinquecento; renaissance painting",
    "Mannerism": "mannerism; mannerist; late renaissance; Venetian school",
    "Abstractionism": "abstract art; abstract painting; abstraction; abstract; non-figurative",
}
"""Art movements that some training picture is labelled with."""

HELD: dict[str, str] = {
    "gray": "monochromatic picture; a b/w shot",
    "sepia": "a picture in sepia colours; old brown photograph",
    "pencil": "sketched in pencil; graphite sketch",
    "pop_art": "a pop-art picture; in the manner of pop art",
    "posterised": "posterize effect",
    "edges": "edge map",
    "painterly": "painted look",
    "halftone": "dot-screen newspaper photo",
    "pixelated": "blocky pixels",
    "blurred": "an unfocused picture",
    "Impressionism": "impressionist brushwork",
    "Cubism": "a cubistic composition",
    "Ukiyo e": "Japanese woodblocks",
    "Pointillism": "painted in little points",
    "Rococo": "rococo age",
    "Fauvism": "fauve painters",
    "Minimalism": "a minimalistic artwork",
    "Pop Art": "popart",
    "Naive Art Primitivism": "naive folk painter",
    "Abstract Expressionism": "abstract expressionist canvas",
}
"""Phrases held out of training."""

LOOK_FORMS = ("{}", "{}", "a {} picture", "{} style", "in {} style", "an image in {}", "{} effect", "{} look",
              "{} image", "looks like {}", "made as {}")  # fmt: skip
MOVEMENT_FORMS = ("{}", "{}", "{} painting", "a painting in the style of {}", "{} art", "{} style", "in {} style",
                  "in the style of {}", "{} work", "{} artwork", "the {} movement")  # fmt: skip
ARTIST_FORMS = ("{}", "{} style", "by {}", "in the style of {}", "a painting by {}", "in {} style", "{}'s style",
                "painted by {}", "like {}", "works by {}")  # fmt: skip

RELATED: dict[str, str] = {
    "plain": "photo |",
    "gray": "gray, photo | tinted, muted, gray_film",
    "gray_film": "gray_film, gray, grainy, hard_contrast | photo, old_photo, dithered",
    "sepia": "sepia | photo, old_photo, tinted, duotone, faded",
    "tinted": "tinted | photo, sepia, duotone, gray",
    "duotone": "duotone | tinted, pop_art, sepia, false_colour, engraved_tint",
    "old_photo": "old_photo | sepia, gray, faded, grainy, vignette, photo, tinted",
    "lomo": "lomo, vivid, vignette | cross_process, photo, low_key, hard_contrast",
    "false_colour": "false_colour | pop_art, duotone, solarised",
    "cross_process": "cross_process | photo, vivid, tint_wash, lomo, hard_contrast",
    "split_tone": "split_tone | photo, tint_wash, cross_process",
    "tint_wash": "tint_wash | photo, split_tone, tinted, cross_process",
    "high_key": "high_key | photo, faded, glowing",
    "low_key": "low_key | photo, vignette",
    "faded": "faded | photo, muted, high_key, old_photo",
    "vivid": "vivid | photo, hard_contrast",
    "muted": "muted | photo, faded, gray",
    "hard_contrast": "hard_contrast | photo, vivid, low_key, posterised",
    "local_contrast": "local_contrast | photo, sharpened, vivid",
    "sharpened": "sharpened | photo, local_contrast, hard_contrast",
    "blurred": "blurred | photo, glowing, motion_blurred",
    "motion_blurred": "motion_blurred, blurred | photo, glowing",
    "glowing": "glowing | photo, high_key, blurred",
    "grainy": "grainy | photo, dithered, frosted",
    "vignette": "vignette | photo, low_key, old_photo",
    "inverted": "inverted | solarised, channel_swap, photo",
    "solarised": "solarised | inverted, false_colour, pop_art, photo",
    "channel_swap": "channel_swap | photo, tint_wash, cross_process",
    "screen_lines": "screen_lines | photo",
    "posterised": "posterised | pop_art, Pop Art, few_colours, cartoon_filter, hard_contrast, vivid, cartoon",
    "edges": "edges, sketch | pencil, neon, chalk, inverted, charcoal",
    "contour": "contour, sketch | pencil, edges, charcoal",
    "pencil": "pencil, sketch | charcoal, contour, woodcut",
    "chalk": "chalk | sketch, edges, neon, inverted, pencil",
    "charcoal": "charcoal, sketch | pencil, threshold, chalk, woodcut",
    "painterly": "painterly, painting | brush_strokes, watercolour, blurred, few_colours, Impressionism",
    "filtered": "painterly | brush_strokes, watercolour, blurred, few_colours, painting, cartoon_filter, posterised, "
    "Impressionism",
    "brush_strokes": "brush_strokes, painterly, painting | canvas, Impressionism, watercolour",
    "watercolour": "watercolour, painting | painterly, high_key, cartoon_filter, brush_strokes",
    "cartoon": "cartoon_filter, cartoon | painterly, posterised, pop_art, few_colours, Pop Art",
    "pop_art": "pop_art, Pop Art | posterised, few_colours, duotone, false_colour, cartoon_filter, vivid, cartoon",
    "threshold": "threshold | woodcut, posterised, hard_contrast, gray_film, dithered",
    "woodcut": "woodcut | threshold, sketch, halftone, engraved_tint",
    "halftone": "halftone | dithered, pop_art, Pop Art",
    "dithered": "dithered | halftone, pixelated, grainy, few_colours, threshold, dotted",
    "few_colours": "few_colours, posterised | pop_art, muted, cartoon_filter, painterly",
    "pixelated": "pixelated | mosaic, few_colours, blurred",
    "mosaic": "mosaic | pixelated, painterly, few_colours",
    "dotted": "dotted, Pointillism | mosaic, painterly, grainy, painting",
    "embossed": "embossed | muted",
    "neon": "neon | edges, chalk, vivid, inverted, low_key",
    "frosted": "frosted | blurred, grainy, photo",
    "canvas": "canvas | painting, painterly, photo, screen_lines",
    "engraved_tint": "engraved_tint | woodcut, posterised, sepia, tinted, duotone, sketch, cartoon_filter",
}
"""Family of a synthetic picture -> concepts that are true of it | uncertain ones. All others are false."""


def phrases(concept: str) -> list[str]:
    """Trained phrases of a look, a medium or a movement."""
    return [part.strip() for part in (LOOKS.get(concept) or MOVEMENTS[concept]).split(";")]


def held_phrases(concept: str) -> list[str]:
    """Phrases of a concept that training never sees; may be none."""
    return [part.strip() for part in HELD.get(concept, "").split(";") if part.strip()]


def related(family: str) -> tuple[set[str], set[str]]:
    """Concepts that are true, and uncertain ones, of a family's pictures."""
    true, maybe = RELATED[family].split("|")
    return {t.strip() for t in true.split(",") if t.strip()}, {m.strip() for m in maybe.split(",") if m.strip()}
