"""What went wrong, told to the person who can mend it."""

import sys
from collections.abc import Callable


class PressmarkError(Exception):
    """A fault of input or recipe: its message names the thing, the place and the remedy."""


def tell(main: Callable[[], None]) -> None:
    """Run `main`; a `PressmarkError` ends the process with its message and exit code 1, without a traceback.

    So does Ctrl-C, with the exit code that shells give it.
    """
    try:
        main()
    except KeyboardInterrupt:
        print("stopped: what is done stays done; run it again to go on", file=sys.stderr)
        sys.exit(130)
    except PressmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
