"""memcon: news pages in, a sourced and dated record out."""
