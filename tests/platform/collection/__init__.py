"""Tests of requests for what is missing."""
