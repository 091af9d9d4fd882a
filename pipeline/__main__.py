"""The front door: `pressmark`. Every command is a few lines that call the room where the work is done."""

import json
import sys
import webbrowser
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.errors import PressmarkError, tell
from pipeline.params import PARAMS, read_settings

app = typer.Typer(
    help="Turn raw articles into a versioned, citable Hugging Face dataset. Run it in the folder of a project; "
    "'dvc repro' builds the dataset.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def _pressmark(context: typer.Context) -> None:
    """Refuse to run outside a project; 'diff' has the exit codes of diff, where 1 means that something differs."""
    if PARAMS.exists():
        return
    message = f"no {PARAMS} in {Path.cwd()}: run this in the folder of a Pressmark project"
    if context.invoked_subcommand == "diff":
        print(f"error: {message}", file=sys.stderr)
        raise typer.Exit(2)
    raise PressmarkError(message)


@app.command()
def explain(
    article: Annotated[str | None, typer.Argument(help="An article's id, the start of one, or a file.")] = None,
    pager: Annotated[bool, typer.Option(help="Show it page by page.")] = False,
    review: Annotated[bool, typer.Option("--review", help="Of all articles, the least certain lines.")] = False,
    n: Annotated[int, typer.Option("--n", min=1, help="How many of these.")] = 20,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="These as corrections, for data/corrections.yaml.")] = False,
) -> None:
    """Show what happened to an article: its raw lines, each with its role and rule; dropped lines struck through.

    With --review, show where a person's look counts most, in all articles that are built.
    """
    if review == bool(article) or (as_yaml and not review):
        raise PressmarkError("name an article, or say --review; --yaml goes with --review")
    if review:
        _review(n, as_yaml)
        return
    from pipeline.explain import show  # noqa: PLC0415 - a command loads what it uses

    console = Console()
    shown = show(article or "")
    if pager and console.is_terminal:
        with console.pager(styles=True):
            console.print(shown)
    else:
        console.print(shown)


def _review(n: int, as_yaml: bool) -> None:
    from pipeline.review import as_corrections, find_doubtful, render  # noqa: PLC0415 - a command loads what it uses

    lines = find_doubtful(n)
    if as_yaml:
        print(as_corrections(lines), end="")
    else:
        Console().print(render(lines))


