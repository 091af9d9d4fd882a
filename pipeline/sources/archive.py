"""Zip archives of documents, opened only as far as their size is sensible."""

import io
import zipfile
import zlib

from pipeline.sources.record import Unreadable

N_ENTRIES_MAX = 20_000
N_BYTES_OF_TEXT_MAX = 2**28
_TEXTS = (".xml", ".rels", ".opf", ".ncx", ".html", ".htm", ".xhtml")


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Open a zip archive.

    Raises `Unreadable`: `damaged` if it is none, `encrypted` if a password locks it, `too_costly` if it has more
    entries, or more bytes of text once they are unpacked, than a document has.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable("damaged", f"no whole zip archive: {error}: get the file anew") from None
    entries = archive.infolist()
    n_bytes = sum(entry.file_size for entry in entries if entry.filename.lower().endswith(_TEXTS))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted", "a password locks it: save it without one")
    if len(entries) > N_ENTRIES_MAX or n_bytes > N_BYTES_OF_TEXT_MAX:
        detail = f"{len(entries):,} entries with {n_bytes:,} bytes of text once unpacked: divide it"
        raise Unreadable("too_costly", detail)
    return archive


def read_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read an entry; raise `Unreadable` if it is missing, damaged, or packed in an unknown way."""
    try:
        return archive.read(name)
    except KeyError:
        raise Unreadable("damaged", f"'{name}' is not in the archive: get the file anew") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Unreadable("damaged", f"'{name}' cannot be unpacked: {error}: get the file anew") from None
