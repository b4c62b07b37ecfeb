"""``python -m hexapla``."""

from hexapla.cli import main

if __name__ == "__main__":
    main(prog_name="hexapla")
