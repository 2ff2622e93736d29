"""The record out, one file per output."""
