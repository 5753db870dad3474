"""The hostile requests whose parameters are the matter."""

# ruff: noqa: E501 - a table: one request a line

from tests.server.hostile_writes import Row, query, raw_query
from tests.server.sites import (
    listing,
    operation,
    parameter,
)

INTEGERS = tuple(
    Row(f"integer {label}", parameter("query", "integer"), query(value), ("value",))
    for label, value in {
        "+1": b"%2B1", "plus as a space": b"+1", "with a space": b"%201", "1 and a space": b"1%20", "1_0": b"1_0",
        "Arabic": b"%D9%A3", "full width": b"%EF%BC%91", "1.0": b"1.0",
        "1e1": b"1e1", "0x1": b"0x1", "01": b"01", "empty": b"", "a word": b"abc", "NaN": b"NaN", "Infinity": b"Infinity",
        "true": b"true", "null": b"null", "5 000 digits": b"9" * 5000, "with NUL": b"1%00", "with a line feed": b"1%0A", "a list": b"1,2", "quoted": b"%221%22", "--1": b"--1",
    }.items()
)  # fmt: skip

BOOLEANS = tuple(
    Row(f"boolean {label}", parameter("query", "boolean"), query(value), ("value",))
    for label, value in {
        "True": b"True", "TRUE": b"TRUE", "1": b"1", "0": b"0", "yes": b"yes", "on": b"on", "empty": b"",
        "with a space": b"true%20", "null": b"null",
    }.items()
)  # fmt: skip

NUMBERS = tuple(
    Row(f"number {label}", parameter("query", "number"), query(value), ("value",))
    for label, value in {
        "NaN": b"NaN", "inf": b"inf", "Infinity": b"Infinity", "1e999": b"1e999", ".5": b".5", "5.": b"5.",
        "1_0.0": b"1_0.0", "+1.5": b"%2B1.5", "1,5": b"1,5", "0x1p4": b"0x1p4", "empty": b"",
    }.items()
)  # fmt: skip

FORMATS = tuple(
    Row(f"{form} {label}", parameter("query", type_, form), query(value), ("value",))
    for type_, form, label, value in (
        ("integer", "int32", "2^31", b"2147483648"), ("integer", "int32", "-2^31-1", b"-2147483649"),
        ("integer", "int64", "2^63", b"9223372036854775808"), ("string", "uuid", "a word", b"abc"),
        ("string", "uuid", "without hyphens", b"123e4567e89b12d3a456426614174000"),
        ("string", "date", "30 February", b"2024-02-30"), ("string", "date", "a date-time", b"2024-02-29T00:00:00Z"),
        ("string", "date-time", "a date", b"2024-02-29"), ("string", "date-time", "without offset", b"2024-02-29T10:00:00"),
        ("string", "date-time", "25 o'clock", b"2024-02-29T25:00:00Z"), ("string", "email", "a word", b"nobody"),
        ("string", "uri", "a word", b"no%20uri"), ("string", "ipv4", "256", b"256.1.1.1"), ("string", "ipv6", "a word", b"g::1"),
        ("string", "hostname", "-a-", b"-a-.b"), ("string", "byte", "a letter", b"a"),
    )
)  # fmt: skip

