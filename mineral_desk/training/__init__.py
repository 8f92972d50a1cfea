"""How the shipped models and demo photos are made. Needs the ``training`` extra; nothing imports this room."""
