"""The lender that a command changes something for: named as keys name one, and told where none speaks for it."""

from typing import TYPE_CHECKING

import typer

from zilv.cli.language import Language, chosen

if TYPE_CHECKING:
    from zilv.gate.book import Book


def check_lender(book: "Book", lender: str, lang: Language | None = None) -> None:
    """Say so where no key speaks for this lender: under a name that is misspelt a hold would bind nobody.

    "" = every lender. Raises ZilvError for what no key can be made for, StoreError.
    """
    from zilv.gate.actor import check_name

    check_name("--lender", lender)
    if not lender:
        return
    with book.page(write=False) as page:
        if page.do(_SPEAKS, lender=lender):
            return
    zh = f"注意：没有属于 {lender} 的密钥；如名称有误，所登记的不约束任何人。核对：zilv key list"
    en = f"note: no key speaks for {lender}; if the name is misspelt, this binds nobody. Compare with: zilv key list"
    typer.echo(zh if chosen(lang) == "zh" else en, err=True)


_SPEAKS = "select 1 from keys_key where lender = :lender and revoked is null limit 1"