QUERIES = (
    Row("integer 10^30", parameter("query", "integer"), query(b"1" + b"0" * 30), ("ok", "value")),
    Row("integer 2^63", parameter("query", "integer"), query(b"%d" % 2**63), ("ok", "value")),
    Row("integer, raw Arabic", parameter("query", "integer"), query("٣".encode()), ("value", 400)),
    Row("undeclared parameter", listing, raw_query(b"no_such_parameter=1"), ("undeclared",)),
    Row("the same name in capitals", parameter("query", "integer"), lambda live: live.send(query=live.name.upper() + b"=1"), ("undeclared",)),
    Row("a scalar with []", parameter("query", "integer"), lambda live: live.send(query=live.name + b"[]=1"), ("undeclared",)),
    Row("a scalar with [a]", parameter("query", "integer"), lambda live: live.send(query=live.name + b"[a]=1"), ("undeclared",)),
    Row("a nameless parameter", listing, raw_query(b"=1"), ("undeclared",)),
    Row("a scalar twice", parameter("query", "integer"), lambda live: live.send(query=b"%b=1&%b=2" % (live.name, live.name)), ("repeated",)),
    Row("the same scalar twice", parameter("query", "integer"), lambda live: live.send(query=b"%b=1&%b=1" % (live.name, live.name)), ("repeated",)),
    Row("a name without a value", parameter("query", "integer"), lambda live: live.send(query=live.name), ("value",)),
    Row("semicolons between", parameter("query", "integer"), query(b"1;limit=2"), ("value",)),
    Row("only ampersands", listing, raw_query(b"&&&"), ("ok",)),
    Row("a percent-encoded name", parameter("query", "integer"), lambda live: live.send(query=b"%%%02x%b=1" % (live.name[0], live.name[1:])), ("ok",)),
    Row("invalid UTF-8 in a value", parameter("query"), query(b"%ff"), ("value",)),
    Row("invalid UTF-8 in a name", listing, raw_query(b"%ff=1"), ("invalid_parameter",)),
    Row("overlong UTF-8 in a value", parameter("query"), query(b"%c0%af"), ("value",)),
    Row("a surrogate in a value", parameter("query"), query(b"%ed%a0%80"), ("value",)),
    Row("raw bytes in a value", parameter("query"), query(b"\xff\xfe"), ("value", 400)),
    Row("half an escape", parameter("query"), query(b"%4"), ("ok", "value")),
    Row("no escape", parameter("query"), query(b"%zz"), ("ok", "value")),
    Row("NUL in text", parameter("query"), query(b"%00"), ("ok", "value")),
    Row("60 000 characters", parameter("query"), query(b"a" * 60_000), ("ok", "value")),
    Row("5 000 parameters", listing, raw_query(b"&".join(b"p%d=1" % n for n in range(5000))), ("undeclared",)),
    Row("no value of the enum", parameter("query", name="colour"), query(b"blue"), ("value",)),
    Row("a value of the enum in capitals", parameter("query", name="colour"), query(b"RED"), ("value",)),
    Row("a line feed after a pattern", parameter("query", name="text"), query(b"abc%0A"), ("value",)),
    Row("an empty nullable integer", parameter("query", name="maybe"), query(b""), ("ok",)),
)  # fmt: skip

STYLES = tuple(
    Row(f"{name} {text.decode()[:60]}", operation("listGears" if "array" in name else "listBolts"), raw_query(text), right)
    for name, text, right in (
        ("deepObject", b"filter[colour]=red&filter[count]=2", ("ok",)),
        ("deepObject", b"filter%5Bcolour%5D=red", ("ok",)),
        ("deepObject", b"filter", ("value",)),
        ("deepObject", b"filter=red", ("value",)),
        ("deepObject", b"filter[", ("value",)),
        ("deepObject", b"filter[colour", ("value",)),
        ("deepObject", b"filter[]=red", ("value",)),
        ("deepObject", b"filter[colour]x=red", ("value",)),
        ("deepObject", b"filter[colour][a]=red", ("value",)),
        ("deepObject", b"filter[colour]=red&filter[colour]=green", ("value",)),
        ("deepObject", b"filter[colour]=blue", ("value",)),
        ("deepObject", b"filter[colour]=red&filter[other]=1", ("value",)),
        ("deepObject", b"filter[count]=2", ("value",)),
        ("deepObject", b"filter[colour]=red&filter[count]=x", ("value",)),
        ("array", b"ids=1,2", ("ok",)),
        ("empty array", b"ids=", ("ok",)),
        ("array", b"ids=1,x", ("value",)),
        ("array", b"ids=1,,2", ("value",)),
        ("array", b"ids=1,%2B2", ("value",)),
        ("exploded array", b"each=1&each=2", ("ok",)),
        ("exploded array", b"each=1&each=", ("value",)),
        ("piped array", b"piped=1|2", ("ok",)),
        ("piped array", b"piped=1%7C2", ("ok",)),
        ("empty array of text", b"words=", ("value",)),
        ("exploded object", b"width=1&height=2", ("ok",)),
        ("exploded object", b"width=x", ("value",)),
        ("JSON", b"where=%7B%22a%22:1%7D", ("ok",)),
        ("JSON", b"where=%7B", ("value",)),
        ("JSON", b"where=" + b"%5B" * 1000, ("value",)),
        ("JSON", b"where=%7B%22a%22:1%7D&where=%7B%22a%22:2%7D", ("value",)),
        ("JSON", b"where=%7B%22a%22:%22%5Cud800%22%7D", ("value",)),
        ("object", b"point=x,1,y,2", ("ok",)),
        ("object", b"point=x,1,y", ("value",)),
        ("object", b"point=x,1&point=x,2", ("value",)),
        ("array", b"ids=1&ids=2", ("value",)),
        ("exploded object", b"width=1&width=2", ("value",)),
    )
)  # fmt: skip
