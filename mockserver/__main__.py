"""`python -m mockserver`: the command line without its script."""

from mockserver.cli.main import main

if __name__ == "__main__":
    main()
