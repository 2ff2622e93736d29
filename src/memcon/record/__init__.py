"""Many readings in, one record out: stored, merged, judged, searched."""
