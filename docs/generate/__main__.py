"""Writes every generated page anew and names those that changed."""

from docs.generate.pages import ROOT, pages


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        file = ROOT / path
        if not file.exists() or file.read_text("utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            print(f"written {path}")


if __name__ == "__main__":
    main()
