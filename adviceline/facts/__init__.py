"""De-identified rows that every figure is computed from: no free text, no names, no fine place."""
