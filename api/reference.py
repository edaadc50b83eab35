"""What does the contract say, for people? The OpenAPI document as one page of HTML that needs nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

Json = Mapping[str, Any]

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .5rem;"
    "border-bottom:1px solid #ccc}code{font-size:.9em}"
)
_SPELT: Final = re.compile("`([^`]+)`")
_BOUNDS: Final = {
    "minimum": "at least {:,.10g}",
    "exclusiveMinimum": "above {:,.10g}",
    "maximum": "at most {:,.10g}",
    "exclusiveMaximum": "below {:,.10g}",
    "minLength": "at least {:,.10g} characters",
    "maxLength": "at most {:,.10g} characters",
    "minItems": "at least {:,.10g} entries",
    "maxItems": "at most {:,.10g} entries",
    "pattern": "matches {}",
}


def page_of(contract: Json) -> str:
    """The whole page: every call, then every schema with its fields."""
    about, schemas = contract["info"], contract["components"]["schemas"]
    calls = [_call(path, verb, call) for path, verbs in contract["paths"].items() for verb, call in verbs.items()]
    bodies = [_schema(name, schema) for name, schema in schemas.items()]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(about["title"])}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(about['title'])} {escape(about['version'])}</h1>"
        f'<p>{_prose(about["description"])} For machines: <a href="openapi.json">openapi.json</a>.</p>'
        f"<h2>Calls</h2>{''.join(calls)}<h2>Schemas</h2>{''.join(bodies)}</body></html>"
    )


def _call(path: str, verb: str, call: Json) -> str:
    asked = [_type(media["schema"]) for media in call.get("requestBody", {}).get("content", {}).values()]
    rows = [
        f"<tr><td>{status}</td><td>{_prose(answer['description'])}</td><td>{_type(media['schema'])}</td></tr>"
        for status, answer in call["responses"].items()
        for media in answer.get("content", {"": {"schema": {}}}).values()
    ]
    takes = f"<p>Takes {asked[0]}.</p>" if asked else ""
    head = "<tr><th>Status</th><th>Meaning</th><th>Body</th></tr>"
    title = f"<h3><code>{verb.upper()} {escape(path)}</code></h3>"
    return f"{title}<p>{_prose(call['description'])}</p>{takes}<table>{head}{''.join(rows)}</table>"


def _schema(name: str, schema: Json) -> str:
    needed = schema.get("required", [])
    rows = [
        f"<tr><td><code>{escape(field)}</code></td><td>{_type(of)}</td><td>{_prose(of.get('description', ''))}"
        f"{escape(_bounds(of, field in needed))}</td></tr>"
        for field, of in schema.get("properties", {}).items()
    ]
    head = "<tr><th>Field</th><th>Type</th><th>Meaning</th></tr>"
    title = f'<h3 id="{escape(name)}">{escape(name)}</h3>'
    return f"{title}<p>{_prose(schema.get('description', ''))}</p><table>{head}{''.join(rows)}</table>"


def _prose(text: str) -> str:
    """A description, in which backticks hold what is written as it stands.

    >>> _prose("with `a<b` first")
    'with <code>a&lt;b</code> first'
    """
    return _SPELT.sub(r"<code>\1</code>", escape(text))


def _type(schema: Json) -> str:
    """The type of a field in words, with a link where it has fields of its own."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    words = schema.get("enum") or [schema[key] for key in ("const",) if key in schema]
    return escape(", ".join(map(str, words)) or schema.get("format") or schema.get("type", "any"))


def _bounds(schema: Json, needed: bool) -> str:
    """What a value must keep to, and what stands for it if it is left out."""
    found = [*_limits(schema), *(text for one in schema.get("anyOf", []) for text in _limits(one))]
    if needed:
        found.append("required")
    elif schema.get("default") not in (None, "", [], {}):
        found.append(f"default {schema['default']}")
    return f" ({'; '.join(found)})" if found else ""


def _limits(schema: Json) -> Iterator[str]:
    yield from (words.format(schema[key]) for key, words in _BOUNDS.items() if key in schema)
