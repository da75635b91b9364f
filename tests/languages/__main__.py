"""Brings the catalogues up to the messages of the source, and compiles them: ``make languages``."""

from __future__ import annotations

import sys

from tests.languages.catalogues import TEMPLATE, TRANSLATED, brought_up, compiled, path_of, template, written


def main() -> None:
    """Write the template, and each language's file in both of its forms."""
    wanted = template()
    TEMPLATE.write_bytes(written(wanted))
    for code in TRANSLATED:
        made, path = brought_up(code, wanted), path_of(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(made))
        path.with_suffix(".mo").write_bytes(compiled(made))
        missing = sum(not message.string or message.string == ("", "") for message in made if message.id)
        sys.stdout.write(f"{code}: {len(made)} messages, {missing} without a translation\n")


main()
