"""What a check's SQL may not be, told before it is run. What it may not do, the database's own rights say as well."""

import re

BEGINS = re.compile(r"\A\s*(?:select|with|values|table)\b", re.IGNORECASE)
# Texts, quoted names and remarks say nothing about what a query does.
_QUIET = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|\$([A-Za-z_]*)\$.*?\$\1\$", re.DOTALL)
# They reach beyond the rows that are read: settings, other sessions, files, other servers, queries made of texts.
REACHING = re.compile(
    r"\b(set_config|pg_sleep\w*|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_rotate_logfile"
    r"|pg_read_\w+|pg_ls_\w+|pg_stat_file|pg_file_\w+|lo_\w+|dblink\w*|pg_notify|pg_\w*advisory\w*"
    r"|pg_promote|pg_switch_wal|pg_create_\w+|pg_drop_\w+|pg_logical_\w+|pg_replication_\w+"
    r"|query_to_xml\w*|cursor_to_xml\w*|table_to_xml\w*|schema_to_xml\w*|database_to_xml\w*|nextval|setval)\s*\(",
    re.IGNORECASE,
)
SPELT_OUT = re.compile(r"\bu&\s*[\"']", re.IGNORECASE)  # a name spelt by code points hides what it is
WRITING = re.compile(
    r"\b(insert|update|delete|merge|truncate|copy|create|alter|drop|grant|revoke|vacuum|reindex|call|do|listen|notify"
    r"|lock|prepare|execute|into)\b",
    re.IGNORECASE,
)


def refusal_of(sql: str) -> str:
    """Why it is not even tried; empty where it may be."""
    # A quoted name may be a function's: "set_config"('…') is looked at without its quotes.
    bare = _QUIET.sub(lambda found: found[0] if found[0].startswith('"') else " '' ", sql)
    quiet = _QUIET.sub(" x ", sql)
    if not BEGINS.match(quiet):
        return "只能是一条查询，以 select 或 with 开头"
    if SPELT_OUT.search(sql):
        return "不能用 U& 写法"
    if ";" in quiet.rstrip().rstrip(";"):
        return "只能写一条语句"
    if found := WRITING.search(quiet):
        return f"只能查询，不能写（{found[1].lower()}）；列名恰好是这个词的，请加双引号"
    if found := REACHING.search(bare.replace('"', "")):
        return f"不能用 {found[1].lower()}()"
    return ""
