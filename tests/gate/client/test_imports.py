"""A dialler that only asks brings neither the judgement nor the server into its process."""

import subprocess
import sys

HEAVY = ("numba", "numpy", "pyarrow", "duckdb", "pydantic", "yaml", "django")


def test_a_client_imports_neither_judgement_nor_server() -> None:
    program = "import sys; from zilv import AsyncClient, Client; print(AsyncClient, Client, *sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = shown.stdout.split()
    assert "httpx" in modules
    assert not set(HEAVY) & set(modules)
