"""Every way a line shows its role, or that it goes: by the signs that it shows itself, and by the place where it stands."""

from pipeline.roles import places, signs

__all__ = ["places", "signs"]
