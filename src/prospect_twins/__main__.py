"""`prospect-twins` and `python -m prospect_twins`."""

from prospect_twins.commands import main

if __name__ == "__main__":
    main()
