"""Rows, and columns, as the text of their cells, as the contract has them."""


def texts(row):
    return [_text(value) for value in row]


def columns(contracted, rows):
    """{name: texts} of a table's columns. Most columns repeat few values: each is told once."""
    out = {}
    for column, values in zip(contracted, zip(*rows) if rows else [()] * len(contracted)):
        known = {} if column.type == "text" else {value: _text(value) for value in set(values)}
        out[column.name] = [known[value] for value in values] if known else list(values)
    return out


def _text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # The shortest that is read back as the same number; the bench writes six digits.
        return next((text for text in (f"{value:.6g}", f"{value:.12g}") if float(text) == value), repr(value))
    return str(value)
