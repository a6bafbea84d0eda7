"""The command line."""


def main() -> None:
    from prospect_twins.commands import app

    app()


if __name__ == "__main__":
    main()
