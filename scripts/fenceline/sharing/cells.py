"""Rows as the text of their cells, as the contract has them."""


def texts(row):
    return [_text(value) for value in row]


def _text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # The shortest that is read back as the same number; the bench writes six digits.
        return next((text for text in (f"{value:.6g}", f"{value:.12g}") if float(text) == value), repr(value))
    return str(value)
