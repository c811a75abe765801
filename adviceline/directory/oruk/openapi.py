"""The description of the feed in OpenAPI 3.1: what it takes and what it answers, as it is."""

from __future__ import annotations

from typing import Any

from adviceline.directory.oruk.answers import PROBLEM
from adviceline.directory.oruk.queries import MOST_PER_PAGE, USUAL_PER_PAGE

Schema = dict[str, Any]

DESCRIPTION = (
    "Services and contacts of the directory, in the Human Services Data Specification 3 with the Open Referral UK "
    "profile. For reading only. Guidance, training, tools and local procedures are documents and are not here. No "
    "person is named. Identifiers do not change. A service that is withdrawn is no longer listed."
)
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def description(base: str, name: str) -> Schema:
    """`base` is the address under which this service answers, without a slash at its end."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": f"Directory of the {name}",
            "version": "3.0",
            "summary": "Services and organisations, for reading",
            "description": DESCRIPTION,
        },
        "servers": [{"url": base}],
        "paths": _paths(),
        "components": {"schemas": _schemas(), "parameters": _parameters(), "responses": _responses()},
    }


def _ref(kind: str, name: str) -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}


def _schema(name: str) -> Schema:
    return _ref("schemas", name)


# ---- Paths ----------------------------------------------------------------------------------------------------------

_LISTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "services": (
        "Service", "Services by name, or the best first when words are searched for.",
        ("search", "modified_after", "taxonomy_term_id", "taxonomy_id", "organization_id", "minimal", "full"),
    ),
    "organizations": ("Organization", "Organisations that have a service here, by name.", ("search",)),
    "taxonomies": ("Taxonomy", "The taxonomies whose terms services bear.", ()),
    "taxonomy_terms": ("TaxonomyTerm", "The terms that services bear.", ("taxonomy_id",)),
    "service_at_locations": ("ServiceAtLocation", "Always empty: this directory holds no addresses of premises.", ()),
}  # fmt: skip


def _paths() -> Schema:
    paths: Schema = {
        "/": {"get": _operation("getAPIMetaInformation", "Which version and profile this is.", _schema("Api"), 429)},
        "/openapi.json": {"get": _operation("getDescription", "This description.", {"type": "object"}, 429)},
    }
    for name, (schema, summary, filters) in _LISTS.items():
        page = {"allOf": [_schema("Page"), {"properties": {"contents": {"items": _schema(_listed(schema))}}}]}
        listing = _operation(f"list_{name}", summary, page, 400, 429)
        listing["parameters"] = [_ref("parameters", each) for each in ("page", "per_page", "format", *filters)]
        paths[f"/{name}"] = {"get": listing}
        one = _operation(f"get_{name}", f"One of them, whole: {schema}.", _schema(schema), 404, 429)
        one["parameters"] = [_ref("parameters", "id")]
        paths[f"/{name}/{{id}}"] = {"get": one}
    return paths


def _listed(schema: str) -> str:
    return "ListedService" if schema == "Service" else schema


def _operation(name: str, summary: str, schema: Schema, *refused: int) -> Schema:
    headers = {
        each: {"schema": {"type": "string"}} for each in ("ETag", "Cache-Control", "Access-Control-Allow-Origin")
    }
    answers: Schema = {
        "200": {"description": summary, "headers": headers, "content": {"application/json": {"schema": schema}}},
        "304": {"description": "What you have is still right."},
    }
    answers |= {str(status): _ref("responses", f"Problem{status}") for status in sorted({400, *refused})}
    return {"operationId": name, "summary": summary, "responses": answers}


def _responses() -> Schema:
    words = {
        400: "The request cannot be understood.",
        404: "There is nothing with this identifier.",
        429: "Too many requests. Retry-After says how many seconds to wait.",
    }
    content = {PROBLEM: {"schema": _schema("Problem")}}
    return {f"Problem{status}": {"description": said, "content": content} for status, said in words.items()}


def _parameters() -> Schema:
    def query(name: str, said: str, **schema: Any) -> Schema:
        return {"name": name, "in": "query", "required": False, "description": said, "schema": schema}

    return {
        "id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
        "page": query("page", "Which page, from 1.", type="integer", minimum=1, maximum=1_000_000, default=1),
        "per_page": query(
            "per_page", f"How many on a page. More than {MOST_PER_PAGE} gives {MOST_PER_PAGE}.",
            type="integer", minimum=1, maximum=1_000_000, default=USUAL_PER_PAGE,
        ),
        "format": query("format", "Only json.", type="string", enum=["json"]),
        "search": query(
            "search", "Words: endings, slips and synonyms are understood.", type="string", maxLength=200,
            pattern=_READABLE,
        ),
        "modified_after": query("modified_after", "Changed at this time or later.", type="string", format="date-time"),
        "taxonomy_term_id": query("taxonomy_term_id", "Bearing this term.", type="string", format="uuid"),
        "taxonomy_id": query("taxonomy_id", "Bearing a term of this taxonomy.", type="string", format="uuid"),
        "organization_id": query("organization_id", "Of this organisation.", type="string", format="uuid"),
        "minimal": query("minimal", "Only 'id' and 'last_modified' of each.", type="boolean", default=False),
        "full": query("full", "Each with everything that belongs to it.", type="boolean", default=False),
    }  # fmt: skip


# ---- Schemas --------------------------------------------------------------------------------------------------------

#: Without the characters that `ui.forms.UNREADABLE` refuses.
_READABLE = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]*$"
_TEXT: Schema = {"type": "string", "minLength": 1}
_UUID: Schema = {"type": "string", "format": "uuid"}
_URI: Schema = {"type": "string", "format": "uri"}
_INSTANT: Schema = {"type": "string", "format": "date-time"}


def _object(needed: str, optional: dict[str, Schema] | None = None, **properties: Schema) -> Schema:
    """Every property of ours is there or left out; nothing else is."""
    held = {**properties, **(optional or {})}
    return {"type": "object", "properties": held, "required": needed.split(), "additionalProperties": False}


def _several(name: str) -> Schema:
    return {"type": "array", "items": _schema(name)}


def _schemas() -> Schema:
    plain = {
        "id": _UUID, "organization_id": _UUID, "name": _TEXT, "description": _TEXT, "url": _URI,
        "status": {"const": "active"}, "application_process": _TEXT, "fees_description": _TEXT,
        "eligibility_description": _TEXT, "assured_date": {"type": "string", "format": "date"},
        "last_modified": _INSTANT, "organization": _schema("Organization"),
    }  # fmt: skip
    nested = {
        "phones": _several("Phone"), "schedules": _several("Schedule"), "service_areas": _several("ServiceArea"),
        "service_at_locations": _several("ServiceAtLocation"), "attributes": _several("Attribute"),
    }  # fmt: skip
    always = "id organization_id name url status last_modified organization"
    return {
        "Api": _object(
            "version profile openapi_url description publisher", version=_TEXT, profile=_URI, openapi_url=_URI,
            description=_TEXT, publisher=_object("name website", name=_TEXT, website=_URI),
        ),
        "Page": {
            "type": "object",
            "properties": {
                **{name: {"type": "integer", "minimum": 0} for name in ("total_items", "total_pages", "size")},
                "page_number": {"type": "integer", "minimum": 1},
                **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
                "contents": {"type": "array", "maxItems": MOST_PER_PAGE},
            },
            "required": [
                "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents",
            ],
        },
        "Service": _object(f"{always} {' '.join(nested)}", **plain, **nested),
        "ListedService": {
            "description": "With 'minimal', its identifier and when it changed; with 'full', the whole service.",
            "anyOf": [
                _object(always, **plain), _schema("Service"), _object("id last_modified", id=_UUID,
                last_modified=_INSTANT),
            ],
        },
        "Organization": _object("id name description", id=_UUID, name=_TEXT, description=_TEXT),
        "Phone": _object("id service_id number", id=_UUID, service_id=_UUID, number=_TEXT, type={"const": "voice"}),
        "Schedule": _object("id service_id description", id=_UUID, service_id=_UUID, description=_TEXT),
        "ServiceArea": _object("id service_id name", id=_UUID, service_id=_UUID, name=_TEXT, uri=_URI),
        "ServiceAtLocation": {"type": "object", "description": "None is published.", "required": ["id"]},
        "Attribute": _object(
            "id link_id link_entity taxonomy_term_id taxonomy_term", id=_UUID, link_id=_UUID,
            link_entity={"const": "service"}, link_type=_TEXT, taxonomy_term_id=_UUID,
            taxonomy_term=_schema("TaxonomyTerm"),
        ),
        "Taxonomy": _object("id name description", id=_UUID, name=_TEXT, description=_TEXT),
        "TaxonomyTerm": _object(
            "id code name description taxonomy taxonomy_id", id=_UUID, code=_TEXT, name=_TEXT, term=_TEXT,
            description=_TEXT, taxonomy=_TEXT, taxonomy_id=_UUID, language={"const": "en"},
        ),
        "Problem": {
            "type": "object",
            "properties": {
                "type": {"type": "string"}, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT,
            },
            "required": ["type", "title", "status", "detail"],
        },
    }  # fmt: skip
