"""Migrations of the webhooks' tables."""
