"""The commands that ask a graph or write it in another form."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.options import ASKING, Graph, Json, Out, Redact, one_day, words

if TYPE_CHECKING:
    from kg.graph.questions import Parameter
    from kg.graph.store import Store

app = typer.Typer()

Form = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json.")]
Known = Annotated[
    str | None, typer.Option("--known", metavar="DATE", help="By what was reported until that day.", show_default="all that is reported")
]
Policy = Annotated[
    str | None, typer.Option(metavar="NAME", help="What is accepted: default, strict or all.", show_default="the store's own")
]


@app.command(
    rich_help_panel=ASKING,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog="Example:  kg query who-holds --place 'Islam Qala' --store war",
)
def query(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[QUESTION]", help="A named question; its --parameters follow.")] = None,
    *,
    store: Graph,
    text: Annotated[str | None, typer.Option("--query", "-q", metavar="SPARQL", help="A query, instead.")] = None,
    file: Annotated[str | None, typer.Option("--file", "-f", metavar="FILE", help="A file with a query, instead; - for stdin.")] = None,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json (SPARQL results), turtle.")] = "table",
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most N rows.")] = None,
    timeout: Annotated[float | None, typer.Option(min=0, metavar="SECONDS", help="Give up after so long.")] = 60,
    policy: Policy = None,
    out: Out = None,
) -> None:
    """Ask a named question ('kg questions' lists them), or anything in SPARQL."""
    from kg import console, pipeline

    if name and name.startswith("-"):
        raise typer.BadParameter(f"no such option: {name}. A question's parameters follow its name.")
    if [name, text, file].count(None) != 2:
        raise typer.BadParameter("give one of QUESTION, --query and --file.")
    if file:
        text = console.read_text(file)
    parameters = _parameters(context.args, name)
    with _under(pipeline.open_graph(store), policy) as graph:
        if name:
            answer = graph.ask(name, parameters, timeout=timeout, limit=limit)
        else:
            answer = graph.query(text or "", timeout=timeout, limit=limit)
        console.answer(answer, graph, form, out)


@app.command(rich_help_panel=ASKING, epilog="Example:  kg questions")
def questions(as_json: Json = False) -> None:
    """List the named questions, with what each takes."""
    from kg import console
    from kg.graph.questions import questions as known

    if as_json:
        console.record([dataclasses.asdict(question) for question in known().values()])
        return
    rows = [(q.name, q.label, " ".join(map(_usage, q.parameters))) for q in known().values()]
    console.table(("question", "asks", "takes ([] may be left out)"), rows)


@app.command(rich_help_panel=ASKING, epilog="Example:  kg timeline Kherson --store war")
def timeline(
    name: Annotated[str | None, typer.Argument(metavar="[PLACE|ACTOR]", help="Of whom or what; without it, of all.")] = None,
    *,
    store: Graph,
    place: Annotated[str | None, typer.Option(metavar="NAME", help="Of one place.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="Of one actor.")] = None,
    known: Known = None,
    policy: Policy = None,
    form: Form = "table",
    out: Out = None,
) -> None:
    """Who held what, from when to when, who says so, and what is disputed, as far as the reports tell."""
    from kg import console, pipeline
    from kg.graph import history

    with pipeline.open_graph(store) as graph:
        if name is not None:
            place, actor = _sides(graph, name, place, actor)
        rule, day = _policy(graph, policy), one_day(known, "--known")
        answer = history.timeline_of(graph.data, graph.names, rule, known=day, place=place, actor=actor)
        console.answer(answer, graph, form, out)


@app.command(rich_help_panel=ASKING, epilog="Example:  kg control --on 2021-07-09 --in Herat --store war")
def control(
    *,
    store: Graph,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="On a day; without it, as last reported.")] = None,
    place: Annotated[str | None, typer.Option("--in", "--place", metavar="NAME", help="Of one place, and all that lies in it.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="Of one actor.")] = None,
    known: Known = None,
    policy: Policy = None,
    form: Form = "table",
    out: Out = None,
) -> None:
    """Who controls which place, since when, who says so, for how long nobody has, and what is disputed."""
    from kg import console, pipeline
    from kg.graph import history

    days = one_day(on, "--on"), one_day(known, "--known")
    with pipeline.open_graph(store) as graph:
        rule = _policy(graph, policy)
        answer = history.control(graph.data, graph.names, rule, on=days[0], known=days[1], place=place, actor=actor)
        console.answer(answer, graph, form, out)


@app.command(rich_help_panel=ASKING, epilog="Example:  kg validate --store war")
def validate(
    *,
    store: Graph,
    shapes: Annotated[Path | None, typer.Option(metavar="FILE", help="SHACL shapes other than our own.")] = None,
    as_json: Json = False,
) -> None:
    """Check a graph against the SHACL shapes; exit code 1 if it breaks one."""
    from kg import console, pipeline
    from kg.graph import validate as checking

    with pipeline.open_graph(store) as graph:
        problems = checking.validate(graph, shapes)
    if as_json:
        console.record([dataclasses.asdict(problem) for problem in problems])
    else:
        for problem in problems:
            console.say(f"{problem.severity}: {problem}")
        console.say(f"{len(problems)} problems" if problems else "The graph keeps to the shapes.")
    raise typer.Exit(1 if any(problem.severity == "violation" for problem in problems) else 0)


@app.command(rich_help_panel=ASKING, epilog="Example:  kg export graphml --store war -o war.graphml")
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="turtle, trig, nquads, jsonld, rdfxml, graphml, csv ...")],
    *,
    store: Graph,
    redact: Redact = None,
    policy: Policy = None,
    out: Out = None,
) -> None:
    """Write a graph in another format."""
    from kg import console, pipeline
    from kg import export as formats

    writer = formats.load(form)
    with _under(pipeline.open_graph(store, redact=words(redact)), policy) as graph:
        if writer.folder and out not in (None, "-") and not Path(str(out)).suffix:
            for file in writer.folder(graph, Path(str(out))):
                console.say(str(file))
        else:
            with console.destination(out) as stream:
                writer.write(graph, stream)


@app.command(rich_help_panel=ASKING, epilog="Example:  kg stats --store war")
def stats(store: Graph, as_json: Json = False) -> None:
    """Count what a graph holds, and list its reports."""
    from kg import console, pipeline, tell

    with pipeline.open_graph(store) as graph:
        documents = list(graph.documents())
        counts = tell.counts(graph.claims(), len(documents))
    if as_json:
        listed = [{"id": d.id, "title": d.title, "publisher": d.publisher, "date": d.date} for d in documents]
        console.record({**counts, "documents": listed})
        return
    for name, value in counts.items():
        if isinstance(value, dict):
            console.table((name, "claims" if name != "classes" else "entities"), value.items())
        else:
            console.say(f"{value:,} {name}")
    console.table(("report", "date", "publisher", "title"), ((d.id, d.date, d.publisher, d.title) for d in documents))


def _sides(graph: Store, name: str, place: str | None, actor: str | None) -> tuple[str | None, str | None]:
    """Whether a name is a place's or an actor's; a country, which is both, is asked for by the option."""
    from kg.errors import QueryError
    from kg.graph import questions
    from kg.graph.names import term
    from kg.graph.vocabulary import TYPE

    nodes = questions.find(graph.data, graph.names, name)
    kinds = {kind for kind in ("Place", "Actor") for n in nodes if any(graph.data.quads_for_pattern(n, TYPE, term(kind)))}
    if len(kinds) != 1:
        raise QueryError(f"'{name}' is {'both a place and an actor' if kinds else 'neither place nor actor'}: say --place or --actor.")
    return (place, name) if kinds == {"Actor"} else (name, actor)


def _under(graph: Store, policy: str | None) -> Store:
    """The graph; a copy in memory with everything derived anew, for another policy than its own."""
    if policy is None or _policy(graph, policy) == graph.policy:
        return graph
    with graph:
        return graph.under(policy)


def _policy(graph: Store, policy: str | None) -> str:
    from kg.graph.rules import known_policy

    return graph.policy if policy is None else known_policy(policy)


def _usage(parameter: Parameter) -> str:
    use = f"--{parameter.name} {parameter.type.upper()}"
    return use if parameter.default is None else f"[{use}]"


def _parameters(arguments: list[str], name: str | None) -> dict[str, str]:
    """The parameters of a question from what the command's own options left over: ``--place Kherson``."""
    found: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        key, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not key or name is None:
            raise typer.BadParameter(f"'{word}' is not understood here; a question's parameters follow its name.")
        if not equals:
            if not rest:
                raise typer.BadParameter(f"--{key} needs a value.")
            value = rest.pop(0)
        found[key] = value
    return found
