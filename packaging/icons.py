"""Cut the icon font down to the icons in use.

    python packaging/icons.py MaterialSymbols_400Regular.ttf

writes `assets/icons/material-symbols.ttf` and `assets/icons/icons.json` (name -> code point in
hexadecimal). The whole font comes from the npm package `@expo-google-fonts/material-symbols`
(Apache-2.0).
"""

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

ICONS = Path(__file__).parent.parent / "assets" / "icons"

GLASS = """
add arrow_back arrow_forward calendar_today call check chevron_left chevron_right close
closed_caption closed_caption_disabled contrast event format_quote format_size home image info
mail pause play_arrow article qr_code_2 remove replay restart_alt schedule
text_increase touch_app translate volume_down volume_off volume_up zoom_in zoom_out movie
attribution groups pan_tool_alt sentiment_satisfied health_and_safety fullscreen_exit
touchpad_mouse backspace lightbulb place call check_box check_box_outline_blank edit lock shift
save error privacy_tip person_remove photo_camera check_circle edit_calendar keyboard_arrow_up undo
""".split()
"""Icons of the kiosk's own buttons."""

MIRRORED = ("article", "undo")
"""Icons that also point the other way, for who reads from right to left: `undo_mirrored`. Of arrows
there are both already; keys look the same on every keyboard."""

AUTHORS = """
accessible account_balance_wallet agriculture apartment bakery_dining bolt build cardiology
carpenter chair checkroom child_care coffee computer construction cottage directions_bus
diversity_3 eco electric_car elderly euro favorite forest forum group handshake holiday_village
key local_florist local_library local_shipping medical_services menu_book music_note palette
pedal_bike pets public recycling restaurant savings school solar_power sports_soccer storefront
sunny theater_comedy train volunteer_activism water_drop wind_power
""".split()
"""Icons an author may choose for a cooperative."""


def main(whole: Path) -> None:
    """Write the small font and the list of its names."""
    font = TTFont(whole)
    by_name = {}
    glyph_of_code = font.getBestCmap()
    # The glyphs carry the icons' names, but for some that begin with a digit.
    for code, glyph in glyph_of_code.items():
        by_name.setdefault(glyph, code)
    wanted = sorted({*GLASS, *AUTHORS})
    missing = [name for name in wanted if name not in by_name]
    if missing:
        sys.exit(f"not in the font: {' '.join(missing)}")
    options = subset.Options(layout_features=[], name_IDs=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[by_name[name] for name in wanted])
    cutter.subset(font)
    by_name = {name: by_name[name] for name in wanted}
    for name in MIRRORED:
        by_name[f"{name}_mirrored"] = mirror(font, by_name[name])
    ICONS.mkdir(parents=True, exist_ok=True)
    font.save(ICONS / "material-symbols.ttf")
    codes = {name: f"{by_name[name]:04x}" for name in sorted(by_name)}
    (ICONS / "icons.json").write_text(json.dumps(codes, indent=1) + "\n", encoding="utf-8")


def mirror(font: TTFont, code: int) -> int:
    """Add the mirror image of the glyph at `code`; the code it got."""
    glyphs, name = font.getGlyphSet(), font.getBestCmap()[code]
    drawn = TTGlyphPen(None)
    turned = TransformPen(ReverseContourPen(drawn), (-1, 0, 0, 1, glyphs[name].width, 0))
    glyphs[name].draw(turned)
    glyph = drawn.glyph()
    glyph.recalcBounds(font["glyf"])
    new = next(free for free in range(0xE000, 0xF900) if free not in font.getBestCmap())
    font.setGlyphOrder([*font.getGlyphOrder(), f"u{new:04X}"])
    font["glyf"][f"u{new:04X}"] = glyph
    font["hmtx"][f"u{new:04X}"] = (glyphs[name].width, glyph.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[new] = f"u{new:04X}"
    return new


if __name__ == "__main__":
    main(Path(sys.argv[1]))
