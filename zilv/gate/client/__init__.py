"""What a dialler, an SMS platform or an AI caller asks the gate with: `from zilv import Client, AsyncClient`."""
