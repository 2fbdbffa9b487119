"""Tests of the audit that goes on."""
