"""What spark-submit starts: it takes a file for Python only where its name ends in .py."""

from zilv.cli.main import main

if __name__ == "__main__":
    main()