@app.command()
def report(
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Say where the page is that shows the dataset: its numbers, and its articles line by line; or open it."""
    from pipeline.page.door import find_page  # noqa: PLC0415 - a command loads what it uses

    page = find_page()
    print(page)
    if show and not webbrowser.open(page.as_uri()):
        raise PressmarkError(f"no browser was found: open {page} yourself")


@app.command()
def add(files: Annotated[list[Path], typer.Argument(help="Files to copy into data/raw.")]) -> None:
    """Copy articles into data/raw and open rows for them in data/catalogue.csv."""
    from pipeline.add import add_files, open_next_version  # noqa: PLC0415 - a command loads what it uses

    for path in add_files(files):
        print(f"added data/raw/{path}")
    if versions := open_next_version():
        print(f"Version {versions[0]} is released and stays as it is: params.yaml now says {versions[1]}.")
    print("Fill in their rows in data/catalogue.csv as far as you know them, then run 'dvc repro'.")


@app.command()
def release(
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of release; today if not given.")
    ] = None,
) -> None:
    """Freeze the version that is built: enter it in data/releases.json and CHANGELOG.md. Refuses a number too small."""
    from pipeline.publish import PublishSettings  # noqa: PLC0415 - a command loads what it uses
    from pipeline.release.release import release as enter  # noqa: PLC0415

    version = read_settings(PublishSettings, "publish").version
    entry = enter(version, (date or datetime.now()).date())
    print(f"released {entry.version}: {entry.configs['articles'].n_rows} articles, root {entry.root}")
    print("Now run 'dvc repro', which dates the card; then commit, and tag the commit:")
    print(f"  git commit --all --message 'Release {entry.version}' && git tag v{entry.version}")


@app.command()
def verify(
    where: Annotated[
        str, typer.Argument(help="A dataset folder, a version, a git revision, or org/name@tag.")
    ] = "data/dataset",
    version: Annotated[str | None, typer.Option(help="The version it must be.")] = None,
    root: Annotated[str | None, typer.Option(help="The root it must have, as a citation gives it.")] = None,
    record: Annotated[str | None, typer.Option(help="Prove one record to be in it, and print its proof.")] = None,
) -> None:
    """Prove a dataset to be a version: checksums, page CRCs, counts, root; or name what is not."""
    from pipeline.release.ledger import read_ledger  # noqa: PLC0415 - a command loads what it uses
    from pipeline.release.locate import locate  # noqa: PLC0415
    from pipeline.release.verify import prove_record, verify_folder  # noqa: PLC0415

    with locate(where) as folder:
        found = verify_folder(folder, version, root, read_ledger())
        for line in (*found.remarks, *(f"FAULT: {fault}" for fault in found.faults)):
            print(line)
        if found.faults:
            raise PressmarkError(f"{where}: {len(found.faults)} faults: this is not a published version")
        if record:
            print(json.dumps(prove_record(folder, record), ensure_ascii=False, indent=2, default=str))
    print(f"{where}: version {found.version}, root {found.root}: verified")


@app.command()
def cite(
    record: Annotated[str | None, typer.Argument(help="The id of an article, paragraph, sentence or note.")] = None,
    style: Annotated[str, typer.Option(help="bibtex, apa, ris, cff or datacite.")] = "bibtex",
    where: Annotated[
        str, typer.Option(help="A dataset folder, a version, a git revision, or org/name@tag.")
    ] = "data/dataset",
) -> None:
    """Cite a version of the dataset, or one record of it."""
    from pipeline.publish import PublishSettings  # noqa: PLC0415 - a command loads what it uses
    from pipeline.release.citation import cite as write  # noqa: PLC0415
    from pipeline.release.citation import make_cited, read_languages_and_rights, read_record  # noqa: PLC0415
    from pipeline.release.ledger import read_ledger  # noqa: PLC0415
    from pipeline.release.locate import locate  # noqa: PLC0415
    from pipeline.release.manifest import read_manifest  # noqa: PLC0415
    from pipeline.release.verify import config_of  # noqa: PLC0415

    settings = read_settings(PublishSettings, "publish").model_dump()
    with locate(where) as folder:
        manifest = read_manifest(folder)
        released = read_ledger().find(manifest["version"])
        cited = make_cited(settings, manifest, released, *read_languages_and_rights(folder))
        found = read_record(folder, config_of(record), record) if record else None
        print(write(cited, style, found), end="")


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A dataset folder, a version, a git revision, or org/name@tag.")],
    new: Annotated[str, typer.Argument(help="The other one.")] = "data/dataset",
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all that differs as JSON.")] = None,
    parquet_file: Annotated[Path | None, typer.Option("--parquet", help="Write a row per change as Parquet.")] = None,
) -> None:
    """Show what is different between two versions, and why. Exit code 0: nothing is, 1: something, 2: an error."""
    from pipeline.release.diff import diff as compare  # noqa: PLC0415 - a command loads what it uses

    raise typer.Exit(compare(old, new, json_file, parquet_file))


@app.command()
def push(
    repo: Annotated[str, typer.Argument(help="A dataset repository of the Hub: organisation/name.")],
    folder: Annotated[Path, typer.Option(help="The dataset folder.")] = Path("data/dataset"),
    full_text: Annotated[bool, typer.Option("--full-text", help="Send all texts, whatever the rights.")] = False,
    private: Annotated[bool, typer.Option("--private", help="Make a new repository private.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing.")] = False,
) -> None:
    """Publish a released version on the Hugging Face Hub: one commit, proven, then a tag that is never moved."""
    from pipeline.release.ledger import read_ledger  # noqa: PLC0415 - a command loads what it uses
    from pipeline.release.push import describe, pack  # noqa: PLC0415
    from pipeline.release.push import push as send  # noqa: PLC0415

    with pack(folder, read_ledger(), full_text) as (public, shipment):
        if dry_run:
            for name, n_bytes in shipment.files.items():
                print(f"{n_bytes:>12,}  {name}")
            print(f"Nothing was sent: this would be {describe(repo, shipment)}")
            return
        commit = send(public, shipment, repo, private)
        print(f"commit {commit}")
        print(f"pushed {describe(repo, shipment)}")


@app.command()
def hydrate(
    folder: Annotated[Path, typer.Argument(help="A stand-off edition, as it came from the Hub.")],
    raw: Annotated[Path, typer.Option(help="The folder with the raw files.")] = Path("data/raw"),
    out: Annotated[Path | None, typer.Option(help="Where to write; FOLDER-hydrated if not given.")] = None,
) -> None:
    """Give a stand-off edition its withheld texts back from the raw files, each proven by its hash."""
    from pipeline.release.hydrate import default_out  # noqa: PLC0415 - a command loads what it uses
    from pipeline.release.hydrate import hydrate as fill  # noqa: PLC0415

    target = out or default_out(folder)
    found = fill(folder, raw, target)
    print(f"{target}: {found.n_articles} articles have their texts back")
    if found.failures:
        raise PressmarkError("\n  ".join([f"{len(found.failures)} articles are still withheld:", *found.failures]))


@app.command()
def quality(
    data: Annotated[Path | None, typer.Option(help="A folder of gold; the project's own if not given.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the scores as JSON.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Make these the scores that CI asks for.")] = False,
) -> None:
    """Measure the rules on gold: scores with 95 % intervals; on the project's own, what is better or worse."""
    from pipeline.measure import measure  # noqa: PLC0415 - a command loads what it uses
    from pipeline.quality import door  # noqa: PLC0415
    from pipeline.store import write_json  # noqa: PLC0415

    if data and accept:
        raise PressmarkError("only scores on the project's own gold can be accepted: leave --data out")
    scores = measure(data) if data else door.measure_own()
    door.show(scores, Console())
    if json_file:
        write_json(json_file, scores)
    if accept:
        door.accept(scores)
    elif not data:
        door.tell_changes(scores)


def main() -> None:
    """Run the command line; a fault of input or recipe ends it with its message and exit code 1."""
    tell(app)


if __name__ == "__main__":
    main()
