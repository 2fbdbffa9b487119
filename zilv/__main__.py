"""`python -m zilv`: the same as the command `zilv`."""

from zilv.cli.main import main

if __name__ == "__main__":
    main()
