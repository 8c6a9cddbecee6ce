"""Values of parameters as their ``style`` spells them: ``reading`` and ``writing`` are each other's inverse."""
